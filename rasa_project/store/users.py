"""Accounts of the desk."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.engine import Connection

from .cases import DESKS
from .errors import NotPossible
from .tables_people import users

ROLES = ("reader", "triager", "administrator")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
LONGEST_NAME = 64

RESERVED = ("bot", "staff", "system", "unknown")
"""Who else acts in the audit log."""

HASHER = PasswordHasher()
KEPT = users.c


@dataclass(frozen=True)
class User:
    """Somebody who works at the desk. The names may hold any letters: escape them where they are shown."""

    name: str
    display_name: str
    desk: str
    role: str
    active: bool
    created: datetime


COLUMNS = [KEPT[name] for name in User.__dataclass_fields__]


def user_name(said: str) -> str:
    """A name as it is compared: width, case and what cannot be seen make no difference."""
    seen = "".join(filter(str.isprintable, unicodedata.normalize("NFKC", said)))
    return seen.strip().casefold()


def check_user(name: str, display_name: str, desk: str, role: str) -> None:
    """Raise NotPossible for what no account can have."""
    if not 0 < len(name) <= LONGEST_NAME or " " in name:
        raise NotPossible(f"利用者名は、空白のない1文字以上{LONGEST_NAME}文字までにしてください。")
    if name in RESERVED:
        raise NotPossible(f"「{name}」は、利用者名に使えません。")
    if not 0 < len(display_name.strip()) <= LONGEST_NAME or not display_name.isprintable():
        raise NotPossible(f"表示名は、1文字以上{LONGEST_NAME}文字までにしてください。")
    if desk not in DESKS:
        raise NotPossible(f"担当は {' か '.join(DESKS)} にしてください（いまは「{desk}」）。")
    if role not in ROLES:
        raise NotPossible(f"役割は {' か '.join(ROLES)} にしてください（いまは「{role}」）。")


def hashed(password: str) -> str:
    """The argon2 hash. Raises NotPossible for a password that is too short, or absurdly long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise NotPossible(
            f"パスワードは{SHORTEST_PASSWORD}文字以上{LONGEST_PASSWORD}文字以下にしてください。"
        )
    return HASHER.hash(password.encode("utf-8", "replace"))


@lru_cache(maxsize=1)
def nobodys() -> str:
    """A hash to check against where there is no account."""
    return HASHER.hash(secrets.token_urlsafe(32))


def fits(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one. It takes as long where there is none."""
    try:
        said = password[: LONGEST_PASSWORD + 1].encode("utf-8", "replace")
        right = HASHER.verify(stored or nobodys(), said)
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def find_user(connection: Connection, name: str) -> User | None:
    """The account with this name, active or not."""
    row = connection.execute(select(*COLUMNS).where(KEPT.name == name)).mappings().first()
    return User(**row) if row else None
