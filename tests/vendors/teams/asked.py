"""What one bot makes of requests."""

from __future__ import annotations

import asyncio

from vendors.teams.microsoft import Microsoft

from rasa_project.vendors.base import Incoming, Received, RefusedRequest
from rasa_project.vendors.teams import Teams


def received(microsoft: Microsoft, *requests: Incoming) -> list[Received | RefusedRequest]:
    """What one bot makes of the requests, one after the other."""

    async def all_of_them() -> list[Received | RefusedRequest]:
        teams = Teams(microsoft.settings())
        found: list[Received | RefusedRequest] = []
        for request in requests:
            try:
                found.append(await teams.receive(request))
            except RefusedRequest as refused:
                found.append(refused)
        await teams.close()
        return found

    return asyncio.run(all_of_them())


def status(microsoft: Microsoft, request: Incoming) -> int:
    return received(microsoft, request)[0].status
