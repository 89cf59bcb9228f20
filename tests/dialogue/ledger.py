"""What ought to be on record, kept beside the bot from what the user did alone.

The rules are the contract's and the README's, not `service.record`'s: what the user states is on
record with the value stated last. It leaves the record only if the user takes it back or starts
anew, or if the bot says so, and then it must exclude another answer or be of no use beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oracle import FACTS, SENSIBLE, decide

from rasa_project.conversation import LONGEST_TRAIL
from rasa_project.core.model import UNKNOWN, Edition
from rasa_project.render import wording
from rasa_project.render.question import label
from rasa_project.understanding.understander import Understood

Facts = Mapping[str, str]
Condition = dict[str, tuple[str, ...]]

# Where a question belongs, from section 1 of the contract: the stages and, where it hangs on
# another answer, the answers it hangs on (one of the conditions, whole).
PLANNING = ("plan", "procure")
STAGES: dict[str, tuple[str, ...]] = {
    "stage": (*FACTS["stage"], UNKNOWN),
    "cio_designation": (*FACTS["stage"], UNKNOWN),
    "network": (*PLANNING, "network"),
    "art7_status": ("procure",),
    "contract": ("procure",),
    "art11_approved": ("procured",),
    "abolish_target": ("abolish",),
}
LEAVING = ("go_back", "restart", "what_if", "handoff", "change_answer")
"""What a learner may wish for instead of answering the course; everything else is no statement."""
SAAS = ("saas", "sns_extension")
FACILITY: list[Condition] = [
    {"subject": ("facility_embedded",)},
    {"contract": ("facility_embedded",)},
]
OWNERS: dict[str, list[Condition]] = {
    "activity": [{"subject": (*(s for s, takes in SENSIBLE.items() if takes), UNKNOWN)}],
    "consulting_type": [{"activity": ("consulting",)}],
    "web_app_personal_input": [{"subject": ("web_app",)}],
    "saas_city_data": [{"subject": SAAS, "activity": ("introduce", "renew_contract")}],
    "saas_product_specified": [{"subject": SAAS, "activity": ("renew_contract",)}],
    "embedded_inseparable": FACILITY,
    "embedded_network": FACILITY,
    "network_app_outsourced": [{"subject": ("network_app",)}],
    "network_app_core_saas": [{"subject": ("network_app",)}],
    "saas_sole_option": [{"contract": ("saas_application",)}],
    "saas_application_only": [{"contract": ("saas_application",)}],
}


@dataclass(frozen=True)
class Seen:
    """What a turn looked like from outside."""

    asked: str | None
    """The question that was open when the user spoke."""
    after: dict[str, str]
    """The record afterwards."""
    asked_after: str | None
    said: str
    """The bot's reply."""
    own: str | None = None
    """The bot's own question that was open when the user spoke."""
    confirming: Facts = field(default_factory=dict)
    """The facts it was about."""
    confirming_after: Facts = field(default_factory=dict)
    """The facts that the bot asks about now."""


