"""What set-up says: progress while a command runs, one sentence where a command fails.

Standard library only and Python 3.7: this runs before there is an environment.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Mapping, Sequence

QUIET_SECONDS = 2.0
"""A step shorter than this says nothing."""
START_OF_LINE = "\r\x1b[K"
"""Back to the first column, the line wiped (terminals only)."""

NO_PYTHON = (
    "Python 3.10 が見つかりません。`pyenv install 3.10` か `uv python install 3.10` で入れるか、"
    "入っている場所を環境変数 PYTHON310 に指定してから、もう一度実行してください。\n"
    "Python 3.10 was not found: install it (`pyenv install 3.10` or `uv python install 3.10`) "
    "or set PYTHON310 to its path, then run this again."
)
NO_DISK = (
    "ディスクの空きが足りません。このフォルダーと uv のキャッシュ(通常は ~/.cache/uv)のある場所に "
    "3 GB 以上の空きを作ってから、もう一度実行してください。"
)
NO_NETWORK = (
    "パッケージを取得できません。ネットワークにつながっているか(プロキシを使う場所では環境変数 "
    "HTTPS_PROXY が正しいか)を確かめてから、もう一度実行してください。"
)
BAD_HASH = (
    "取得したパッケージが requirements.lock の記録と一致しないため、入れるのをやめました。"
    "途中の機器が中身を書き換えていないか確かめてから、もう一度実行してください。"
)
NO_PERMISSION = (
    "ファイルを書き込む権限がありません。このフォルダーと uv のキャッシュ(通常は ~/.cache/uv)の"
    "持ち主と権限を確かめてください。"
)
NO_INSTALLER = (
    "uv を入れる手段がありません。Python の venv か pip(Debian なら python3-venv)または uv を"
    "入れてから、もう一度実行してください。"
)
UNKNOWN = "環境の準備に失敗しました。"

# The order counts: a full disk also breaks downloads, and a changed package was downloaded well.
CAUSES = (
    (r"No space left on device|Disk quota exceeded|os error (28|122)\b", NO_DISK),
    (r"Hash mismatch|DO NOT MATCH THE HASHES", BAD_HASH),
    (
        r"Failed to fetch|error sending request|dns error|NewConnectionError|ProxyError"
        r"|ConnectTimeout|Read timed out|Could not connect",
        NO_NETWORK,
    ),
    (r"No module named '?(pip|venv|ensurepip)\b|ensurepip is not available", NO_INSTALLER),
    (r"Permission denied|Read-only file system", NO_PERMISSION),
)


class SetupError(Exception):
    """Set-up cannot go on; the text is what the person at the terminal reads."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message + where)
        self.message = message


def explain(output: str) -> str:
    """The sentence for what a failed command printed."""
    for pattern, message in CAUSES:
        if re.search(pattern, output):
            return message
    return UNKNOWN


def explain_os_error(error: OSError) -> str:
    """The sentence for a failure of our own file work (the log, the lock, the digest)."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NO_DISK
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NO_PERMISSION
    return f"{UNKNOWN}({error})"


class Steps:
    """Runs commands one by one; their output goes to the log, their progress to the terminal."""

    def __init__(self, root: Path, env: Mapping[str, str], lock: int) -> None:
        self.root, self.env, self.lock = root, env, lock
        self.log = root / "var" / "log" / "setup.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")

    def run(self, label: str, command: Sequence[object], **extra: str) -> None:
        """Run `command` with `extra` in its environment; SetupError with the cause if it fails."""
        words = [str(word) for word in command]
        with self.log.open("ab") as log:
            log.write("$ {}\n".format(" ".join(words)).encode())
            log.flush()
            start = log.tell()
            # Whoever waits for the set-up lock must also wait for an orphan of a killed set-up.
            process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=str(self.root),
                env=dict(self.env, **extra),
                pass_fds=(self.lock,),
            )
            failed = watch(process, label)
        if failed:
            output = self.log.read_bytes()[start:].decode("utf-8", "replace")
            where = f"(止まった所: {label}。詳しい記録: {self.log.relative_to(self.root)})"
            raise SetupError(explain(output), where)


def watch(process: subprocess.Popen[bytes], label: str) -> bool:
    """Wait for `process`, showing `label` and the seconds; True if it failed.

    Whatever interrupts the wait (Ctrl-C above all) ends the process too.
    """
    progress = Progress(label)
    try:
        while True:
            try:
                return process.wait(timeout=0.5) != 0
            except subprocess.TimeoutExpired:
                progress.tick()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        progress.close()


class Progress:
    """A line with running seconds on a terminal, a first and a last line elsewhere."""

    def __init__(self, label: str) -> None:
        self.label, self.started = label, time.monotonic()
        self.live, self.shown = sys.stdout.isatty(), False

    def tick(self) -> None:
        """Called while the step runs, at any rate."""
        if self._seconds() < QUIET_SECONDS:
            return
        first = not self.shown
        # Before it is printed: an interrupt right after the line must still find it to be closed.
        self.shown = True
        if self.live:
            say(f"{START_OF_LINE}{self.label} … {self._seconds():.0f} 秒", end="")
        elif first:
            say(f"{self.label} …")

    def close(self) -> None:
        """Called once, when the step has ended in whatever way."""
        if self.shown:
            start = START_OF_LINE if self.live else ""
            say(f"{start}{self.label}: {self._seconds():.0f} 秒")

    def _seconds(self) -> float:
        return time.monotonic() - self.started


def say(text: str, end: str = "\n") -> None:
    """Print at once, so that a pipe or a CI log shows it while the step runs."""
    print(text, end=end, flush=True)


def child_environment() -> dict[str, str]:
    """The environment of every command: nothing downloads a Python or reports usage unasked."""
    env = {key: value for key, value in os.environ.items() if key not in LEAKS}
    env.update(
        RASA_TELEMETRY_ENABLED="false",
        SQLALCHEMY_SILENCE_UBER_WARNING="1",
        UV_PYTHON_DOWNLOADS="never",
        UV_NO_PROGRESS="1",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
    )
    return env


LEAKS = frozenset({"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "UV_PYTHON"})
"""Settings of the caller's own Python that would mix another environment into ours."""
