"""What the channels' doors open to; one object a process, built by `serve_bot`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ..delivery.counter import Counter
from ..delivery.couriers import Couriers
from ..delivery.keys import Keys
from ..vendors.base import Vendor


async def always_ready() -> tuple[bool, Mapping[str, str]]:
    """There is nothing to ask."""
    return True, {}


async def unlimited(key: str) -> float:
    """Nobody has to wait."""
    return 0.0


@dataclass(frozen=True)
class Door:
    """Everything a request may need."""

    counter: Counter
    couriers: Couriers
    keys: Keys
    vendors: Mapping[str, Vendor] = field(default_factory=dict)
    person: Callable[[str], Awaitable[float]] = unlimited
    """conversation -> seconds to wait before its next message; 0: none."""
    address: Callable[[str], Awaitable[float]] = unlimited
    """The same for where requests come from."""
    ready: Callable[[], Awaitable[tuple[bool, Mapping[str, str]]]] = always_ready
    """Whether everything that a turn needs answers, and what each part says."""
    proxy: str | None = None
    """The address of the reverse proxy whose X-Real-IP is believed."""
    secure: bool = False
    """Whether staff reach the page by https, so that its cookie may be marked so."""
