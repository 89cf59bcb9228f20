"""The use cases: one turn of a conversation in, the new conversation and the bot's messages out."""

from .press import choose
from .turn import Services, Turn, Utterance, open_conversation, take_turn

__all__ = ["Services", "Turn", "Utterance", "choose", "open_conversation", "take_turn"]
