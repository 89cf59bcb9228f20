"""Direct messages: none lost, whatever breaks, and nothing taken that no person wrote."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import Response
from vendors.loopback import Door
from vendors.mattermost.ear import Ear, listening, said, wait_for
from vendors.mattermost.names import BOT, CHANNEL, SATO, TANAKA, direct, now
from vendors.mattermost.server import Server

LONG_AGO = 3_600_000


def test_a_direct_message_is_taken_with_who_and_where(server: Server) -> None:
    async def use(ear: Ear) -> None:
        await ear.connected()
        name = await said(server, TANAKA, "SaaSを使いたい")
        await ear.until("SaaSを使いたい")
        (event,) = ear.taken
        assert (event.event, event.sender) == (name, f"direct:{TANAKA}")
        assert event.address["channel"] == direct(TANAKA) and event.address["user"] == TANAKA

    listening(server, use)


def test_what_no_person_wrote_to_the_bot_alone_is_passed_by(server: Server) -> None:
    async def use(ear: Ear) -> None:
        await ear.connected()
        await said(server, BOT, "自分の返事", channel=direct(TANAKA))
        await said(server, TANAKA, "参加しました", type="system_join_channel")
        await said(server, SATO, "ほかのボット", props={"from_bot": "true"})
        await said(server, SATO, "フック", props={"from_webhook": "true"})
        await said(server, TANAKA, "広い場所", channel=CHANNEL)
        await said(server, TANAKA, "  ")
        await said(server, TANAKA, "消した", delete_at=now())
        await said(server, TANAKA, "ここで終わり")
        await ear.until("ここで終わり")

    listening(server, use)


def test_messages_posted_while_the_connection_was_gone_are_fetched(server: Server) -> None:
    async def use(ear: Ear) -> None:
        await ear.connected()
        await said(server, TANAKA, "一")
        await ear.until("一")
        server.admits_sockets = False
        await asyncio.to_thread(server.hang_up)
        for user, text in ((TANAKA, "二"), (TANAKA, "三"), (SATO, "四")):
            server.add(user, direct(user), text)
        server.admits_sockets = True
        await ear.until("一", "二", "三", "四")
        await said(server, TANAKA, "五")
        await ear.until("一", "二", "三", "四", "五")

    listening(server, use)


def test_a_message_that_was_told_and_did_not_arrive_is_fetched(server: Server) -> None:
    async def use(ear: Ear) -> None:
        await ear.connected()
        await said(server, TANAKA, "一", lost=True)
        await said(server, TANAKA, "二")
        await ear.until("一", "二")
        assert server.connections == 2

    listening(server, use)


def test_messages_posted_while_no_process_ran_are_fetched_by_the_next(server: Server) -> None:
    async def first(ear: Ear) -> None:
        await ear.connected()
        await said(server, TANAKA, "一", at=now() - LONG_AGO)
        await said(server, TANAKA, "二")
        await ear.until("一", "二")

    async def second(ear: Ear) -> None:
        # "二" is so fresh that it is looked at again: its event id tells that it is known.
        await ear.until("二", "三", "四")
        assert ear.taken[0].event == before

    listening(server, first)
    before = max(server.posts)
    server.add(TANAKA, direct(TANAKA), "三")
    server.add(SATO, direct(SATO), "四")
    listening(server, second)


def test_a_bot_that_never_listened_does_not_answer_the_past(server: Server) -> None:
    server.add(TANAKA, direct(TANAKA), "むかし", at=now() - LONG_AGO)

    async def use(ear: Ear) -> None:
        await ear.connected()
        await said(server, TANAKA, "いま")
        await ear.until("いま")

    listening(server, use)


def test_an_old_message_that_was_edited_is_not_taken_again(server: Server) -> None:
    async def use(ear: Ear) -> None:
        await ear.connected()
        await said(server, TANAKA, "一")
        await ear.until("一")
        server.add(TANAKA, direct(TANAKA), "古い", at=now() - LONG_AGO, update_at=now())
        await asyncio.to_thread(server.hang_up)
        await wait_for(lambda: server.connections == 2, lambda: server.connections)
        await ear.connected(2)
        await said(server, TANAKA, "二")
        await ear.until("一", "二")

    listening(server, use)


def test_a_message_that_could_not_be_stored_is_fetched_again(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(ear: Ear) -> None:
        await ear.connected()
        ear.failing = 3
        await said(server, TANAKA, "一")
        await ear.until("一")
        await ear.connected(2)
        await said(server, TANAKA, "二")
        await ear.until("一", "二")

    listening(server, use)
    assert "RuntimeError" in caplog.text and "database" not in caplog.text


def test_how_far_it_came_is_kept_at_the_server_and_a_fault_there_stops_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rasa_project.vendors.mattermost.cursor.SAVED_EVERY", 0.0)

    async def use(ear: Ear) -> None:
        await ear.connected()
        server.next_answers = [(500, {})]
        await said(server, TANAKA, "一")
        await wait_for(lambda: not server.next_answers, lambda: server.next_answers)
        last = await said(server, TANAKA, "二")
        mark, kept = str(server.posts[last]["create_at"]), server.preferences
        await wait_for(lambda: mark in kept.values(), lambda: kept)
        assert server.connections == 1

    listening(server, use)


def test_a_server_that_is_away_is_asked_again(server: Server, door: tuple[Door, str]) -> None:
    inside, door[0].inside = door[0].inside, Response(status_code=503)

    async def use(ear: Ear) -> None:
        server.preferences["kyogi", "taken_until"] = str(now() - LONG_AGO)
        server.add(TANAKA, direct(TANAKA), "待っていた")
        await asyncio.sleep(0.1)
        assert not ear.taken
        door[0].inside = inside
        await ear.until("待っていた")

    listening(server, use)


def test_a_wrong_token_hears_nothing_and_does_not_end_the_process(server: Server) -> None:
    async def use(ear: Ear) -> None:
        await said(server, TANAKA, "一")
        await asyncio.sleep(0.2)
        assert not ear.taken and not server.sockets

    listening(server, use, token="wrong")


def test_a_socket_that_does_not_admit_the_bot_is_tried_again(server: Server) -> None:
    server.admits_sockets = False

    async def use(ear: Ear) -> None:
        await wait_for(lambda: server.connections > 1, lambda: server.connections)
        server.admits_sockets = True
        await ear.connected()
        await said(server, TANAKA, "一")
        await ear.until("一")

    listening(server, use)


def test_frames_that_make_no_sense_are_passed_by(server: Server) -> None:
    async def use(ear: Ear) -> None:
        await ear.connected()
        told = '{"event":"posted","data":{"channel_type":"D","post":'
        odd = ["no json", "[1]", "[" * 50_000, told + "5}}", told + '"{\\"id\\":\\"x\\"}"}}']
        for one in odd:
            await asyncio.to_thread(server.run, server.sockets[0].send_text(one))
        await said(server, TANAKA, "一")
        await ear.until("一")
        assert server.connections == 1

    listening(server, use)
