"""The Rasa components: each one by itself, and all of them on Rasa's messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from rasa_project.conversation import Conversation
from rasa_project.core.errors import KyogiError
from rasa_project.understanding import components as c
from rasa_project.understanding.draft import Draft
from rasa_project.understanding.model import STAMP_FILE
from rasa_project.understanding.training import examples

pytestmark = pytest.mark.slow


class Folder:
    """A model storage in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def write_to(self, resource: Resource) -> Iterator[Path]:
        yield self.folder

    read_from = write_to


def message(text: str, **draft: Any) -> Message:
    return Message({"text": text, **({c.DRAFT: Draft(text, **draft)} if draft else {})})


def tracker(conversation: Conversation) -> DialogueStateTracker:
    said = [SlotSet("consultation", conversation.as_dict())]
    return DialogueStateTracker.from_events("somebody", said)


def made(kind: type[c.Component]) -> c.Component:
    return kind.create({}, None, Resource("x"), None)


def test_the_first_begins_a_draft_that_knows_the_open_question() -> None:
    told = tracker(Conversation({"stage": "plan"}, asked="subject"))
    [found] = c.Normaliser(c.Normaliser.make()).process([message("ｻｰｽ")], told)
    draft = found.get(c.DRAFT)
    assert (draft.asked, draft.normal, draft.plain) == ("subject", "サース", "サース")
    assert "saas" in draft.choices


def test_it_shows_no_numbers_while_a_yes_or_no_is_open() -> None:
    told = Conversation({"stage": "plan"}, asked="subject", pending="facts")
    assert c.open_question(told) == ("subject", [])


def test_a_button_is_left_to_rasa() -> None:
    [found] = c.Normaliser(c.Normaliser.make()).process([message("/choose{}")])
    assert found.get(c.DRAFT) is None


def test_short_answers_settle_and_later_components_leave_them_alone() -> None:
    said = message("ｲｲｴ", asked="saas_city_data")
    made(c.ShortAnswers).process([said])
    settled = said.get(c.DRAFT).understood
    assert (settled.act, settled.facts) == ("deny", {"saas_city_data": "no"})
    made(c.FactFinder).process([said])
    assert said.get(c.DRAFT).reading.text == ""


def test_words_carry_their_forms_and_readings() -> None:
    said = message("", asked="subject", normal="サーバーを打ち込む")
    made(c.Words).process([said])
    words = said.get(c.DRAFT).words
    assert [w.surface for w in words] == ["サーバー", "を", "打ち", "込む"]
    assert (words[2].norm, words[2].reading) == ("打つ", "ウチ")


def test_the_finder_finds_facts() -> None:
    said = message("", plain="saasを新しく入れたい", asked="network")
    made(c.FactFinder).process([said])
    found = {(claim.fact, claim.value) for claim in said.get(c.DRAFT).reading.claims}
    assert found == {("subject", "saas"), ("activity", "introduce")}


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder with a trained model."""
    folder = Folder(tmp_path_factory.mktemp("acts"))
    said = [Message({"text": text, "intent": act}) for text, act in examples()[::3]]
    c.Scorer.create({}, folder, Resource("x"), None).train(TrainingData(training_examples=said))
    return folder


def loaded(storage: Folder) -> c.Scorer:
    return c.Scorer.load({}, storage, Resource("x"), None)


def test_the_scores_are_probabilities(storage: Folder) -> None:
    said = message("様式はどれですか", normal="様式はどれですか", plain="様式はどれですか")
    made(c.Words).process([said])
    made(c.FactFinder).process([said])
    loaded(storage).process([said])
    acts = said.get(c.DRAFT).scores.acts
    assert max(acts, key=acts.get) == "ask_forms"
    assert sum(acts.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("stamped", "complaint"),
    [
        ("1999-04-01 0123456789abcdef", "1999-04-01 の版"),
        ("{edition} 0123456789abcdef", "プログラム"),
    ],
)
def test_a_model_that_does_not_match_is_refused(
    storage: Folder, stamped: str, complaint: str
) -> None:
    path = storage.folder / STAMP_FILE
    good = path.read_text(encoding="utf-8")
    path.write_text(stamped.format(edition=good.split()[0]), encoding="utf-8")
    try:
        with pytest.raises(KyogiError, match=complaint):
            loaded(storage)
    finally:
        path.write_text(good, encoding="utf-8")


def test_all_of_them_write_intent_and_entities(storage: Folder) -> None:
    said = [message("SaaSを新しく入れます"), message("※8って何"), message("/choose{}")]
    said = c.Normaliser(c.Normaliser.make()).process(said)
    for kind in (c.ShortAnswers, c.Words, c.FactFinder):
        said = made(kind).process(said)
    said = made(c.Decision).process(loaded(storage).process(said))
    assert [m.get("intent", {}).get("name") for m in said] == ["inform", "ask_provision", None]
    values = [[(e["entity"], e["value"]) for e in m.get("entities", [])] for m in said]
    assert values[0] == [("fact", "subject=saas"), ("fact", "activity=introduce")]
    assert values[1:] == [[("term", "※8")], []]
    assert c.DRAFT not in said[0].data


def test_a_doubtful_fact_is_another_entity() -> None:
    said = message("ありません", asked="saas_sole_option")
    made(c.ShortAnswers).process([said])
    made(c.Decision).process([said])
    assert [(e["entity"], e["value"]) for e in said.get("entities")] == [
        ("doubted", "saas_sole_option=no")
    ]
