"""`kyogi run`: start the bot on 127.0.0.1, wait until it answers, stop it cleanly on Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from ..core.errors import KyogiError
from ..model_file import trained_model
from ..settings import PROJECT, Settings, read_settings
from .progress import step
from .train import rasa_environment

HOST = "127.0.0.1"
READY_WITHIN = 120.0
"""Seconds until a start counts as failed."""
STOP_WITHIN = 10.0
"""Seconds a process gets to stop by itself."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "run", description="ボットを 127.0.0.1 で起動します。止めるときは Ctrl-C を押します。"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Start everything, print the page's address, wait for Ctrl-C or for a process to end."""
    settings = read_settings()
    trained_model(settings)  # say so now when there is none
    for port, variable in (
        (settings.port, "KYOGI_PORT"),
        (settings.action_port, "KYOGI_ACTION_PORT"),
        (settings.desk_port, "KYOGI_DESK_PORT"),
    ):
        check_free(port, variable)
    signals = Signals()
    page = f"http://{HOST}:{settings.port}/kyogi/"
    with started(settings) as processes:
        with step("協議ナビを起動しています"):
            wait_until_ready(page, settings, processes, signals)
        if not signals.stop:
            print(f"協議ナビを起動しました。ブラウザーで開いてください: {page}", flush=True)
            print(f"担当の画面: {desk_address(settings)}", flush=True)
            print("止めるときは Ctrl-C を押します。", flush=True)
        wait_for_end(processes, settings, signals)
    print("\n協議ナビを止めました。", flush=True)
    return 0


def desk_address(settings: Settings) -> str:
    """Where the desk's page is."""
    return f"http://{HOST}:{settings.desk_port}/"


class Signals:
    """Whether Ctrl-C or SIGTERM came: a flag, since an exception raised inside a destructor is lost,
    and since a second Ctrl-C must not cut short the stopping."""

    def __init__(self) -> None:
        self.stop = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.receive)

    def receive(self, number: int, frame: object) -> None:
        self.stop = True


def check_free(port: int, variable: str) -> None:
    """Raise KyogiError when something else uses the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise KyogiError(
                f"ポート {port} はほかのプログラムが使っています。"
                f"それを止めるか、{variable}=別の番号 を付けて起動してください。"
            ) from error


def commands(settings: Settings) -> dict[str, list[str]]:
    """The processes of the bot."""
    python = [sys.executable, "-m"]
    return {
        "actions": [*python, "rasa_project.serve_actions", str(settings.action_port)],
        "desk": [*python, "rasa_project.serve_desk"],
        "bot": [*python, "rasa_project.serve_bot"],
    }


@contextlib.contextmanager
def started(settings: Settings) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run the processes, each logging to its file, and stop them at the end whatever happens."""
    logs = settings.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    environment = {
        **rasa_environment(),
        # Paths as the caller meant them: the processes run in the project's folder.
        "KYOGI_DB": str(settings.database),
        "KYOGI_VAR": str(settings.var),
        "KYOGI_RECORDS": str(settings.records),
        "KYOGI_TEMPLATES": str(settings.templates),
        "KYOGI_MODELS": str(settings.models),
        "KYOGI_CONTACTS": str(settings.contacts),
        "KYOGI_SECRET_FILE": str(settings.secret_file),
        "KYOGI_ACTION_SECRET_FILE": str(settings.action_secret_file),
    }
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands(settings).items():
            with (logs / f"{name}.log").open("wb") as log:
                # A session of its own: Ctrl-C reaches us alone, and we stop them in order.
                processes[name] = subprocess.Popen(
                    command,
                    cwd=PROJECT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        yield processes
    finally:
        stop(processes)


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Stop the processes, the ones that take messages first; kill one that does not listen."""
    for process in reversed(processes.values()):
        process.terminate()
    for process in processes.values():
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(
    page: str,
    settings: Settings,
    processes: dict[str, subprocess.Popen[bytes]],
    signals: Signals,
) -> None:
    """Wait until the page and the actions answer. Raises KyogiError when one ends or time is up."""
    doors = [
        page,
        f"http://{HOST}:{settings.action_port}/health",
        f"{desk_address(settings)}sign-in",
    ]
    until = time.monotonic() + READY_WITHIN
    while not signals.stop and not all(map(answers, doors)):
        for name, process in processes.items():
            if process.poll() is not None:
                raise KyogiError(
                    f"{name} が起動できませんでした。{settings.var / 'log' / name}.log を見てください。"
                )
        if time.monotonic() > until:
            raise KyogiError(
                f"{READY_WITHIN:.0f}秒たっても起動しませんでした。{settings.var / 'log'} を見てください。"
            )
        time.sleep(0.2)


def answers(url: str) -> bool:
    """Whether something answers there with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def wait_for_end(
    processes: dict[str, subprocess.Popen[bytes]], settings: Settings, signals: Signals
) -> None:
    """Wait until told to stop; when a process ends by itself, say so and end too."""
    while not signals.stop:
        for name, process in processes.items():
            if process.poll() is not None:
                raise KyogiError(
                    f"{name} が止まりました。{settings.var / 'log' / name}.log を見てください。"
                )
        time.sleep(0.2)
