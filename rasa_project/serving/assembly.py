"""A bot process put together from its settings."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx
from redis.asyncio import Redis
from sanic import Sanic

from ..bootstrap import conversations, engine, secret_lines
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
from ..limits import Limit, LocalLimit, Rate, SharedLimit
from ..model_file import trained_model
from ..settings import Settings
from ..vendors import vendors_of
from ..watch import metrics
from ..watch.health import Check, Readiness, action_server, database
from ..watch.queues import Queue, Waiting, watch_queues
from ..watch.traces import start_traces
from .action_servers import ActionServers
from .brain import Brain

STOPS_WITHIN = 3.0
READY_WITHIN = 2.0
"""Seconds for all checks together."""


@dataclass(frozen=True)
class Shared:
    """What the processes share beside the database."""

    locks: Locks
    bell: Bell
    person: Limit
    address: Limit


def assemble(settings: Settings) -> Sanic:
    """The server with everything behind it. Raises KyogiError, StoreError."""
    actions = ActionServers(settings.action_urls, secret_lines(settings.action_secret_file)[0])
    brain = Brain(trained_model(settings), actions)
    shared = shared_by(settings)
    counter = Counter(Ledger(conversations()), shared.locks, brain.think, Threads())
    door = door_of(settings, counter, shared)
    watch_queues(waiting, metrics.REGISTRY)
    app = make_app(door)
    attend(app, settings, door, actions)
    return app


def waiting() -> dict[Queue, Waiting]:
    """How much waits in inbox and outbox; blocking."""
    found = Outbox(conversations()).lengths()
    return {"inbox": Waiting(*found["inbox"]), "outbox": Waiting(*found["outbox"])}


def shared_by(settings: Settings) -> Shared:
    """Redis where there is one; connections are made on first use."""
    person, address = rate_of(settings.turns_a_minute), rate_of(100 * settings.turns_a_minute)
    if not settings.redis:
        return Shared(LocalLocks(), LocalBell(), LocalLimit(person), LocalLimit(address))
    redis = Redis.from_url(settings.redis, socket_timeout=2, socket_connect_timeout=1)
    # A blocking read may take as long as it was told to, so the bell has a connection of its own kind.
    listening = Redis.from_url(settings.redis, socket_timeout=10, socket_connect_timeout=1)
    return Shared(
        RedisLocks(redis),
        RedisBell(listening),
        SharedLimit(redis, "person", person),
        SharedLimit(redis, "address", address),
    )


def rate_of(a_minute: int) -> Rate:
    """So many a minute; a quarter of them at once."""
    return Rate(a_minute // 4 + 1, a_minute / 60)


def checks(settings: Settings) -> dict[str, Check]:
    """What must answer before this process gets messages. Redis is no must: turns go on without it."""
    client = httpx.AsyncClient(timeout=2)
    servers = [url.removesuffix("/webhook") for url in settings.action_urls]
    return {
        "conversations": database(conversations()),
        "records": database(engine()),
        "actions": any_of([action_server(client, url) for url in servers]),
    }


def any_of(alternatives: Sequence[Check]) -> Check:
    """One of them is enough."""

    async def check() -> None:
        found = await asyncio.gather(*(one() for one in alternatives), return_exceptions=True)
        if all(isinstance(one, BaseException) for one in found):
            raise ConnectionError

    return check


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
    return Door(
        counter,
        couriers,
        keys,
        vendors,
        person=shared.person.allow,
        address=shared.address.allow,
        ready=Readiness(checks(settings), READY_WITHIN),
        proxy=settings.proxy,
        secure=https,
    )


def attend(app: Sanic, settings: Settings, door: Door, actions: ActionServers) -> None:
    """What begins and ends with the server."""
    running: list[asyncio.Future[None]] = []
    ending: list[Callable[[], None]] = []

    async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        ending.append(start_traces({"KYOGI_OTLP": settings.otlp or ""}))
        running.append(asyncio.ensure_future(door.couriers.run()))
        for name, vendor in door.vendors.items():
            take = taker(name, door.couriers, door.keys)
            running.append(asyncio.ensure_future(vendor.listen(take)))

    async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        for task in running:
            task.cancel()
        # With a limit: Python 3.10's wait_for may lose a cancellation that comes with its result.
        await asyncio.wait(running, timeout=STOPS_WITHIN)
        await door.couriers.close()
        for vendor in door.vendors.values():
            await vendor.close()
        await actions.close()
        door.counter.threads.close()
        for stop in ending:
            await asyncio.to_thread(stop)

    app.register_listener(begin, "after_server_start")
    app.register_listener(end, "before_server_stop")
