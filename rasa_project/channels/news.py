"""What the desks have answered, for people whose channel has to be called."""

from __future__ import annotations

from collections.abc import Collection

from ..bootstrap import conversations, engine
from ..delivery.addresses import addresses
from ..delivery.event import Event
from ..store.outbox import undelivered
from .inbound import OPEN


def desk_news(channels: Collection[str]) -> tuple[Event, ...]:
    """An event for each conversation that a desk has answered and that one of these channels reaches; blocking.

    The same answer makes the same event, so that two processes tell it once. Raises StoreError.
    """
    if not channels:
        return ()
    waiting = dict(undelivered(engine()))
    return tuple(
        Event(one.channel, f"news:{waiting[one.key]}", one.conversation, OPEN, None, one.address)
        for one in addresses(conversations(), waiting)
        if one.channel in channels
    )
