"""Create the environment in .venv from requirements.lock, and nothing when it is already there.

    python3 scripts/bootstrap.py           what `make setup` starts with
    python3 scripts/bootstrap.py --lock    compile the locks again (`make lock`)

Standard library only and Python 3.7: this runs before there is an environment.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import platform
import signal
import sys
from pathlib import Path
from typing import Iterator

from bootstrap_find import Python, download_python, find_python, find_uv
from bootstrap_report import (
    NO_PYTHON,
    SetupError,
    Steps,
    child_environment,
    explain_os_error,
    say,
)

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
RECORD = VENV / ".kyogi-digest"
"""Two lines, the digests of `wanted`. Absent while the environment is being changed."""

DOWNLOAD = "(初めての機械では約 700 MB を取得します)"
OTHER_SETUP = "ほかの端末で準備が進んでいます。終わるのを待っています …"
INTERRUPTED = "\n中断しました。もう一度実行すると、やり直します。"
WRONG_MACHINE = "このソフトは Linux x86-64 用です(この機械: {} {})。"


def main() -> int:
    """Set up or lock; 0, 1 with one sentence on stderr, or 130 when interrupted."""
    # Japanese has to come out somehow even where the locale cannot write it.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run(parse(sys.argv[1:]))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        return 130
    return 0


def parse(words: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Create .venv from requirements.lock.")
    parser.add_argument("--lock", action="store_true", help="compile the locks instead")
    parser.add_argument("--upgrade", action="store_true", help="with --lock: newest versions")
    return parser.parse_args(words)


def run(options: argparse.Namespace) -> None:
    """Do what was asked, alone in this checkout."""
    check_machine()
    env = child_environment()
    with only_one(ROOT / "var" / "setup.lock") as lock:
        python = find_python(ROOT, env)
        if python and not options.lock and recorded() == wanted(python):
            return
        steps = Steps(ROOT, env, lock)
        uv, python = tools(python, steps)
        if options.lock:
            compile_locks(uv, python, steps, options.upgrade)
        else:
            build(uv, python, steps)


def check_machine() -> None:
    """SetupError where the lock has no packages for the machine."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise SetupError(WRONG_MACHINE.format(sys.platform, platform.machine()))


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Hold the lock file; two set-ups at once would write into one environment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(OTHER_SETUP)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def tools(python: Python | None, steps: Steps) -> tuple[str, Python]:
    """uv and the Python; without a Python, the one sentence about Python comes before all else."""
    try:
        uv = find_uv(ROOT, python, steps)
    except SetupError as error:
        raise error if python else SetupError(NO_PYTHON) from error
    return uv, python or download_python(ROOT, uv, steps)


def wanted(python: Python) -> list[str]:
    """Two digests: where the environment stands (it cannot be moved), and what it holds."""
    place = "\n".join([str(ROOT), python.path, python.version]).encode()
    content = LOCK.read_bytes() + b"\0" + (ROOT / "pyproject.toml").read_bytes()
    return [hashlib.sha256(part).hexdigest() for part in (place, content)]


def recorded() -> list[str]:
    """The digests of the finished environment; empty if there is none."""
    try:
        return RECORD.read_text().split()
    except OSError:
        return []


def build(uv: str, python: Python, steps: Steps) -> None:
    """Bring .venv to what is wanted.

    An environment whose record is missing was left half-made by an interrupted run: a package may
    be there in part, which uv would not notice, so it is made anew. Only a finished one is updated.
    """
    place = recorded()[:1]
    if RECORD.exists():
        RECORD.unlink()
    fresh = place != wanted(python)[:1]
    if fresh:
        steps.run("環境を作っています", [uv, "venv", "--clear", "--python", python.path, VENV])
    target = ["--python", VENV / "bin" / "python"]
    # The lock is also the build constraints: the one package that is built from source is built
    # with the setuptools of the lock, its hash checked like the others.
    sync = [uv, "pip", "sync", *target, "--require-hashes", "--build-constraints", LOCK, LOCK]
    steps.run("パッケージを入れています" + DOWNLOAD * fresh, sync)
    own = [uv, "pip", "install", *target, "--no-deps", "--no-build-isolation", "--editable", ROOT]
    steps.run("kyogi コマンドを入れています", own)
    # `kyogi decide` has to start at once, also for users whose Python writes no bytecode; Rasa's
    # own modules are compiled when they are first loaded, since compiling all takes half a minute.
    quick = [*VENV.glob("lib/python*/site-packages/ruamel"), *ROOT.glob("rasa_project")]
    steps.run("起動を速くしています", [VENV / "bin" / "python", "-m", "compileall", "-q", *quick])
    RECORD.write_text("\n".join(wanted(python)) + "\n")


def compile_locks(uv: str, python: Python, steps: Steps, upgrade: bool) -> None:
    """Write the locks; no registry's address goes into them, so every site can use its own."""
    shared = [uv, "pip", "compile", "--generate-hashes", "--no-emit-index-url"]
    shared += ["--prerelease", "explicit", "--custom-compile-command", "make lock"]
    shared += ["--python", python.path] + ["--upgrade"] * upgrade
    bot = ["--override", "overrides.txt", "--python-platform", "x86_64-manylinux_2_28"]
    bot += ["requirements.in", "--output-file", LOCK.name]
    own = ["requirements-tools.in", "--output-file", "requirements-tools.lock"]
    matrix = ["tests/synapse.in", "--output-file", "tests/synapse.lock"]
    for words in (bot, own, matrix):
        steps.run(f"{words[-1]} を作っています", [*shared, *words])


if __name__ == "__main__":
    sys.exit(main())
