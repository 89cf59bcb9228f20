"""What every vendor's channel speaks: requests and events in, replies out."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..core.errors import KyogiError

Address = Mapping[str, Any]
"""Where a reply goes, in the vendor's own terms; JSON, kept with the conversation."""
Said = Mapping[str, Any]
"""One message of the bot: `text`; `choices`, each with `label`, `payload` and perhaps `description`; `custom`,
None or a question's, result's or list's content as data."""


@dataclass(frozen=True)
class Incoming:
    """A request as the web server got it. headers: names in lower case."""

    method: str
    path: str
    """Below the vendor's own address, "" for the address itself."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Arrived:
    """One thing that a person did: typed a text, or pressed a choice, or opened the conversation (neither)."""

    event: str
    """The vendor's id for it, at most 200 characters: the same event delivered twice has the same."""
    sender: str
    """The person, and the place where they talk, as the vendor names them."""
    address: Address
    text: str | None = None
    choice: str | None = None
    """The payload of a pressed choice, exactly as it was sent out."""
    shown: str = ""
    """What the pressed choice said."""


@dataclass(frozen=True)
class Received:
    """What a request brought, and the answer that the vendor expects at once."""

    arrived: tuple[Arrived, ...] = ()
    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    sorry: Callable[[str], bytes] | None = None
    """A sentence -> the answer instead of `body`, with 200, where nothing can be stored; None: the vendor tries again."""


class RefusedRequest(Exception):  # noqa: N818 - it is no error of ours
    """A request that is not the vendor's, or makes no sense. The reason is for the log, not for the sender."""

    def __init__(self, reason: str, status: int = 401) -> None:
        super().__init__(reason)
        self.status = status


class UndeliveredError(Exception):
    """A reply did not reach the vendor. permanent: trying again is no use. after: seconds to wait, if they said."""

    def __init__(self, reason: str, *, permanent: bool = False, after: float | None = None) -> None:
        super().__init__(reason)
        self.permanent, self.after = permanent, after


Take = Callable[[Arrived], Awaitable[None]]
"""Returns when the event is stored; only then may the vendor be told that it has arrived."""


class Vendor(Protocol):
    """One messaging service."""

    name: str

    async def receive(self, incoming: Incoming) -> Received:
        """What a request brings, checked. Raises RefusedRequest."""

    async def send(self, address: Address, messages: Sequence[Said], key: str) -> None:
        """Deliver a reply. `key` is the same when the same reply is tried again. Raises UndeliveredError."""

    async def listen(self, take: Take) -> None:
        """Fetch events where the vendor is asked for them; returns at once where they come as requests."""

    async def close(self) -> None:
        """Give back connections."""


@dataclass(frozen=True)
class Environment:
    """The settings of one vendor: variables that begin with its prefix, such as `KYOGI_SLACK_`."""

    prefix: str
    values: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(self.prefix + name, default)

    def need(self, name: str) -> str:
        """A variable that must be set. Raises KyogiError naming it."""
        said = self.get(name)
        if not said:
            raise KyogiError(f"{self.prefix}{name} を設定してください。")
        return said

    def secret(self, name: str) -> str:
        """A secret from the variable, or from the file that NAME_FILE names. Raises KyogiError for neither."""
        path = self.get(f"{name}_FILE")
        if not path:
            return self.need(name)
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise KyogiError(f"{self.prefix}{name}_FILE のファイルを読めません。") from error
