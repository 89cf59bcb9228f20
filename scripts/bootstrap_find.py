"""Finding a Python 3.10 and a uv by running them: a name on PATH proves nothing (pyenv's shims
answer to python3.10 and exit 127 where no version is chosen).

Standard library only and Python 3.7: this runs before there is an environment.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

from bootstrap_report import (
    BAD_HASH,
    NO_DISK,
    NO_INSTALLER,
    NO_NETWORK,
    NO_PYTHON,
    SetupError,
    Steps,
)

# The modules are those a self-built Python lacks when a library was missing at its build.
PROBE = """\
import ctypes, os, sqlite3, ssl, sys, zlib
assert sys.version_info[:2] == (3, 10)
print("%d.%d.%d" % sys.version_info[:3])
print(os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable))
"""
PROBE_SECONDS = 20


class Python(NamedTuple):
    """A Python 3.10 that ran: its version and the real path behind shims and links."""

    version: str
    path: str


def output_of(command: list[str], env: dict[str, str]) -> str | None:
    """What `command` prints, or None if it fails, hangs or is not there."""
    try:
        done = subprocess.run(
            command,
            check=False,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PROBE_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def probe(candidate: str, env: dict[str, str]) -> Python | None:
    """The Python behind `candidate` if it really is a complete 3.10."""
    lines = (output_of([candidate, "-I", "-c", PROBE], env) or "").split("\n")
    return Python(lines[0], lines[1]) if len(lines) > 2 else None


def find_python(root: Path, env: dict[str, str]) -> Python | None:
    """The first Python 3.10 that runs. SetupError if $PYTHON310 names one that does not."""
    named = env.get("PYTHON310")
    if named:
        found = probe(named, env)
        if found is None:
            raise SetupError(f"環境変数 PYTHON310 の {named} は Python 3.10 として動きません。")
        return found
    found_all = (probe(candidate, env) for candidate in candidates(root, env))
    return next((found for found in found_all if found), None)


def candidates(root: Path, env: dict[str, str]) -> Iterator[str]:
    """Where a Python 3.10 may be, likeliest first."""
    # The environment's own comes first, or a changed PATH would make us build it again.
    yield str(root / ".venv" / "bin" / "python")
    on_path = shutil.which("python3.10", path=env.get("PATH", ""))
    if on_path:
        yield on_path
    home = Path(env.get("HOME") or os.path.expanduser("~"))
    data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
    yield from newest_first(home / ".pyenv" / "versions", "3.10.*")
    if env.get("PYENV_ROOT"):
        yield from newest_first(Path(env["PYENV_ROOT"]) / "versions", "3.10.*")
    uv_pythons = Path(env.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    for folder in (uv_pythons, root / ".tools" / "python"):
        yield from newest_first(folder, "cpython-3.10.*")


def newest_first(folder: Path, pattern: str) -> list[str]:
    """The interpreters of the versions kept in `folder`."""
    found = sorted(folder.glob(pattern), key=lambda path: version_of(path.name), reverse=True)
    return [str(path / "bin" / "python3.10") for path in found]


def version_of(text: str) -> tuple[int, ...]:
    """The first dotted number in `text`; empty if there is none."""
    match = re.search(r"\d+(\.\d+)+", text)
    return tuple(int(part) for part in match.group().split(".")) if match else ()


def download_python(root: Path, uv: str, steps: Steps) -> Python:
    """Let uv fetch a Python 3.10 into .tools; SetupError saying what to install if it cannot."""
    folder = root / ".tools" / "python"
    command = [uv, "python", "install", "--no-bin", "--install-dir", folder, "3.10"]
    allowed = {"UV_PYTHON_DOWNLOADS": "manual", "UV_HTTP_TIMEOUT": "20"}
    try:
        steps.run("Python 3.10 を探しています", command, **allowed)
    except SetupError as error:
        raise SetupError(NO_PYTHON) from error
    found = find_python(root, dict(steps.env))
    if found is None:
        raise SetupError(NO_PYTHON)
    return found


def find_uv(root: Path, python: Python | None, steps: Steps) -> str:
    """A uv as new as the pinned one: from PATH, from .tools, or put there now."""
    pinned = version_of((root / "requirements-tools.lock").read_text().split("uv==")[1])
    folder = root / ".tools" / "uv"
    on_path = shutil.which("uv", path=steps.env.get("PATH", ""))
    for uv in (on_path, str(folder / "bin" / "uv")):
        if uv and version_of(output_of([uv, "--version"], dict(steps.env)) or "") >= pinned:
            return uv
    hosts = ([python.path] if python else []) + [sys.executable]
    return install_uv(root, folder, hosts, steps)


def install_uv(root: Path, folder: Path, hosts: list[str], steps: Steps) -> str:
    """Install the pinned uv into `folder` with whichever of `hosts` can.

    `pip --target` is the quick way; a Python without pip may still make an environment that has it.
    """
    problem = SetupError(NO_INSTALLER)
    for host in hosts:
        for through in (through_target, through_environment):
            shutil.rmtree(str(folder), ignore_errors=True)
            try:
                through(host, folder, root / "requirements-tools.lock", steps)
                return str(folder / "bin" / "uv")
            except SetupError as error:
                problem = error
                if error.message in (NO_DISK, NO_NETWORK, BAD_HASH):
                    raise  # another Python would fail in the same way
    raise problem


PIP = ["-m", "pip", "install", "--quiet", "--retries", "2", "--only-binary", ":all:"]
INSTALLING_UV = "uv を入れています"


def through_target(host: str, folder: Path, lock: Path, steps: Steps) -> None:
    """Install `lock` into `folder` with the pip of `host`."""
    words = [*PIP, "--require-hashes", "--requirement", lock, "--target", folder]
    steps.run(INSTALLING_UV, [host, *words])


def through_environment(host: str, folder: Path, lock: Path, steps: Steps) -> None:
    """Make `folder` an environment of `host` with its own pip, and install `lock` there."""
    steps.run(INSTALLING_UV, [host, "-m", "venv", folder])
    words = [*PIP, "--require-hashes", "--requirement", lock]
    steps.run(INSTALLING_UV, [folder / "bin" / "python", *words])
