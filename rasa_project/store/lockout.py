"""Guessing passwords gets slower with every failure: by name and address, by name, by address."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection, Engine

from .engine import put_if_absent, writing
from .errors import NotPossible
from .tables_people import failures

FREE = {"both": 5, "name": 20, "address": 50}
"""Attempts without a wait. A name is guessed at from many places, a proxy's address is many people's."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
"""After so long without an attempt, it starts anew."""

KEPT = failures.c


class LockedOut(NotPossible):
    """Too many failures; `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = -(-int(wait.total_seconds()) // 60)
        super().__init__(
            f"サインインの失敗が続いたため、止めています。あと{minutes}分ほど待って、もう一度試してください。"
        )


def begin_attempt(engine: Engine, name: str, address: str, now: datetime) -> None:
    """Count an attempt as failed until `succeeded`, so that many at once do not slip through.

    Raises LockedOut, without counting, and StoreError.
    """
    with writing(engine) as connection:
        # Always in the same order, or two attempts could wait for each other.
        counts = {
            key: attempts(connection, key, now) for key in sorted(keys(name, address).values())
        }
        waits = []
        for kind, key in keys(name, address).items():
            number, last = counts[key]
            waits.append(last + wait(number - FREE[kind]) - now)
        if max(waits) > timedelta():
            raise LockedOut(max(waits))
        for key, (number, _) in counts.items():
            counted = update(failures).where(KEPT.key == key)
            connection.execute(counted.values(count=number + 1, at=now))


def attempts(connection: Connection, key: str, now: datetime) -> tuple[int, datetime]:
    """How many there were, and when the last; the row is ours until the transaction ends."""
    put_if_absent(connection, failures, {"key": key, "count": 0, "at": now})
    wanted = select(KEPT.count, KEPT.at).where(KEPT.key == key).with_for_update()
    number, last = connection.execute(wanted).one()
    return (0, now) if last < now - FORGOTTEN else (number, last)


def succeeded(connection: Connection, name: str, address: str) -> None:
    """The attempt was none of guessing; others from the same address still count."""
    both, by_name, by_address = keys(name, address).values()
    connection.execute(delete(failures).where(KEPT.key.in_([both, by_name])))
    fewer = update(failures).where(KEPT.key == by_address, KEPT.count > 0)
    connection.execute(fewer.values(count=KEPT.count - 1))


def keys(name: str, address: str) -> dict[str, str]:
    """kind -> key"""
    said = {"both": (name, address), "name": (name, ""), "address": ("", address)}
    return {
        kind: hashlib.sha256("\n".join((kind, *parts)).encode()).hexdigest()
        for kind, parts in said.items()
    }


def wait(beyond: int) -> timedelta:
    """How long after the last attempt the next one may come, which doubles every time."""
    if beyond < 0:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(beyond, 16)), LONGEST_WAIT)
