"""What the bot account must know."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...core.errors import KyogiError
from ..base import Environment
from ..wire import private

SHORTEST_KEY = 32


@dataclass(frozen=True)
class Settings:
    """url: the Mattermost server; callback: our own address, as that server reaches it."""

    url: str
    callback: str
    bot_token: str = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    """Sign what buttons carry: the first signs, the others are still believed."""
    tokens: tuple[str, ...] = field(default=(), repr=False)
    """Of the outgoing webhooks and slash commands that may call us."""


def read_settings(environment: Environment) -> Settings:
    """Raises KyogiError naming what is missing or wrong."""
    has_tokens = environment.get("TOKENS") or environment.get("TOKENS_FILE")
    keys = tuple(environment.secret("KEY").split())
    if not keys or any(len(key) < SHORTEST_KEY for key in keys):
        raise KyogiError(f"{environment.prefix}KEY の鍵は{SHORTEST_KEY}文字以上にしてください。")
    return Settings(
        url=address(environment, "URL"),
        callback=address(environment, "CALLBACK"),
        bot_token=environment.secret("BOT_TOKEN"),
        keys=keys,
        tokens=tuple(environment.secret("TOKENS").split()) if has_tokens else (),
    )


def address(environment: Environment, name: str) -> str:
    """An address without a slash at its end, where nobody on the way can read."""
    said = environment.need(name).rstrip("/")
    if not private(said):
        raise KyogiError(f"{environment.prefix}{name} は https:// で始まるアドレスにしてください。")
    return said
