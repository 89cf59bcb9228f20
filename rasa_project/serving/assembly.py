"""A bot process put together from its settings."""

from __future__ import annotations

import asyncio
import functools
from dataclasses import dataclass

from redis.asyncio import Redis
from sanic import Sanic

from ..bootstrap import conversations, secret_lines
from ..channels.bridge import prepared, taker
from ..channels.door import Door
from ..channels.news import desk_news
from ..channels.server import make_app
from ..delivery.bell import Bell, LocalBell, RedisBell
from ..delivery.counter import Counter, Threads
from ..delivery.couriers import Couriers
from ..delivery.keys import Keys
from ..delivery.ledger import Ledger
from ..delivery.locks import LocalLocks, Locks, RedisLocks
from ..delivery.outbox import Outbox
from ..model_file import trained_model
from ..settings import Settings
from ..vendors import vendors_of
from .action_servers import ActionServers
from .brain import Brain


@dataclass(frozen=True)
class Shared:
    """What the processes share beside the database."""

    locks: Locks
    bell: Bell


def assemble(settings: Settings) -> Sanic:
    """The server with everything behind it. Raises KyogiError, StoreError."""
    actions = ActionServers(settings.action_urls, secret_lines(settings.action_secret_file)[0])
    brain = Brain(trained_model(settings), actions)
    shared = shared_by(settings)
    counter = Counter(Ledger(conversations()), shared.locks, brain.think, Threads())
    door = door_of(settings, counter, shared)
    app = make_app(door)
    attend(app, door, actions)
    return app


def shared_by(settings: Settings) -> Shared:
    """Redis where there is one; connections are made on first use."""
    if not settings.redis:
        return Shared(LocalLocks(), LocalBell())
    redis = Redis.from_url(settings.redis, socket_timeout=2, socket_connect_timeout=1)
    # A blocking read may take as long as it was told to, so the bell has a connection of its own kind.
    listening = Redis.from_url(settings.redis, socket_timeout=10, socket_connect_timeout=1)
    return Shared(RedisLocks(redis), RedisBell(listening))


def door_of(settings: Settings, counter: Counter, shared: Shared) -> Door:
    """What the channels' doors open to."""
    keys, vendors = Keys(secret_lines(settings.secret_file)), vendors_of(settings.channels)
    couriers = Couriers(
        counter,
        Outbox(conversations()),
        counter.threads,
        shared.bell,
        {name: vendor.send for name, vendor in vendors.items()},
        functools.partial(prepared, keys, settings.public),
        functools.partial(desk_news, frozenset(vendors)),
    )
    https = bool(settings.public and settings.public.startswith("https://"))
    return Door(counter, couriers, keys, vendors, proxy=settings.proxy, secure=https)


def attend(app: Sanic, door: Door, actions: ActionServers) -> None:
    """What begins and ends with the server."""
    running: list[asyncio.Future[None]] = []

    async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.append(asyncio.ensure_future(door.couriers.run()))
        for name, vendor in door.vendors.items():
            take = taker(name, door.couriers, door.keys)
            running.append(asyncio.ensure_future(vendor.listen(take)))

    async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await door.couriers.close()
        for vendor in door.vendors.values():
            await vendor.close()
        await actions.close()
        door.counter.threads.close()

    app.register_listener(begin, "after_server_start")
    app.register_listener(end, "before_server_stop")
