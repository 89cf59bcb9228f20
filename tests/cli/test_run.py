"""`kyogi run`: one sentence when it cannot start, and nothing left behind when it stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from servers import KYOGI, children, environment, free_ports, listens, running

from rasa_project.cli.run import HOST
from rasa_project.settings import PROJECT


def refused(variables: Mapping[str, str]) -> str:
    """What `kyogi run` says on standard error when it does not start."""
    done = subprocess.run(
        [*KYOGI, "run"],
        check=False,
        cwd=PROJECT,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("kyogi run: ") and done.stderr.endswith("。\n")
    return done.stderr


def test_without_a_model_it_says_how_to_make_one(tmp_path: Path) -> None:
    said = refused({**environment(tmp_path, *free_ports(3)), "KYOGI_MODELS": str(tmp_path)})
    assert "モデル" in said and "make setup" in said


@pytest.mark.model
@pytest.mark.parametrize("taken", ["KYOGI_PORT", "KYOGI_ACTION_PORT", "KYOGI_DESK_PORT"])
def test_a_port_in_use_is_named_with_the_setting_that_moves_it(
    model: None, tmp_path: Path, taken: str
) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        said = refused({**environment(tmp_path, *free_ports(3)), taken: str(port)})
    assert str(port) in said and f"{taken}=" in said


@pytest.mark.parametrize("port", ["0", "65536", "-1", "５００５", "http", ""])
def test_a_port_that_is_none_is_named_with_its_setting(tmp_path: Path, port: str) -> None:
    said = refused({**environment(tmp_path, *free_ports(3)), "KYOGI_PORT": port})
    assert "KYOGI_PORT" in said and f"「{port}」" in said


def alive(process: int) -> bool:
    """Whether the process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize(
    "signals",
    [(signal.SIGINT,), (signal.SIGINT, signal.SIGINT)],
    ids=["Ctrl-C", "Ctrl-C twice"],
)
def test_it_stops_within_15_seconds_and_leaves_nothing(
    model: None, tmp_path: Path, signals: tuple[signal.Signals, ...]
) -> None:
    began = time.monotonic()
    with running(tmp_path) as bot:
        print(f"ready after {time.monotonic() - began:.1f} s")
        processes = bot.processes()
        assert set(processes) == {"kyogi run", "actions", "desk", "bot"}
        for number in signals:
            bot.process.send_signal(number)
            time.sleep(0.1)
        said, _ = bot.process.communicate(timeout=15)
    assert bot.process.returncode == 0
    assert "止めました" in said
    assert not [name for name, process in processes.items() if alive(process)]
    assert not any(map(listens, (bot.port, bot.action_port, bot.desk_port)))


@pytest.mark.slow
@pytest.mark.model
def test_when_a_part_dies_it_names_the_log_and_ends(
    model: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path) as bot:
        processes = bot.processes()
        os.kill(processes["actions"], signal.SIGKILL)
        assert bot.process.wait(timeout=15) == 2
    assert not [name for name, process in processes.items() if alive(process)]
    said = capfd.readouterr().err.splitlines()[-1]
    assert said.startswith("kyogi run: actions が止まりました。") and "actions.log" in said


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_stopped_while_it_starts(
    model: None, tmp_path: Path, number: signal.Signals
) -> None:
    ports = free_ports(3)
    with subprocess.Popen(
        [*KYOGI, "run"],
        cwd=PROJECT,
        env=environment(tmp_path, *ports),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        time.sleep(2)
        parts = children(process.pid)
        process.send_signal(number)
        said, _ = process.communicate(timeout=15)
    assert process.returncode == 0
    assert "起動しました" not in said
    assert len(parts) == 3 and not any(map(alive, parts))
    assert not any(map(listens, ports))
