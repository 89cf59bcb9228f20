"""The rim towards Rasa: one graph component for each stage of the understanding.

The draft of a message travels from component to component as a property of Rasa's message. Only the
last one writes an intent and entities. All are registered as extractors: that is Rasa's one kind of
component that asks for nothing in training, and nothing but the scores is learnt here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from ..bootstrap import consultations_under, edition_of
from ..conversation import Conversation
from ..core.model import Edition
from ..settings import read_settings
from . import stages
from .draft import Draft, Understood
from .lexicon import Lexicon
from .model import MODEL_FILE, STAMP_FILE, loaded, stamp
from .training import material, messages, train
from .understander import Understander

DRAFT = "kyogi_draft"
ComponentType = DefaultV1Recipe.ComponentType
extractor = DefaultV1Recipe.register(ComponentType.ENTITY_EXTRACTOR, is_trainable=False)


@lru_cache(maxsize=1)
def shared() -> tuple[Edition, Lexicon]:
    """The edition in force and its lexicon, one for all components."""
    edition = edition_of(read_settings())
    return edition, Lexicon(edition)


class Component(GraphComponent):
    """A stage as a component: it takes the drafts that no earlier stage has settled."""

    def __init__(self, stage: stages.Stage) -> None:
        self.stage = stage

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Component:
        """The component; a stage that learns nothing is ready at once."""
        return cls(cls.make())

    @staticmethod
    def make() -> stages.Stage:
        """The stage of this component."""
        raise NotImplementedError

    def process(self, messages: list[Message]) -> list[Message]:
        """Let the stage work on each message that is still open."""
        for message in messages:
            draft = message.get(DRAFT)
            if draft is not None and draft.understood is None:
                self.stage(draft)
        return messages


@extractor
class Normaliser(Component):
    """Begins the draft of each message, knowing the open question, and normalises its text.

    It needs the tracker as well as the messages, because a short answer means what the open question makes
    it mean; Rasa hands a component every graph input that `process` names.
    """

    make = stages.Normaliser

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Begin a draft for each message; a button's payload is left to Rasa."""
        slot = tracker.get_slot("consultation") if tracker else None
        asked, shown = open_question(Conversation.from_dict(slot))
        for message in messages:
            text = message.get(TEXT) or ""
            if not text.startswith("/"):
                message.set(DRAFT, Draft(text, asked, shown))
        return super().process(messages)


@extractor
class ShortAnswers(Component):
    """Settles bare answers and set phrases by exact lookup."""

    @staticmethod
    def make() -> stages.Stage:
        return stages.ShortAnswers(*shared())


@extractor
class Words(Component):
    """Words with normalised and reading forms."""

    make = stages.Words


@extractor
class FactFinder(Component):
    """Mentions of facts by the lexicon, and how they are meant."""

    @staticmethod
    def make() -> stages.Stage:
        edition, lexicon = shared()
        return stages.FactFinder(lexicon, frozenset(edition.facts))


@DefaultV1Recipe.register(ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Scorer(Component):
    """The linear model of acts and facts; the only component that learns."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, stage: stages.Stage | None = None
    ) -> None:
        self.storage = storage
        self.resource = resource
        if stage is not None:
            super().__init__(stage)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Scorer:
        """An untrained component."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from Rasa's training sentences, which carry acts, and from the labelled messages."""
        sentences = [(m.get(TEXT), m.get(INTENT)) for m in training_data.intent_examples]
        edition, _ = shared()
        model = train(
            edition, [*messages(), *material((text, act) for text, act in sentences if text)]
        )
        with self.storage.write_to(self.resource) as folder:
            (folder / MODEL_FILE).write_bytes(model.dump())
            (folder / STAMP_FILE).write_text(stamp(edition), encoding="utf-8")
        return self.resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Scorer:
        """The trained component. Raises KyogiError when it is of another edition or other code."""
        edition, lexicon = shared()
        with model_storage.read_from(resource) as folder:
            stamped = (folder / STAMP_FILE).read_text(encoding="utf-8")
            model = loaded((folder / MODEL_FILE).read_bytes(), stamped, edition)
        # The first sentence loads the dictionary and the vectors; nobody should have to wait for that.
        Understander(edition, model, lexicon).read(
            "はじめの一文は遅いので、起動のときに読んでおく。"
        )
        return cls(model_storage, resource, stages.Scorer(model, edition, lexicon))


@extractor
class Decision(Component):
    """In or out of scope, the act and the facts; writes them where Rasa looks for them."""

    @staticmethod
    def make() -> stages.Stage:
        return stages.Decision(*shared())

    def process(self, messages: list[Message]) -> list[Message]:
        """Settle what is still open, then write every message's intent and entities."""
        for message in super().process(messages):
            draft = message.get(DRAFT)
            if draft is not None and draft.understood is not None:
                write(message, draft.understood)
                message.data.pop(DRAFT)
        return messages


def open_question(conversation: Conversation) -> tuple[str | None, list[str] | None]:
    """The fact that is asked for, and the values shown, which numbers count.

    While the bot waits for a yes or no of its own, no numbers are on the screen.
    """
    if conversation.asked is None or conversation.pending:
        return conversation.asked, []
    interview = consultations_under(shared()[0]).interview
    return conversation.asked, interview.choices(conversation.asked, conversation.answers)


def write(message: Message, understood: Understood) -> None:
    """The act as intent; facts, doubts and the term as entities."""
    intent = {"name": understood.act, "confidence": understood.confidence}
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
    found = [
        ("doubted" if name in understood.unsure else "fact", f"{name}={value}")
        for name, value in understood.facts.items()
    ]
    found += [("term", understood.term)] if understood.term else []
    entities = [
        {"entity": kind, "value": value, "start": 0, "end": 0, "extractor": "Decision"}
        for kind, value in found
    ]
    message.set(ENTITIES, entities, add_to_output=True)