@dataclass
class Ledger:
    """The independent record of one conversation. Its methods raise AssertionError."""

    edition: Edition
    record: dict[str, str] = field(default_factory=dict)
    history: list[dict[str, str]] = field(default_factory=list)
    """The record before each change, oldest first."""
    sure: bool = False
    """The bot has just asked whether to begin anew."""
    changing: str | None = None
    """The answer that the user was asked to give again."""

    # --- what the user did --------------------------------------------------------------------
    def typed(self, read: Understood, seen: Seen) -> None:
        """A message that was read so."""
        sure, self.sure = self.sure, False
        if seen.confirming and read.act in ("affirm", "deny"):
            self.confirmed(seen, read.act == "affirm")
        elif (sure or seen.own == "change") and self.answers_own_question(read, seen):
            yes = sure and read.act in ("affirm", "restart")
            self.begun_anew(seen) if yes else self.unchanged(seen)
        elif seen.own == "course" and read.act not in LEAVING:
            self.unchanged(seen)
        elif read.act in ("go_back", "restart", "what_if"):
            self.wished(read.act, seen)
        elif read.facts:
            correcting = read.act == "change_answer" or seen.asked in self.record
            certain = {f: v for f, v in read.facts.items() if f not in seen.confirming_after}
            if certain:
                self.stated(certain, seen, correcting=correcting)
            else:
                assert seen.after == self.record, "a doubtful reading was used unasked"
        else:
            self.unchanged(seen)

    def answers_own_question(self, read: Understood, seen: Seen) -> bool:
        """Whether a message answers the bot's own question and states nothing new."""
        bare = read.act in ("affirm", "deny", "dont_know") and not read.facts.keys() - {seen.asked}
        if seen.own == "change":
            asked_again = wording.CHANGE_WHICH in seen.said or "選び直してください" in seen.said
            return bare or (asked_again and seen.after == self.record)
        return bare or read.act == "restart" or (read.act == "change_answer" and not read.facts)

    def confirmed(self, seen: Seen, yes: bool) -> None:
        """The doubtful facts were confirmed, or not."""
        if yes:
            self.stated(seen.confirming, seen, correcting=seen.own == "correction")
        assert seen.after == self.record, "what was not confirmed is on record"

    def pressed(self, payload: str, seen: Seen) -> None:
        """A button, or what none carries."""
        self.sure = False
        if seen.confirming and payload in ("sure:facts", "sure:none"):
            self.confirmed(seen, payload == "sure:facts")
            return
        kind, _, rest = payload.partition(":")
        fact, _, value = rest.partition("=")
        offered = fact in (seen.asked, *self.record) and value in (*FACTS.get(fact, ()), UNKNOWN)
        if kind == "answer" and offered:
            self.stated({fact: value}, seen, correcting=fact in self.record)
        elif payload == "sure:restart":
            self.begun_anew(seen)
        elif kind == "act":
            self.wished(rest, seen)
        else:
            self.unchanged(seen)

    def wished(self, act: str, seen: Seen) -> None:
        """A wish about the dialogue."""
        if act == "go_back":
            self.gone_back(seen)
        elif act == "restart" and (not self.record or seen.asked is None):
            self.begun_anew(seen)
        else:
            self.unchanged(seen)
            self.sure = act == "restart"
            assert not self.sure or wording.RESTART_SURE in seen.said

    # --- what that means for the record -------------------------------------------------------
    def unchanged(self, seen: Seen) -> None:
        """Nothing was stated and nothing taken back."""
        assert seen.after == self.record, "the record changed, though nothing was stated"
        if seen.asked_after in self.record and seen.asked_after != seen.asked:
            assert "選び直してください" in seen.said, "an answer is asked for again without a word"
            self.changing = seen.asked_after
        else:
            assert seen.asked_after == seen.asked, "the open question was lost"

    def begun_anew(self, seen: Seen) -> None:
        """Everything was taken back."""
        assert wording.RESTARTED in seen.said
        self.record, self.history, self.changing = {}, [], None
        assert seen.after == {}

    def gone_back(self, seen: Seen) -> None:
        """The last change was taken back; a question that was only asked again is left."""
        if seen.asked in self.record:
            assert seen.asked == self.changing
        elif self.history:
            self.record = self.history.pop()
        else:
            assert wording.FIRST_QUESTION in seen.said
        self.changing = None
        assert seen.after == self.record, "going back did not bring the former answers"

    def stated(self, facts: Facts, seen: Seen, *, correcting: bool) -> None:
        """Facts were stated; each is on record now, or its absence is said and justified."""
        before = self.record
        self.record = {**before, **facts}
        for fact, value in facts.items():
            if seen.after.get(fact) != value:
                self._not_taken(fact, value, before, seen)
        if not any(seen.after.get(fact) == value for fact, value in facts.items()):
            refused = any(self._refusal(fact, facts[fact]) in seen.said for fact in facts)
            assert refused or self._untaken_said(seen), "nothing was recorded, and that is not said"
        for fact in before.keys() - seen.after.keys():
            self._lost(fact, before, seen, correcting=correcting)
        assert seen.after == self.record, "the record is not what was stated and not taken back"
        self.changing = None
        if self.record != before:
            self.history = [*self.history, before][-LONGEST_TRAIL:]

    def _untaken_said(self, seen: Seen) -> bool:
        return wording.NOT_ASKED in seen.said or wording.STALE_BUTTON in seen.said

    def _refusal(self, fact: str, value: str) -> str:
        named = self.edition.facts[fact]
        return wording.refused(named.heading, label(named, value))

    def _not_taken(self, fact: str, value: str, before: Facts, seen: Seen) -> None:
        """A value stated just now is not on record."""
        del self.record[fact]
        if self._refusal(fact, value) in seen.said:
            assert exclude(seen.after, fact, value), f"{fact}={value} was refused for nothing"
            if fact in before and fact in seen.after:
                self.record[fact] = before[fact]
        else:
            assert idle(fact, value, seen.after), f"{fact}={value} was stated and not recorded"

    def _lost(self, fact: str, before: Facts, seen: Seen, *, correcting: bool) -> None:
        """A former answer is not on record any more."""
        value = before[fact]
        clash = exclude(seen.after, fact, value)
        assert clash or idle(fact, value, seen.after), f"{fact}={value} is lost, though of use"
        assert correcting or fact != "subject" or not clash, "nobody corrected the subject"
        heading = self.edition.facts[fact].heading
        dropped = [line for line in seen.said.splitlines() if line.endswith("消しました。")]
        assert any(f"「{heading}」" in line for line in dropped), f"nobody said that {fact} is gone"
        self.record.pop(fact, None)


# --- the contract ----------------------------------------------------------------------------
def exclude(answers: Facts, fact: str, value: str) -> bool:
    """Whether the value makes no sense beside the answers (section 1)."""
    both = {**answers, fact: value}
    sensible = SENSIBLE.get(both.get("subject", ""))
    return bool(sensible) and both.get("activity", UNKNOWN) not in (*(sensible or ()), UNKNOWN)


def idle(fact: str, value: str, answers: Facts) -> bool:
    """Whether a value is of no use beside the answers: not asked for, and it decides nothing."""
    if may_apply(fact, answers):
        return False
    return decide(answers) == decide({**answers, fact: value})


def may_apply(fact: str, answers: Facts) -> bool:
    """Whether the question belongs to the consultation, now or after answers still to come."""
    owners = OWNERS.get(fact, [{}])
    conditions = [{"stage": STAGES.get(fact, PLANNING), **owner} for owner in owners]
    return any(
        all(set(values) & possible(on, answers) for on, values in condition.items())
        for condition in conditions
    )


def possible(fact: str, answers: Facts) -> set[str]:
    """The answer, or where there is none every answer that may still come."""
    if fact in answers:
        return {answers[fact]}
    if fact == "contract" and "procure" not in possible("stage", answers):
        return set()
    values = {*FACTS[fact], UNKNOWN}
    if fact == "activity" and (sensible := SENSIBLE.get(answers.get("subject", ""))) is not None:
        return values & {*sensible, UNKNOWN}
    activity = answers.get("activity", UNKNOWN)
    if fact == "subject" and activity != UNKNOWN:
        return {v for v in values if activity in SENSIBLE.get(v, ()) or not SENSIBLE.get(v)}
    return values
