"""nginx runs with the configuration as it is shipped: who gets through, how often, and to which bot."""

from __future__ import annotations

import http.client
import json
import ssl
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from nginx import DESK, SHIPPED, Front, front, program, write_configuration
from servers import free_ports

ADDRESSES = count(10)
NOWHERE = [
    "/webhooks/rest/webhook",
    "/webhook",
    "/model/parse",
    "/conversations/a/tracker",
    "/domain",
    "/status",
    "/socket.io/",
    "/kyogi/../webhooks/rest/webhook",
    "/kyogi/%2e%2e/webhooks/rest/webhook",
    "/kyogi/..%2fwebhooks/rest/webhook",
]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Front]:
    """nginx before two bots, which a test may kill."""
    with front(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One nginx for the tests that only ask."""
    with front(tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.fixture
def visitor() -> str:
    """The address of somebody new."""
    return f"127.0.0.{next(ADDRESSES)}"


def test_nginx_finds_no_fault_in_the_configuration(tmp_path: Path) -> None:
    ports = dict(zip(("443", "80", "5005", "5015", "5006"), free_ports(5), strict=True))
    words = [program(), "-t", "-p", str(tmp_path), "-c", str(write_configuration(tmp_path, ports))]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_both_bots_get_requests(both: Front) -> None:
    said = {both.ask("/kyogi/").body for _ in range(10)}
    assert said == {str(bot.port) for bot in both.bots}


def test_when_a_bot_is_killed_the_other_answers_every_page_and_message(both: Front) -> None:
    killed, left = both.bots
    seen = set()
    for number in range(30):
        if number == 10:
            killed.process.kill()
            killed.process.wait()
        answer = both.ask("/kyogi/", visitor=f"127.0.1.{number + 1}")
        posted = both.ask("/kyogi/api/messages", visitor=f"127.0.1.{number + 1}", body="{}")
        assert (answer.status, posted.status) == (200, 200)
        if number >= 10:
            assert {answer.body, posted.body} == {str(left.port)}
        seen.add(answer.body)
    assert len(seen) == 2


def test_a_message_that_was_sent_to_a_bot_goes_to_no_other(both: Front) -> None:
    answer = both.ask("/kyogi/api/messages", body="die")
    assert answer.status == 503
    assert "error" not in answer.body, (
        "the page must not take it for a refusal: it may have arrived"
    )
    assert "返事ができません" in answer.body
    arrived = [got for bot in both.bots for got in bot.got() if got["method"] == "POST"]
    assert len(arrived) == 1
    assert both.ask("/kyogi/").status == 200


def test_without_any_bot_people_read_a_sentence(both: Front) -> None:
    for bot in both.bots:
        bot.process.kill()
        bot.process.wait()
    answer = both.ask("/kyogi/")
    assert (answer.status, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert "返事ができません" in answer.body


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/kyogi/api/messages", 64 * 1024, 200),
        ("/kyogi/api/messages", 64 * 1024 + 1, 413),
        ("/kyogi/course", 64 * 1024 + 1, 413),
        ("/kyogi/channels/slack", 1024 * 1024, 200),
        ("/kyogi/channels/slack", 1024 * 1024 + 1, 413),
        ("/kyogi/channels/matrix/transactions/1", 2 * 1024 * 1024, 200),
    ],
)
def test_what_is_too_large_is_refused(
    door: Front, visitor: str, path: str, size: int, status: int
) -> None:
    answer = door.ask(path, visitor=visitor, body=b"x" * size)
    assert answer.status == status
    if status == 413:
        assert "大きすぎます" in json.loads(answer.body)["error"]


def test_too_many_messages_are_refused_and_others_are_not(door: Front, visitor: str) -> None:
    answers = [door.ask("/kyogi/api/messages", visitor=visitor, body="{}") for _ in range(30)]
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) >= 10
    assert answers[0].status == 200
    assert "多すぎます" in json.loads(refused[0].body)["error"]
    somebody_else = door.ask("/kyogi/api/messages", visitor="127.0.0.9", body="{}")
    assert somebody_else.status == 200


def test_a_vendor_may_send_what_one_person_may_not(door: Front, visitor: str) -> None:
    answers = [door.ask("/kyogi/channels/slack", visitor=visitor, body="{}") for _ in range(60)]
    assert {answer.status for answer in answers} == {200}


@pytest.mark.parametrize("path", ["/kyogi/", "/kyogi/app.js", "/nowhere", "/metrics"])
def test_every_answer_has_each_safe_header_once(door: Front, visitor: str, path: str) -> None:
    headers = door.ask(path, visitor=visitor).headers
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    own = "default-src 'self'" if path == "/kyogi/" else "default-src 'none'"
    assert headers["content-security-policy"].startswith(own)
    assert headers["server"] == "nginx"


@pytest.mark.parametrize("path", ["/metrics", "/livez", "/readyz"])
def test_how_it_goes_is_told_on_this_machine_only(door: Front, visitor: str, path: str) -> None:
    one_bot = f"{path}/{door.bots[1].port}"
    assert [door.ask(each, visitor=visitor).status for each in (path, one_bot)] == [403, 403]
    assert door.ask(path).status == 200
    assert door.ask(one_bot).body == str(door.bots[1].port)
    assert door.bots[1].got()[-1]["path"] == path


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_for_visitors_is_not_there(door: Front, path: str) -> None:
    before = [len(bot.got()) for bot in door.bots]
    assert door.ask(path).status == 404
    assert [len(bot.got()) for bot in door.bots] == before


def test_the_action_server_is_behind_no_door() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert "5055" not in text
    assert "5065" not in text


def test_what_a_browser_claims_about_itself_is_not_passed_on(door: Front, visitor: str) -> None:
    claims = {
        "X-Forwarded-For": "192.0.2.1",
        "X-Real-IP": "192.0.2.1",
        "X-Forwarded-Host": "elsewhere.example",
        "Forwarded": "for=192.0.2.1",
        "X-Remote-User": "admin",
    }
    door.ask("/kyogi/", visitor=visitor, headers=claims)
    door.ask("/", name=DESK, headers=claims)
    bot = next(got for one in door.bots for got in one.got()
               if got["headers"].get("x-real-ip") == visitor)  # fmt: skip
    desk = door.desk.got()[-1]
    for got, address in ((bot, visitor), (desk, "127.0.0.1")):
        assert got["headers"]["x-forwarded-for"] == address
        assert got["headers"]["x-forwarded-proto"] == "https"
        assert not {"x-forwarded-host", "forwarded"} & set(got["headers"])
    assert "x-remote-user" not in desk["headers"]


def test_the_desk_has_a_name_and_a_network_of_its_own(door: Front, visitor: str) -> None:
    assert door.ask("/queue", name=DESK).body == str(door.desk.port)
    assert door.ask("/queue", name=DESK, visitor=visitor).status == 403
    assert door.ask("/queue").status == 404
    # Asked for by the page's name in TLS and the desk's in HTTP, it is closed, too.
    assert door.ask("/queue", visitor=visitor, headers={"Host": DESK}).status in (403, 421)


def test_another_name_gets_no_answer(door: Front) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        door.ask("/kyogi/", name="elsewhere.example")


def test_without_encryption_there_is_only_the_way_to_it(door: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", door.plain_port, timeout=10)
    connection.request("GET", "/kyogi/", headers={"Host": "kyogi.example"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://kyogi.example/kyogi/")
    connection.close()


def test_logs_hold_no_questions_and_no_keys(door: Front) -> None:
    door.ask("/search?q=himitsu", name=DESK)
    door.ask("/kyogi/papers/1/sheet?for=himitsu")
    door.ask("/nowhere?q=himitsu")
    written = "".join(path.read_text() for path in door.folder.glob("*.log"))
    assert "/search" in written
    assert "himitsu" not in written
