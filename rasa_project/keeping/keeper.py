"""Puts every turn on record, and brings back what is on record: unfinished consultations, the desk's answers.

A store that fails never stops a conversation: the turn goes on and says that it is not saved.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.engine import Engine

from ..conversation import Conversation
from ..core.model import UNKNOWN
from ..messages import Message
from ..render.question import label
from ..service import Services, Turn, Utterance, go_on
from ..store.desk import Desk
from ..store.engine import Clock, utc_now
from ..store.errors import StoreError
from ..store.kept import Kept, Record, new_id
from ..store.learners import Learners
from ..store.outbox import mark_delivered, pending_answers
from ..store.records import Records
from ..store.unread import keep_unread
from . import wording
from .asking import stated_department
from .filing import filed, papers_list

LOG = logging.getLogger(__name__)
DESKS = {"DX推進担当": "dx", "基盤担当": "kiban", "基盤担当課長": "kiban"}
"""The desks as the edition names them, and as the queue does."""


@dataclass(frozen=True)
class Speaker:
    """Who speaks: the opaque key of the conversation (64 hexadecimal digits) and the channel's name.

    turn and event say which turn this is, so that one that is run again, after a process was killed in the
    middle of it, leaves the same record.
    """

    key: str
    channel: str
    turn: int | None = None
    event: str | None = None

    def new_record(self) -> str:
        """The identifier of a consultation that begins in this turn."""
        if self.turn is None:
            return new_id()
        return hashlib.sha256(f"{self.key}:{self.turn}".encode()).hexdigest()[:32]


class Keeper:
    """Keeps the consultations of one edition. rules: digest of its data, 16 hexadecimal digits."""

    def __init__(self, engine: Engine, services: Services, rules: str, clock: Clock = utc_now):
        self.engine, self.services, self.rules, self.clock = engine, services, rules, clock
        self.records, self.desk = Records(engine, clock), Desk(engine, clock)
        self.learners = Learners(engine, clock)

    def kept(
        self, speaker: Speaker, before: Conversation, turn: Turn, said: Utterance | None = None
    ) -> Turn:
        """The turn put on record, with what the person should know of that."""
        department = stated_department(said.text) if said else None
        if department:
            turn = replace(turn, conversation=replace(turn.conversation, department=department))
        try:
            return self._answered(speaker, self._kept(speaker, before, turn, said))
        except StoreError:
            LOG.exception("a turn was not saved")
            return replace(turn, messages=(*turn.messages, Message(wording.NOT_SAVED)))

    def _kept(
        self, speaker: Speaker, before: Conversation, turn: Turn, said: Utterance | None
    ) -> Turn:
        if before.id and turn.conversation.id != before.id:
            self.records.drop(before.id)
        if turn.conversation.answers or turn.desks or turn.conversation.id:
            turn = self._saved(speaker, before, turn)
        self._learned(speaker, before, turn)
        if said and turn.unread:
            asked, known = before.asked, turn.conversation.id
            keep_unread(
                self.engine,
                said.text,
                asked=asked,
                act=said.act,
                consultation=known,
                event=speaker.event,
                clock=self.clock,
            )
        return turn

    def _learned(self, speaker: Speaker, before: Conversation, turn: Turn) -> None:
        """The learner's progress, and whether a mentor may see it; its name is a part of the key."""
        progress = turn.conversation.learning
        if progress is not None and progress != before.learning:
            self.learners.keep(speaker.key, progress)
        if turn.shared:
            self.learners.share(speaker.key, wording.LEARNER.format(speaker.key[:4].upper()))
        elif turn.shared is False:
            self.learners.unshare(speaker.key)

    def _saved(self, speaker: Speaker, before: Conversation, turn: Turn) -> Turn:
        """The consultation as it stands now, and what follows from a result or a wish for the desk."""
        now = replace(turn.conversation, id=turn.conversation.id or speaker.new_record())
        turn = replace(turn, conversation=now)
        finished = now.asked is None and now.shown is not None
        fresh = finished and (before.shown != now.shown or before.answers != now.answers)
        if not (fresh or turn.desks or before.answers != now.answers or before.asked != now.asked):
            return turn
        kept = self._as_kept(speaker, now, finished)
        reference = self.records.save(kept)
        if fresh:
            turn = self._with_reference(turn, kept, reference)
        return self._handed_over(turn, kept.id, reference) if turn.desks else turn

    def _as_kept(self, speaker: Speaker, now: Conversation, finished: bool) -> Kept:
        consultations = self.services.consultations
        result = consultations.result(dict(now.answers)).as_dict() if finished else None
        return Kept(
            id=now.id or speaker.new_record(),
            conversation=speaker.key,
            channel=speaker.channel,
            edition=consultations.edition.in_force_from,
            rules=self.rules,
            answers=now.answers,
            department=now.department,
            open_question=now.asked,
            state="finished" if finished else "open",
            result=result,
            text="\n".join(self._labels(now.answers)),
        )

    def _labels(self, answers: Mapping[str, str]) -> list[str]:
        facts = self.services.consultations.edition.facts
        return [label(facts[name], value) for name, value in answers.items() if name in facts]

    def _with_reference(self, turn: Turn, kept: Kept, reference: str) -> Turn:
        """The result with its number and papers; what stays unclear goes on the desks' list."""
        for name in self._unclear_desks(kept.answers):
            self.desk.open_case(kept.id, DESKS[name], "unclear")
        record = self.records.by_id(kept.id)
        assert record is not None  # it has just been saved
        of = filed(record, lambda _: self.services.consultations, self.services.contacts)
        about = {"reference": reference, "note": wording.PAPERS, "papers": papers_list(kept.id, of)}
        *before, result = turn.messages
        text = f"{result.text}\n―――\n{wording.GIVEN.format(reference)}"
        result = replace(result, text=text, custom={**(result.custom or {}), "filed": about})
        return replace(turn, messages=(*before, result))

    def _unclear_desks(self, answers: Mapping[str, str]) -> list[str]:
        lines = self.services.consultations.result(dict(answers)).procedures
        unclear = (line.desk for line in lines if line.status == "unclear")
        return [name for name in dict.fromkeys(unclear) if name in DESKS]

    def _handed_over(self, turn: Turn, consultation: str, reference: str) -> Turn:
        for name in turn.desks:
            self.desk.open_case(consultation, DESKS[name], "handed_over")
        names = "と".join(turn.desks)
        said = f"{wording.QUEUED.format(names)}\n相談番号：{reference}"
        return replace(turn, messages=(*turn.messages, Message(said)))

    def _answered(self, speaker: Speaker, turn: Turn) -> Turn:
        """The turn after whatever the desks have answered meanwhile."""
        waiting = pending_answers(self.engine, speaker.key, speaker.event)
        if not waiting:
            return turn
        mark_delivered(self.engine, [answer.id for answer in waiting], speaker.event, self.clock)
        return turn.saying(*(Message(answer.text) for answer in waiting))

    def resumed(self, speaker: Speaker, conversation: Conversation, wanted: str) -> Turn:
        """The consultation with this 相談番号, or with "" the one last left unfinished, goes on here."""
        try:
            record = self._wanted(speaker, wanted)
        except StoreError:
            LOG.exception("a record was not read")
            return go_on(self.services, conversation).saying(Message(wording.CANNOT_READ))
        if record is None:
            missing = wording.NO_SUCH_NUMBER if wanted else wording.NOTHING_TO_RESUME
            return go_on(self.services, conversation).saying(Message(missing))
        answers = self._still_known(record.answers)
        again = replace(conversation.anew(), answers=answers, id=record.id)
        said = Message(wording.RESUMED.format(f"相談番号 {record.reference}"))
        return go_on(self.services, again).saying(said)

    def _wanted(self, speaker: Speaker, wanted: str) -> Record | None:
        """Only the person's own: a number is short enough to be guessed."""
        if not wanted:
            return self.records.unfinished(speaker.key)
        record = self.records.by_reference(wanted)
        return record if record and record.conversation == speaker.key else None

    def _still_known(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers that the present edition has, too."""
        facts = self.services.consultations.edition.facts
        return {n: v for n, v in answers.items() if n in facts and v in (*facts[n].values, UNKNOWN)}

    def offer(self, speaker: Speaker) -> tuple[Message, ...]:
        """What a new conversation says of an unfinished consultation."""
        try:
            record = self.records.unfinished(speaker.key)
        except StoreError:
            return ()
        return (Message(wording.OFFERED.format(record.reference)),) if record else ()
