"""Mattermost: a bot account that answers direct messages, outgoing webhooks and slash commands."""

from .channel import Mattermost

__all__ = ["Mattermost"]
