"""Slack: events and clicks in, Block Kit out; over HTTP, or Socket Mode where nothing can come in."""

from __future__ import annotations

from .vendor import Slack

__all__ = ["Slack"]
