"""The use cases: one turn of a conversation in, the new conversation and the bot's messages out."""

from .press import choose
from .turn import Services, Turn, Utterance, open_conversation, take_turn
from .turn import resume as go_on

__all__ = ["Services", "Turn", "Utterance", "choose", "go_on", "open_conversation", "take_turn"]
