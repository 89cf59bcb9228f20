"""Rolling out process by process: nobody who asks meanwhile is turned away, and a failure stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from nginx import Front, front, wait_for

from rasa_project.settings import PROJECT

ROLL = PROJECT / "scripts" / "roll.py"
STAND_IN = PROJECT / "tests" / "deploy" / "standin_bot.py"
# In the place of systemctl: ends the bot of the unit's port and starts another, unless it is told to fail.
SYSTEMCTL = """#!{python}
import socket, subprocess, sys
from pathlib import Path
unit, folder = sys.argv[2], Path("{folder}")
(folder / "said").open("a").write(unit + "\\n")
port = unit.rpartition("@")[2]
if port in (folder / "broken").read_text().split():
    sys.exit(1)
pid = folder / (port + ".pid")
subprocess.run(["kill", pid.read_text()], check=True)
while socket.socket().connect_ex(("127.0.0.1", int(port))) == 0:
    pass
words = [sys.executable, "-I", "{stand_in}", port, str(folder / (port + ".jsonl"))]
nowhere = dict(stdin=-3, stdout=-3, stderr=-3)
pid.write_text(str(subprocess.Popen(words, start_new_session=True, **nowhere).pid))
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Front]:
    """nginx before two bots that a stand-in for systemctl restarts."""
    with front(tmp_path) as running:
        (tmp_path / "broken").touch()
        for bot in running.bots:
            (tmp_path / f"{bot.port}.pid").write_text(str(bot.process.pid))
        path = tmp_path / "bin" / "systemctl"
        path.parent.mkdir()
        path.write_text(SYSTEMCTL.format(python=sys.executable, folder=tmp_path, stand_in=STAND_IN))
        path.chmod(0o755)
        try:
            yield running
        finally:
            for bot in running.bots:
                number = int((tmp_path / f"{bot.port}.pid").read_text())
                if number != bot.process.pid:
                    os.kill(number, signal.SIGKILL)


def rolled(site: Front) -> subprocess.CompletedProcess[str]:
    """What scripts/roll.py did with both bots."""
    ports = [str(bot.port) for bot in site.bots]
    path = f"{site.folder / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, ROLL, "--bots", *ports],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PATH": path},
    )


@pytest.mark.slow
def test_while_every_bot_is_restarted_nobody_is_turned_away(site: Front) -> None:
    answers: list[int] = []
    stop = threading.Event()

    def visit() -> None:
        for number in count():
            if stop.is_set():
                return
            visitor = f"127.0.2.{number % 250 + 1}"
            answers.append(site.ask("/kyogi/", visitor=visitor).status)
            answers.append(site.ask("/kyogi/api/messages", visitor=visitor, body="{}").status)

    somebody = threading.Thread(target=visit)
    somebody.start()
    try:
        done = rolled(site)
    finally:
        stop.set()
        somebody.join()
    assert done.returncode == 0, done.stderr
    assert len(answers) > 100
    assert set(answers) == {200}
    pids = {(site.folder / f"{bot.port}.pid").read_text() for bot in site.bots}
    assert not pids & {str(bot.process.pid) for bot in site.bots}


def test_a_bot_that_does_not_come_back_leaves_the_others_as_they_are(site: Front) -> None:
    first, second = site.bots
    (site.folder / "broken").write_text(str(first.port))
    done = rolled(site)
    assert done.returncode == 1
    assert f"kyogi-bot@{first.port} が" in done.stderr
    assert f"前の版のまま動いているもの: kyogi-bot@{second.port}" in done.stderr
    assert (site.folder / "said").read_text().split() == [f"kyogi-bot@{first.port}"]
    wait_for(second.port)
    assert site.ask("/kyogi/").status == 200
