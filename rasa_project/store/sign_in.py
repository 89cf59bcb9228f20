"""Signing in and out. Every attempt is audited, and guessing gets slower and slower."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from . import lockout, sessions
from .audit import note
from .engine import Clock, reading, utc_now, writing
from .errors import NotPossible
from .tables_people import users
from .users import KEPT, User, find_user, fits, hashed, user_name


class SignInRefused(NotPossible):
    """Name and password do not belong together, or the account is not active."""

    def __init__(self) -> None:
        super().__init__("利用者名かパスワードが違います。")


@dataclass(frozen=True)
class SignedIn:
    """A session just begun. The token goes into the browser's cookie and nowhere else."""

    user: User
    token: str


class SignIns:
    """Sessions of the desk's users. All may raise StoreError."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine, self._clock = engine, clock

    def sign_in(self, name: str, password: str, address: str) -> SignedIn:
        """A session for name and password. Raises SignInRefused and, after many failures, LockedOut."""
        name = user_name(name)
        self._prove(name, password, address, "sign_in_refused")
        with writing(self._engine) as connection:
            lockout.succeeded(connection, name, address)
            return self._begin(connection, name, "password")

    def change_password(self, name: str, old: str, new: str, address: str) -> SignedIn:
        """A new password for who knows the old one. Every session of theirs ends, and one begins.

        Raises NotPossible for a password that will not do, SignInRefused and LockedOut as `sign_in`.
        """
        name, kept = user_name(name), hashed(new)
        proved = self._prove(name, old, address, "password_refused")
        # Who was deactivated, or given another password, in between has proved nothing.
        still = update(users).where(KEPT.name == name, KEPT.active, KEPT.password == proved)
        with writing(self._engine) as connection:
            lockout.succeeded(connection, name, address)
            if not connection.execute(still.values(password=kept)).rowcount:
                raise SignInRefused
            sessions.end_all(connection, name)
            note(connection, self._clock(), name, "password_changed")
            return self._begin(connection, name, "password")

    def _prove(self, name: str, password: str, address: str, refusal: str) -> str:
        """The hash that the password fits. A failure is audited as `refusal` and counts for the lock-out."""
        try:
            lockout.begin_attempt(self._engine, name, address, self._clock())
        except lockout.LockedOut:
            self._refused(name, "locked_out")
            raise
        with reading(self._engine) as connection:
            wanted = select(KEPT.password).where(KEPT.name == name, KEPT.active)
            stored: str | None = connection.execute(wanted).scalar()
        if not fits(password, stored) or stored is None:
            self._refused(name, refusal)
            raise SignInRefused
        return stored

    def sign_in_trusted(self, name: str) -> SignedIn:
        """A session for a name that the city's single sign-on vouches for. Raises SignInRefused."""
        name = user_name(name)
        try:
            with writing(self._engine) as connection:
                return self._begin(connection, name, "single_sign_on")
        except SignInRefused:
            self._refused(name, "sign_in_refused")
            raise

    def _begin(self, connection: Connection, name: str, way: str) -> SignedIn:
        user = find_user(connection, name)
        if user is None or not user.active:
            raise SignInRefused
        now = self._clock()
        note(connection, now, name, "signed_in", detail={"way": way})
        return SignedIn(user, sessions.start(connection, name, now))

    def _refused(self, name: str, action: str) -> None:
        """A name nobody has may be a password in the wrong field, so it is not kept."""
        with writing(self._engine) as connection:
            actor = name if find_user(connection, name) else "unknown"
            note(connection, self._clock(), actor, action)

    def user(self, token: str, *, noticed: bool = True) -> User | None:
        """Who this session belongs to; None when it is over, ended, or the account is not active.

        Unless it is to be noticed, a session does not live longer for having been asked about.
        """
        now = self._clock()
        with reading(self._engine) as connection:
            found = sessions.find(connection, token, now)
            user = find_user(connection, found[0]) if found else None
        if found is None or user is None or not user.active:
            return None
        if noticed and now - found[1] > sessions.NOTICED:
            with writing(self._engine) as connection:
                sessions.notice(connection, token, now)
        return user

    def sign_out(self, token: str) -> None:
        """End a session."""
        now = self._clock()
        with writing(self._engine) as connection:
            found = sessions.find(connection, token, now)
            sessions.end(connection, token)
            if found:
                note(connection, now, found[0], "signed_out")

    def sign_out_everywhere(self, name: str, *, actor: str) -> None:
        """End every session of a user."""
        with writing(self._engine) as connection:
            sessions.end_all(connection, user_name(name))
            detail = {"user": user_name(name)}
            note(connection, self._clock(), actor, "signed_out_everywhere", detail=detail)
