"""Waiting for vendors, and how long they ask us to wait."""

from __future__ import annotations

import asyncio

import pytest

from rasa_project.vendors.base import UndeliveredError
from rasa_project.vendors.progress import Progress
from rasa_project.vendors.wire import in_time, text_parts


def test_who_is_stopped_while_an_answer_comes_stops() -> None:
    async def inside() -> bool:
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def call() -> int:
            return await answer

        waiting = asyncio.create_task(in_time(call(), 5))
        for _ in range(3):
            await asyncio.sleep(0)
        answer.set_result(1)
        await asyncio.sleep(0)  # the call has ended, and nobody has been told yet
        waiting.cancel()
        await asyncio.wait({waiting})
        return waiting.cancelled()

    assert asyncio.run(inside())


def test_a_call_that_takes_too_long_is_ended() -> None:
    ended = []

    async def call() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def inside() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await in_time(call(), 0.01)
        await asyncio.sleep(0)

    asyncio.run(inside())
    assert ended


def test_a_text_is_cut_at_line_ends_and_nothing_is_lost() -> None:
    assert text_parts("", 5) == [""]
    assert text_parts("12345", 5) == ["12345"]
    assert text_parts("123\n45\n6", 6) == ["123\n45", "6"]
    assert text_parts("123456789", 4) == ["1234", "5678", "9"]
    assert text_parts("\n\n12345", 3) == ["\n", "123", "45"]


def test_a_slow_reply_is_given_back_and_goes_on_later(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[str] = []

    async def post(_: int, part: str) -> None:
        posted.append(part)
        await asyncio.sleep(0.02)

    async def inside() -> None:
        progress = Progress()
        monkeypatch.setattr("rasa_project.vendors.progress.LONGEST_REPLY", 0.01)
        with pytest.raises(UndeliveredError) as error:
            await progress.deliver("key", "abc", post)
        assert error.value.after == 0 and posted == ["a"]
        monkeypatch.setattr("rasa_project.vendors.progress.LONGEST_REPLY", 10)
        await progress.deliver("key", "abc", post)

    asyncio.run(inside())
    assert posted == ["a", "b", "c"]


def test_only_so_many_unfinished_replies_are_remembered() -> None:
    async def post(_: int, part: str) -> None:
        if part == "bad":
            raise UndeliveredError("no")
        posted.append(part)

    async def inside() -> None:
        progress = Progress(most=1)
        for key in ("first", "second"):
            with pytest.raises(UndeliveredError):
                await progress.deliver(key, [key, "bad"], post)
        for key in ("second", "first"):
            await progress.deliver(key, [key], post)

    posted: list[str] = []
    asyncio.run(inside())
    assert posted == ["first", "second", "first"]
