"""Microsoft Teams through the Bot Framework: a bot of one tenant."""

from .channel import Teams

__all__ = ["Teams"]
