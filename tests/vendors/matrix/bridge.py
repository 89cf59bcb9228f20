"""A program: the Matrix channel with the whole bot behind it, on the port that is its one argument.

The bot is the one of `kyogi converse`, so that nothing else of the product has to run.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rasa_project.channels.inbound import OPEN, chosen
from rasa_project.local_bot import LocalBot
from rasa_project.model_file import model_path
from rasa_project.settings import read_settings
from rasa_project.vendors.base import Arrived, Environment, Incoming, RefusedRequest
from rasa_project.vendors.matrix import Matrix, from_environment


class Bridge:
    """Takes each event once and answers them one after the other."""

    def __init__(self, channel: Matrix, bot: LocalBot) -> None:
        self.channel, self.bot = channel, bot
        self.taken: set[str] = set()
        self.waiting: asyncio.Queue[Arrived] = asyncio.Queue()

    async def requested(self, request: Request) -> Response:
        body = await request.body()
        query, headers = dict(request.query_params), dict(request.headers)
        incoming = Incoming(request.method, request.url.path, query, headers, body)
        try:
            received = await self.channel.receive(incoming)
        except RefusedRequest as refused:
            return Response("{}", refused.status)
        for one in received.arrived:
            await self.take(one)
        return Response(received.body, received.status, media_type=received.content_type)

    async def take(self, one: Arrived) -> None:
        if one.event not in self.taken:
            self.taken.add(one.event)
            self.waiting.put_nowait(one)

    async def answer(self) -> None:
        with ThreadPoolExecutor(1) as thread:
            while True:
                one = await self.waiting.get()
                said = await asyncio.get_running_loop().run_in_executor(thread, self.said, one)
                await self.channel.send(one.address, said, one.event)

    def said(self, one: Arrived) -> list[dict[str, Any]]:
        if one.text is not None:
            return self.bot.say(one.sender, one.text)
        return self.bot.deliver(one.sender, chosen(one.choice) if one.choice else OPEN)


async def serve(bot: LocalBot, port: int) -> None:
    bridge = Bridge(from_environment(Environment("KYOGI_MATRIX_")), bot)
    route = Route("/{path:path}", bridge.requested, methods=["GET", "POST", "PUT"])
    config = uvicorn.Config(
        Starlette(routes=[route]), host="127.0.0.1", port=port, ws="none", log_level="error"
    )
    server = uvicorn.Server(config)
    tasks = [asyncio.create_task(bridge.answer()), asyncio.create_task(server.serve())]
    while not server.started:
        await asyncio.sleep(0.02)
    await bridge.channel.listen(bridge.take)
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


if __name__ == "__main__":
    asyncio.run(serve(LocalBot(model_path(read_settings())), int(sys.argv[1])))
