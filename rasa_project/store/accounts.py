"""Who may work at the desk: the accounts, every change of which is audited."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from . import sessions
from .audit import note
from .engine import Clock, reading, utc_now, writing
from .errors import NotPossible
from .tables_people import users
from .users import COLUMNS, KEPT, User, check_user, find_user, hashed, user_name

CHANGEABLE = ("display_name", "desk", "role", "active")
LAST = "管理の役割で有効な利用者が、1人もいなくなります。先に、ほかの人を管理の役割にしてください。"


class Accounts:
    """The accounts. All may raise StoreError; `actor` is who does it, for the audit log."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine, self._clock = engine, clock

    # fmt: off
    def create(
        self, name: str, display_name: str, desk: str, role: str,
        *, password: str | None, actor: str,
    ) -> User:
        """A new account; without a password, for single sign-on only. Raises NotPossible."""
        # fmt: on
        name = user_name(name)
        check_user(name, display_name, desk, role)
        stored = None if password is None else hashed(password)
        said = {"desk": desk, "role": role}
        row = {"name": name, "display_name": display_name.strip(), "password": stored, **said}
        with writing(self._engine) as connection:
            if find_user(connection, name):
                raise NotPossible(f"利用者「{name}」は、もう登録されています。")
            connection.execute(insert(users), {**row, "active": True, "created": self._clock()})
            self._note(connection, actor, "user_created", user=name, **said)
            return existing(connection, name)

    def change(self, user: User, *, actor: str) -> None:
        """Keep a changed account (names stay) and sign the user out everywhere.

        Raises NotPossible, also where no administrator would be left.
        """
        check_user(user.name, user.display_name, user.desk, user.role)
        values = {name: getattr(user, name) for name in CHANGEABLE}
        with writing(self._engine) as connection:
            keep_an_administrator(connection, user)
            before = existing(connection, user.name)
            changed = {name: one for name, one in values.items() if one != getattr(before, name)}
            if not changed:
                return
            connection.execute(update(users).where(KEPT.name == user.name).values(changed))
            sessions.end_all(connection, user.name)
            changed.pop("display_name", None)  # the audit log holds no names but the users' own
            self._note(connection, actor, "user_changed", user=user.name, **changed)

    def set_password(self, name: str, password: str, *, actor: str) -> None:
        """A new password, and signed out everywhere. Raises NotPossible."""
        name, stored = user_name(name), hashed(password)
        with writing(self._engine) as connection:
            existing(connection, name)
            connection.execute(update(users).where(KEPT.name == name).values(password=stored))
            sessions.end_all(connection, name)
            self._note(connection, actor, "password_set", user=name)

    def users(self) -> tuple[User, ...]:
        """All accounts by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(*COLUMNS).order_by(KEPT.name)).mappings()
            return tuple(User(**row) for row in rows)

    def _note(self, connection: Connection, actor: str, action: str, **detail: object) -> None:
        note(connection, self._clock(), actor, action, detail=detail)


def keep_an_administrator(connection: Connection, changed: User) -> None:
    """Raise NotPossible where the change would leave nobody who could undo it.

    Under PostgreSQL the administrators stay locked until the change is kept, so that two of them
    cannot dismiss each other at the same time; SQLite lets one transaction write at a time anyway.
    """
    active = select(KEPT.name).where(KEPT.active, KEPT.role == "administrator").order_by(KEPT.name)
    names = set(connection.execute(active.with_for_update()).scalars())
    stays = changed.active and changed.role == "administrator"
    if names == {changed.name} and not stays:
        raise NotPossible(LAST)


def existing(connection: Connection, name: str) -> User:
    """The account with this name. Raises NotPossible."""
    user = find_user(connection, name)
    if user is None:
        raise NotPossible(f"利用者「{name}」は、登録されていません。")
    return user
