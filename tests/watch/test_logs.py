"""What reaches the logs, in processes of their own: setting logs up is for a whole process."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from logged import SECRET, lines, logged
from servers import free_ports

from rasa_project.core.errors import KyogiError
from rasa_project.watch.logs import safe_logs
from rasa_project.watch.wording import HIDDEN


def test_a_line_says_when_where_and_in_whose_conversation(tmp_path: Path) -> None:
    program = """
import asyncio
async def turn(number):
    with serving(f"request-{number}"), speaking(f"page:{number}"):
        await asyncio.sleep(0.01)
        await asyncio.to_thread(ours.warning, "%d rows waited", number)
async def turns():
    await asyncio.gather(turn(1), turn(2))
asyncio.run(turns())
ours.warning("afterwards")
"""
    first, second, after = lines(tmp_path, program)
    assert first.keys() == {
        *("time", "level", "logger", "message", "place", "conversation", "request")
    }
    assert first["time"].endswith("Z")
    age = datetime.now(timezone.utc) - datetime.fromisoformat(first["time"].replace("Z", "+00:00"))
    assert timedelta(0) <= age < timedelta(minutes=1)
    assert (first["level"], first["logger"]) == ("WARNING", "rasa_project.delivery")
    by_request = {line["request"]: line for line in (first, second)}
    assert by_request["request-2"]["message"] == "2 rows waited"
    digests = {line["conversation"] for line in (first, second)}
    assert len(digests) == 2 and all(re.fullmatch("[0-9a-f]{12}", one) for one in digests)
    assert after.keys() == {"time", "level", "logger", "message", "place"}


def test_an_exception_is_its_type_and_its_places(tmp_path: Path) -> None:
    program = """
def inner():
    raise ValueError(SECRET)
def outer():
    try:
        inner()
    except ValueError as error:
        raise RuntimeError(f"bad: {SECRET}") from error
try:
    outer()
except RuntimeError as error:
    ours.exception("a turn failed")
    ours.warning("once more: %s", error, stack_info=True)
    ours.error(error)
"""
    failed, again, bare = lines(tmp_path, program)
    assert failed["message"] == "a turn failed"
    types = [one["type"] for one in failed["errors"]]
    assert types == ["builtins.RuntimeError", "builtins.ValueError"]
    for one, depth in zip(failed["errors"], (2, 2), strict=True):
        assert len(one["places"]) == depth
        assert all(re.search(r"/program\.py:\d+$", place) for place in one["places"])
    assert again["message"] == "once more: RuntimeError" and bare["message"] == "RuntimeError"


def test_of_other_peoples_messages_only_the_wording_is_kept(tmp_path: Path) -> None:
    program = """
import asyncio, sys, threading, warnings
import structlog
theirs.warning(f"Failed to parse '{SECRET}' of {1}")
theirs.error("Could not run %s: %s", SECRET, 2)
logging.getLogger("sqlalchemy").error(SECRET)
structlog.get_logger("rasa.core.actions").error("action.failed", text=SECRET, event_info=SECRET)
structlog.get_logger("rasa.core.actions").error(SECRET)
warnings.warn(f"cannot read {SECRET}")
lonely = logging.getLogger("kafka")
lonely.propagate = False
lonely.error("sent " + SECRET)
def thread():
    raise ValueError(SECRET)
started = threading.Thread(target=thread)
started.start(); started.join()
async def forgotten():
    async def fails():
        raise ValueError(SECRET)
    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
asyncio.run(forgotten())
"""
    said = lines(tmp_path, program)
    messages = [line["message"] for line in said]
    assert messages[:5] == [
        "Failed to parse '…' of …",
        "Could not run %s: %s",
        *(HIDDEN, "action.failed", HIDDEN),
    ]
    assert re.fullmatch(r"UserWarning at .*program\.py:\d+", messages[5])
    assert messages[6:8] == ["sent …", "a thread ended"]
    assert [line["errors"][0]["type"] for line in said[7:]] == ["builtins.ValueError"] * 2
    assert re.search(r"/program\.py:\d+$", said[0]["place"])


def test_nothing_below_warning_comes_out_whatever_a_level_says(tmp_path: Path) -> None:
    program = """
import structlog
for name in ("", "rasa", "rasa.core.processor", "sanic.access", "rasa_project"):
    logging.getLogger(name).setLevel(logging.DEBUG)
theirs.debug("Received %s", SECRET)
theirs.info("Received")
logging.getLogger("sanic.access").info("GET")
ours.debug("here")
structlog.get_logger("rasa").debug("processor.parsed", text=SECRET)
"""
    assert logged(tmp_path, program) == ""


def test_text_lines_are_masked_and_cannot_be_forged(tmp_path: Path) -> None:
    program = """
with speaking("page:1"), serving("request-1"):
    ours.warning("call 06-6208-1234\\n2026-01-01T00:00:00Z ERROR forged")
try:
    raise KeyError(SECRET)
except KeyError:
    ours.exception("not found")
"""
    said = logged(tmp_path, program, "text")
    assert SECRET not in said and "6208" not in said
    first, second = said.splitlines()
    assert re.match(r"\S+Z WARNING rasa_project\.delivery call ［電話番号］\\n2026", first)
    assert re.search(r" conversation=[0-9a-f]{12} request=request-1$", first)
    assert re.search(r" builtins\.KeyError at \S+program\.py:\d+$", second)


def test_a_form_that_is_none_is_said() -> None:
    with pytest.raises(KyogiError, match="KYOGI_LOG"):
        safe_logs({"KYOGI_LOG": "xml"})


def test_a_web_server_that_fails_logs_no_request(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    program = f"""
import asyncio, httpx
from sanic import Sanic
app = Sanic("probe", configure_logging=False)
@app.get("/fails")
async def fails(request):
    raise ValueError(SECRET)
@app.after_server_start
async def ask(app, loop):
    async def asking():
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://127.0.0.1:{port}/fails", params={{"q": SECRET}})
        assert answer.status_code == 500
        app.stop()
    app.ctx.task = loop.create_task(asking())
app.run("127.0.0.1", {port}, access_log=True)
"""
    said = lines(tmp_path, program)
    failed = [line for line in said if line.get("errors")]
    assert [line["errors"][0]["type"] for line in failed] == ["builtins.ValueError"]
    assert failed[0]["message"] == "Exception occurred while handling uri: %s"
