"""The rim towards Rasa: one graph component around `Understander`.

It needs the tracker as well as the messages, because a short answer means what the open question
makes it mean; Rasa hands a component every graph input that `process` names.
"""

from __future__ import annotations

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
from ..settings import read_settings
from .model import EDITION_FILE, MODEL_FILE, matching
from .training import train
from .understander import Understander, Understood

ComponentType = DefaultV1Recipe.ComponentType


@DefaultV1Recipe.register(
    [ComponentType.INTENT_CLASSIFIER, ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class Understanding(GraphComponent):
    """Acts as intents, facts and terms as entities."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, understander: Understander | None = None
    ) -> None:
        self.storage = storage
        self.resource = resource
        self.understander = understander

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understanding:
        """An untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Understanding:
        """The trained component. Raises KyogiError when it was trained for another edition."""
        with model_storage.read_from(resource) as folder:
            trained_for = (folder / EDITION_FILE).read_text(encoding="utf-8")
            understander = matching((folder / MODEL_FILE).read_bytes(), trained_for)
        understander.read("はじめの一文は遅いので、起動のときに読んでおく。")
        return cls(model_storage, resource, understander)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the acts from the training sentences."""
        examples = [(m.get(TEXT), m.get(INTENT)) for m in training_data.intent_examples]
        edition = edition_of(read_settings())
        acts = train(edition, [(text, act) for text, act in examples if text])
        with self.storage.write_to(self.resource) as folder:
            (folder / MODEL_FILE).write_bytes(acts.dump())
            (folder / EDITION_FILE).write_text(edition.id, encoding="utf-8")
        return self.resource

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Understand each message; a button's payload is left to Rasa."""
        slot = tracker.get_slot("consultation") if tracker else None
        asked, shown = self._open_question(Conversation.from_dict(slot))
        for message in messages:
            text = message.get(TEXT) or ""
            if self.understander and not text.startswith("/"):
                write(message, self.understander.read(text, asked, shown))
        return messages

    def _open_question(self, conversation: Conversation) -> tuple[str | None, list[str] | None]:
        """The fact that is asked for, and the values shown, which numbers count."""
        if self.understander is None or conversation.asked is None:
            return None, None
        interview = consultations_under(self.understander.edition).interview
        return conversation.asked, interview.choices(conversation.asked, conversation.answers)


def write(message: Message, understood: Understood) -> None:
    """Put what was understood where Rasa looks for it."""
    intent = {"name": understood.act, "confidence": understood.confidence}
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
    found = [("fact", f"{name}={value}") for name, value in understood.facts.items()]
    found += [("term", understood.term)] if understood.term else []
    entities = [
        {"entity": kind, "value": value, "start": 0, "end": 0, "extractor": "Understanding"}
        for kind, value in found
    ]
    message.set(ENTITIES, entities, add_to_output=True)
