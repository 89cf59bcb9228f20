"""Everything but Rasa: typed text and pressed buttons on the way they take through the bot.

`channels.inbound`, the understanding with the open question and its choices, and `service`, as
`understanding.components` and `actions.turns` put them together, in one process and a millisecond.
"""

from __future__ import annotations

import json
from functools import lru_cache

from rasa_project.bootstrap import services
from rasa_project.channels.inbound import RefusedError, chosen, typed
from rasa_project.conversation import Conversation
from rasa_project.core.model import Edition
from rasa_project.messages import Button, Message
from rasa_project.service import Turn, Utterance, choose, open_conversation, take_turn
from rasa_project.understanding.training import everything, train
from rasa_project.understanding.understander import Understander, Understood


@lru_cache(maxsize=1)
def understander() -> Understander:
    """The understanding, trained once a session."""
    edition = edition_read()
    return Understander(edition, train(edition, everything()))


def edition_read() -> Edition:
    """The edition that the bot works with."""
    return services().consultations.edition


@lru_cache(maxsize=100_000)
def understood(text: str, asked: str | None, choices: tuple[str, ...] | None = None) -> Understood:
    """A message as it is read while a question is open; remembered, for many are typed again."""
    return understander().read(text, asked, choices)


class Desk:
    """One conversation, from its greeting on."""

    def __init__(self) -> None:
        self.services = services()
        self.conversation = Conversation()
        self.messages: tuple[Message, ...] = ()
        self.question: Message | None = None
        """The question last shown."""
        self.result: Message | None = None
        """The result last shown."""
        self._take(open_conversation(self.services))

    def type(self, text: str) -> Understood | None:
        """Type a message; what it was read as, or None when the channel refuses it."""
        try:
            cleaned = typed(text)
        except RefusedError as refused:
            self._show((Message(str(refused)),))
            return None
        read = understood(cleaned, *self._open_question())
        doubted = {name: value for name, value in read.facts.items() if name in read.unsure}
        sure = {name: value for name, value in read.facts.items() if name not in doubted}
        said = Utterance(cleaned, read.act, sure, read.term, doubted)
        self._take(take_turn(self.services, self.conversation, said))
        return read

    def press(self, payload: str) -> bool:
        """Press a button, or send what none carries; False when the channel refuses it."""
        try:
            wrapped = chosen(payload)
        except RefusedError as refused:
            self._show((Message(str(refused)),))
            return False
        choice = json.loads(wrapped.removeprefix("/choose"))["choice"]
        self._take(choose(self.services, self.conversation, choice))
        return True

    @property
    def asked(self) -> str | None:
        """The fact whose question is open."""
        return self.conversation.asked

    @property
    def on_screen(self) -> bool:
        """Whether the question last shown is the open one; behind a question of the bot's own it may not be."""
        return bool(self.question and (self.question.custom or {}).get("fact") == self.asked)

    @property
    def confirming(self) -> dict[str, str]:
        """The facts that the bot has asked about and that a yes would put on record."""
        return dict(self.conversation.doubted)

    @property
    def answers(self) -> dict[str, str]:
        """What is on record."""
        return dict(self.conversation.answers)

    @property
    def said(self) -> str:
        """The bot's last reply."""
        return "\n".join(message.text for message in self.messages)

    @property
    def buttons(self) -> list[Button]:
        """The buttons of the last reply."""
        return [button for message in self.messages for button in message.buttons]

    @property
    def choices(self) -> list[Button]:
        """The answers offered with the question last shown, in their order."""
        shown = self.question.buttons if self.question and self.on_screen else ()
        return [button for button in shown if button.payload.startswith("answer:")]

    def _open_question(self) -> tuple[str | None, tuple[str, ...] | None]:
        if self.asked is None or self.conversation.pending:
            return self.asked, ()
        interview = self.services.consultations.interview
        return self.asked, tuple(interview.choices(self.asked, self.conversation.answers))

    def _take(self, turn: Turn) -> None:
        """What Rasa keeps between two messages is JSON in a slot, so the next turn starts from that."""
        stored = json.loads(json.dumps(turn.conversation.as_dict()))
        self.conversation = Conversation.from_dict(stored)
        assert self.conversation == turn.conversation, "a stored conversation comes back changed"
        self._show(turn.messages)

    def _show(self, messages: tuple[Message, ...]) -> None:
        self.messages = messages
        for message in messages:
            kind = (message.custom or {}).get("kind")
            self.question = message if kind == "question" else self.question
            self.result = message if kind == "result" else self.result
