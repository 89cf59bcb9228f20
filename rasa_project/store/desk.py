"""What the desk does with a case. Each step and its audit entry are one transaction.

Who acts says which version they saw. If somebody else acted since, nothing happens and `Changed`
carries the case as it stands now: nobody's work is overwritten silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from .audit import note
from .cases import DECISIONS, DESKS, KINDS, Case, cases_by_id
from .engine import Clock, utc_now, writing
from .errors import NotPossible
from .masking import mask
from .outbox import Answer, Decision, send
from .search import index_cases
from .steps import allow, at_work, change, seen
from .tables import consultations
from .tables_desk import cases, comments


class Desk:
    """The steps. All may raise StoreError and NotPossible; those on a case also `Changed`."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine, self._clock = engine, clock

    def open_case(self, consultation: str, desk: str, kind: str) -> Case:
        """Put a consultation on a desk's list; one that is there already, and not closed, stays.

        A case that was only unclear becomes `handed_over` when the person asks for the desk.
        """
        check("desk", desk, DESKS)
        check("kind", kind, KINDS)
        known = select(consultations).where(consultations.c.id == consultation)
        with writing(self._engine) as connection:
            # Under PostgreSQL, who comes second waits here until the first is done.
            row = connection.execute(known.with_for_update()).mappings().first()
            if row is None:
                raise NotPossible("この相談は、記録にありません。")
            case = at_work(connection, consultation, desk)
            if case is None:
                return self._open(connection, row, desk, kind)
            if kind == "handed_over" and case.kind == "unclear":
                now = self._clock()
                return change(connection, case, now, "bot", "handed_over", {"kind": kind})
            return case

    def _open(self, connection: Connection, kept: Mapping[str, Any], desk: str, kind: str) -> Case:
        now = self._clock()
        values = {
            "consultation": kept["id"], "desk": desk, "kind": kind, "state": "new", "version": 1,
            "subject": kept["subject"], "activity": kept["activity"], "opened": now, "updated": now,
        }  # fmt: skip
        case = int(connection.execute(insert(cases), values).inserted_primary_key[0])
        note(connection, now, "bot", "opened", case, {"desk": desk, "kind": kind})
        index_cases(connection, [case])
        return cases_by_id(connection, [case])[case]

    def claim(self, case: int, actor: str, version: int) -> Case:
        """Take a case on, also one that a colleague had taken."""
        values = {"state": "claimed", "claimed_by": actor}
        with seen(self._engine, case, version) as (connection, present):
            allow(present, "new", "claimed")
            return change(connection, present, self._clock(), actor, "claimed", values)

    def release(self, case: int, actor: str, version: int) -> Case:
        """Give a case that was taken on back to the list."""
        values = {"state": "new", "claimed_by": None}
        with seen(self._engine, case, version) as (connection, present):
            allow(present, "claimed")
            return change(connection, present, self._clock(), actor, "released", values)

    def assign(self, case: int, actor: str, version: int, desk: str) -> Case:
        """Pass a case to the other desk, where it is new."""
        check("desk", desk, DESKS)
        values = {"desk": desk, "state": "new", "claimed_by": None}
        with seen(self._engine, case, version) as (connection, present):
            allow(present, "new", "claimed")
            if at_work(connection, present.consultation, desk):
                raise NotPossible("この相談は、その担当の一覧にもうあります。")
            now = self._clock()
            return change(connection, present, now, actor, "assigned", values, desk=desk)

    def comment(self, case: int, actor: str, version: int, text: str) -> Case:
        """Write something down for colleagues."""
        if not text.strip():
            raise NotPossible("コメントを書いてください。")
        with seen(self._engine, case, version) as (connection, present):
            now = self._clock()
            row = {"case_id": case, "at": now, "author": actor, "text": mask(text)}
            connection.execute(insert(comments), row)
            index_cases(connection, [case])
            return change(connection, present, now, actor, "commented", {})

    def decide(
        self, case: int, actor: str, version: int, decision: Decision, answer: Answer
    ) -> Case:
        """Decide, or decide anew, and put the answer on its way into the conversation."""
        for one in (decision.decision, *decision.procedures.values()):
            check("decision", one, DECISIONS)
        if not decision.reason.strip():
            raise NotPossible("判断の理由を書いてください。")
        masked = replace(decision, reason=mask(decision.reason))
        with seen(self._engine, case, version) as (connection, present):
            allow(present, "new", "claimed", "decided")
            if present.state == "claimed" and present.claimed_by != actor:
                raise NotPossible("ほかの人が対応中です。先に引き取ってください。")
            return self._decide(connection, present, actor, masked, answer)

    def _decide(
        self, connection: Connection, case: Case, actor: str, decision: Decision, answer: Answer
    ) -> Case:
        now = self._clock()
        said = {"decision": decision.decision, "procedures": dict(decision.procedures)}
        values = {**said, "reason": decision.reason, "decided": now}
        values |= {"state": "decided", "claimed_by": actor}
        decided = change(connection, case, now, actor, "decided", values, **said)
        index_cases(connection, [case.id])
        send(connection, decided, answer(decided, decision), now)
        return decided

    def close(self, case: int, actor: str, version: int) -> Case:
        """Nothing more is to be done."""
        with seen(self._engine, case, version) as (connection, present):
            allow(present, "new", "claimed", "decided")
            now = self._clock()
            values = {"state": "closed", "closed": now}
            return change(connection, present, now, actor, "closed", values)


def check(what: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise NotPossible for a value that no button sends."""
    if value not in allowed:
        raise NotPossible(f"{what}「{value}」は選べません。")
