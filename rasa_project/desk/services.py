"""Everything the desk works with, handed in from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy.engine import Engine

from ..contacts import Contacts
from ..core.explain import Consultations
from ..course import Course
from ..store.accounts import Accounts
from ..store.desk import Desk
from ..store.engine import Clock, utc_now
from ..store.learners import Learners
from ..store.records import Records
from ..store.sign_in import SignIns
from .jobs import Jobs


@dataclass(frozen=True)
class DeskSettings:
    """The reverse proxy, where there is one: nobody else's word about a user, an address or https counts."""

    proxy: str | None = None
    """The IP address that the proxy connects from."""
    header: str | None = None
    """The header in which it names the user that the city's single sign-on vouches for."""
    prefix: str = ""
    """Where below its host the desk stands, as `/desk`; empty: it has a host of its own."""


@dataclass(frozen=True)
class DeskServices:
    """What the pages need."""

    engine: Engine
    consultations: Consultations
    """Under the edition in force today."""
    edition_of: Callable[[date], Consultations]
    """Under the edition that was in force on a day. May raise EditionError."""
    course: Course
    contacts: Contacts
    settings: DeskSettings = field(default_factory=DeskSettings)
    clock: Clock = utc_now
    ring: Callable[[], None] = lambda: None
    """Wakes a bot that passes an answer on; without it the bots look by themselves."""

    @cached_property
    def records(self) -> Records:
        return Records(self.engine, self.clock)

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.engine, self.clock)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.engine, self.clock)

    @cached_property
    def sign_ins(self) -> SignIns:
        return SignIns(self.engine, self.clock)

    @cached_property
    def learners(self) -> Learners:
        return Learners(self.engine, self.clock)

    @cached_property
    def jobs(self) -> Jobs:
        return Jobs(self.clock)
