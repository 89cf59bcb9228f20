"""Set-up as a person meets it: scripts/bootstrap.py run in a copy of the checkout.

uv and the Pythons are small programs written here, so that a run takes a fraction of a second and
needs no network. The recorded outputs are those of uv 0.13.9 and pip 23.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
COPIED = ("scripts", "requirements.lock", "requirements-tools.lock", "pyproject.toml")

# Plays `uv`: notes each call, makes what the real one makes, fails where the test says so.
FAKE_UV = """\
#!{python} -IS
import os, pathlib, sys, time
words = sys.argv[1:]
if words == ["--version"]:
    print("uv 99.0.0")
    sys.exit()
with open(os.environ["FAKE_UV_CALLS"], "a") as calls:
    print(*words, file=calls)
command = " ".join(words[:2])
if os.environ.get("FAKE_UV_FAILS") == command:
    print(pathlib.Path(os.environ["FAKE_UV_SAYS"]).read_text(), file=sys.stderr)
    sys.exit(2)
if os.environ.get("FAKE_UV_HANGS") == command:
    pathlib.Path(os.environ["FAKE_UV_CALLS"] + ".hanging").touch()
    time.sleep(30)
if words[0] == "venv":
    made = pathlib.Path(words[-1]) / "bin"
    made.mkdir(parents=True, exist_ok=True)
    # It compiles, and is no Python to find: what is looked for lies elsewhere in these tests.
    (made / "python").write_text('#!/bin/sh\\n[ "$2" = compileall ] || exit 127\\n')
    (made / "python").chmod(0o755)
"""

NO_SPACE = """\
Resolved 190 packages in 2.40s
error: Failed to install: multidict-5.2.0-cp310-cp310-manylinux_2_17_x86_64.whl (multidict==5.2.0)
  cause: failed to copy file from .cache/uv/archive-v0/x to .venv/x: No space left on device \
(os error 28)
"""
NO_NETWORK = """\
Using Python 3.10.13 environment at: .venv
error: Request failed after 3 retries in 3.7s
  cause: Failed to fetch: `https://registry.invalid/simple/pycparser/`
  cause: error sending request for url (https://registry.invalid/simple/pycparser/)
  cause: client error (Connect)
  cause: dns error
  cause: failed to lookup address information: Temporary failure in name resolution
"""
PIP_NO_NETWORK = """\
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after \
connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object>: \
Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')'
ERROR: Could not find a version that satisfies the requirement uv==0.13.9 (from versions: none)
"""
BAD_HASH = """\
error: Failed to download `six==1.17.0`
  cause: Hash mismatch for `six==1.17.0`
"""
READ_ONLY = "error: failed to create directory `.venv/lib`: Read-only file system (os error 30)"


@dataclass
class Machine:
    """A checkout on a machine that has only what a test puts there."""

    root: Path
    bin: Path
    home: Path
    env: dict[str, str] = field(default_factory=dict)

    def program(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def uv(self) -> Path:
        return self.program(self.bin / "uv", FAKE_UV.format(python=sys.executable))

    def python(self, path: Path, version: str = "3.10.13") -> Path:
        """A program that answers the probe like a Python 3.10 would."""
        return self.program(path, f'#!/bin/sh\necho {version}\necho "{path}"\n')

    def start(self, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-S", str(self.root / "scripts" / "bootstrap.py")],
            env=self.env | extra,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def set_up(self, **extra: str) -> tuple[int, str, str]:
        """Run set-up to its end: exit status, stdout, stderr."""
        process = self.start(**extra)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def fails(self, command: str, output: str) -> str:
        """What set-up says where uv's `command` fails with `output`."""
        recorded = self.root / "recorded"
        recorded.write_text(output)
        status, _, err = self.set_up(FAKE_UV_FAILS=command, FAKE_UV_SAYS=str(recorded))
        assert status == 1
        return err

    @property
    def calls(self) -> list[str]:
        """The words of each call of uv so far."""
        calls = Path(self.env["FAKE_UV_CALLS"])
        return calls.read_text().splitlines() if calls.exists() else []

    def syncs(self) -> int:
        return sum(call.startswith("pip sync") for call in self.calls)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with the checkout and nothing else on PATH."""
    root, bin_, home = (tmp_path / name for name in ("checkout", "bin", "home"))
    for folder in (root, bin_, home):
        folder.mkdir()
    for name in COPIED:
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copy(PROJECT / name, root / name)
    env = {"PATH": str(bin_), "HOME": str(home), "LC_ALL": "C.UTF-8"}
    return Machine(root, bin_, home, env | {"FAKE_UV_CALLS": str(tmp_path / "calls")})


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """A machine with uv and Python 3.10."""
    machine.uv()
    machine.python(machine.bin / "python3.10")
    return machine


def one_sentence(text: str) -> bool:
    """One line ending in a full stop, apart from the remark where to look; no traceback."""
    return text.count("\n") == 1 and text.strip().split("(止まった所")[0].endswith("。")


def test_environment_is_made_from_the_lock_with_hashes(ready: Machine) -> None:
    status, _, err = ready.set_up()
    assert (status, err) == (0, "")
    venv, sync, own = ready.calls
    assert venv.startswith("venv --clear --python") and venv.endswith("/checkout/.venv")
    assert "--require-hashes" in sync and sync.endswith("/checkout/requirements.lock")
    assert "--no-deps --no-build-isolation --editable" in own


def test_packages_built_from_source_are_held_to_the_lock(ready: Machine) -> None:
    ready.set_up()
    assert f"--build-constraints {ready.root / 'requirements.lock'}" in ready.calls[1]


def test_second_run_does_nothing(ready: Machine) -> None:
    ready.set_up()
    before = ready.calls
    status, out, err = ready.set_up()
    assert (status, out, err, ready.calls) == (0, "", "", before)


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_changed_input_updates_without_starting_over(ready: Machine, changed: str) -> None:
    ready.set_up()
    with (ready.root / changed).open("a") as handle:
        handle.write("# changed\n")
    ready.set_up()
    assert [call.split()[0] for call in ready.calls] == ["venv", "pip", "pip", "pip", "pip"]


def test_another_python_makes_the_environment_anew(ready: Machine) -> None:
    ready.set_up()
    other = ready.python(ready.home / "other" / "python", version="3.10.14")
    ready.set_up(PYTHON310=str(other))
    assert str(other) in ready.calls[3] and ready.calls[3].startswith("venv --clear")


def test_moved_checkout_is_made_anew(ready: Machine) -> None:
    """The scripts in .venv/bin hold its absolute path."""
    ready.set_up()
    ready.root = ready.root.rename(ready.root.parent / "moved")
    ready.set_up()
    assert [call.split()[0] for call in ready.calls].count("venv") == 2


def test_shim_that_does_not_run_is_skipped(ready: Machine) -> None:
    ready.program(ready.bin / "python3.10", "#!/bin/sh\necho 'pyenv: not found' >&2\nexit 127\n")
    real = ready.python(ready.home / ".pyenv" / "versions" / "3.10.13" / "bin" / "python3.10")
    assert ready.set_up()[0] == 0
    assert str(real) in ready.calls[0]


def test_python_of_another_version_is_skipped(ready: Machine) -> None:
    """Whatever its name says: here a real Python claims to be 3.9 to the probe it runs."""
    claim = "import sys; sys.version_info = (3, 9, 0); exec(sys.argv[1])"
    script = f"#!/bin/sh\nexec {sys.executable} -I -c '{claim}' \"$3\"\n"
    ready.program(ready.bin / "python3.10", script)
    real = ready.python(ready.home / "uv" / "python" / "cpython-3.10.9-x" / "bin" / "python3.10")
    status, _, _ = ready.set_up(XDG_DATA_HOME=str(ready.home))
    assert status == 0 and str(real) in ready.calls[0]


def test_links_and_environments_are_followed_to_the_real_python(ready: Machine) -> None:
    """Or activating .venv, which puts its python3.10 first, would look like another Python."""
    ready.set_up(PYTHON310=sys.executable)
    assert os.path.realpath(Path(sys.base_prefix) / "bin" / "python3.10") in ready.calls[0]


def test_newest_patch_version_of_pyenv_is_taken(ready: Machine) -> None:
    (ready.bin / "python3.10").unlink()
    versions = ready.home / "pyenv" / "versions"
    for version in ("3.10.4", "3.10.13", "3.10.9"):
        ready.python(versions / version / "bin" / "python3.10", version)
    ready.set_up(PYENV_ROOT=str(ready.home / "pyenv"))
    assert "3.10.13" in ready.calls[0]


def test_python310_wins(ready: Machine) -> None:
    chosen = ready.python(ready.home / "chosen" / "python")
    ready.set_up(PYTHON310=str(chosen))
    assert str(chosen) in ready.calls[0]


def test_python310_that_does_not_run_is_said(ready: Machine) -> None:
    status, _, err = ready.set_up(PYTHON310="/nowhere/python")
    assert status == 1 and one_sentence(err)
    assert "PYTHON310" in err and "/nowhere/python" in err
    assert ready.calls == []


def test_no_python_says_what_to_install_in_both_languages(machine: Machine) -> None:
    machine.uv()
    err = machine.fails("python install", NO_NETWORK)
    japanese, english = err.splitlines()
    assert "Python 3.10 が見つかりません" in japanese and "pyenv install 3.10" in japanese
    assert "Python 3.10 was not found" in english and "PYTHON310" in english


@pytest.mark.slow
def test_no_python_and_no_uv_says_the_same(machine: Machine) -> None:
    """Nothing about uv, which the reader can do without knowing."""
    status, _, err = machine.set_up(PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert status == 1
    assert "Python 3.10 が見つかりません" in err and "Traceback" not in err


def test_old_uv_on_path_is_not_used(ready: Machine) -> None:
    ready.program(ready.bin / "uv", "#!/bin/sh\necho 'uv 0.1.0'\n[ \"$1\" = --version ]\n")
    newer = ready.root / ".tools" / "uv" / "bin" / "uv"
    ready.program(newer, FAKE_UV.format(python=sys.executable))
    assert ready.set_up()[0] == 0
    assert ready.syncs() == 1


@pytest.mark.parametrize(
    ("output", "word"),
    [
        (NO_SPACE, "ディスクの空き"),
        (NO_NETWORK, "ネットワーク"),
        (PIP_NO_NETWORK, "ネットワーク"),
        (BAD_HASH, "requirements.lock の記録と一致しない"),
        (READ_ONLY, "権限"),
        ("something nobody foresaw", "失敗しました"),
    ],
)
def test_failure_is_one_sentence(ready: Machine, output: str, word: str) -> None:
    err = ready.fails("pip sync", output)
    assert word in err and one_sentence(err)
    assert "var/log/setup.log" in err
    assert output.splitlines()[-1] in (ready.root / "var" / "log" / "setup.log").read_text()


def test_full_disk_before_the_first_command_is_said_too(ready: Machine) -> None:
    (ready.root / "var" / "log").mkdir(parents=True)
    (ready.root / "var" / "log" / "setup.log").symlink_to("/dev/full")
    status, _, err = ready.set_up()
    assert status == 1 and "ディスクの空き" in err and one_sentence(err)


def test_failed_run_is_made_good_by_the_next(ready: Machine) -> None:
    ready.fails("pip install", NO_SPACE)
    assert ready.set_up()[0] == 0
    assert [call.split()[0] for call in ready.calls].count("venv") == 2


def hanging(machine: Machine, command: str) -> subprocess.Popen[str]:
    """A set-up that has come as far as uv's `command` and stays there."""
    process = machine.start(FAKE_UV_HANGS=command)
    flag = Path(machine.env["FAKE_UV_CALLS"] + ".hanging")
    until = time.monotonic() + 30
    while not flag.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert flag.exists()
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_is_made_good_by_the_next(ready: Machine, number: signal.Signals) -> None:
    process = hanging(ready, "pip sync")
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "中断しました" in err and "Traceback" not in err
    assert ready.set_up()[0] == 0
    assert [call.split()[0] for call in ready.calls] == ["venv", "pip", "venv", "pip", "pip"]


@pytest.fixture
def held_lock(ready: Machine) -> Iterator[int]:
    """The set-up lock, held as by another terminal."""
    path = ready.root / "var" / "setup.lock"
    path.parent.mkdir()
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def test_second_set_up_waits_for_the_first(ready: Machine, held_lock: int) -> None:
    process = ready.start()
    assert process.stdout is not None
    assert "終わるのを待っています" in process.stdout.readline()
    assert ready.calls == []
    fcntl.flock(held_lock, fcntl.LOCK_UN)
    process.communicate(timeout=20)
    assert process.returncode == 0 and ready.syncs() == 1


@pytest.mark.slow
def test_step_over_two_seconds_says_so(ready: Machine) -> None:
    process = hanging(ready, "pip sync")
    assert process.stdout is not None
    assert "パッケージを入れています" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert re.search(r"パッケージを入れています.*: \d+ 秒", out)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RASA_TELEMETRY_ENABLED", "false"),
        ("SQLALCHEMY_SILENCE_UBER_WARNING", "1"),
        ("UV_PYTHON_DOWNLOADS", "never"),
        ("PYTHONPATH", None),
    ],
)
def test_environment_of_the_commands(ready: Machine, name: str, value: str | None) -> None:
    seen = ready.root / "seen"
    ready.program(
        ready.bin / "uv",
        textwrap.dedent(f"""\
            #!{sys.executable}
            import os, pathlib, sys
            print("uv 99.0.0")
            if "sync" in sys.argv:
                pathlib.Path({str(seen)!r}).write_text(repr(os.environ.get({name!r})))
            if sys.argv[1] == "venv":
                os.makedirs(sys.argv[-1])
            """),
    )
    ready.set_up(PYTHONPATH="/elsewhere")
    assert seen.read_text() == repr(value)


ONLY_EARLY = {"opentelemetry-semantic-conventions"}
"""Packages that have never had another kind of version; requirements.in asks for them by name."""


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-tools.lock"])
class TestLock:
    """What the locks promise."""

    def requirements(self, lock: str) -> list[str]:
        lines = (PROJECT / lock).read_text().replace("\\\n", " ").splitlines()
        return [line for line in lines if line and not line.lstrip().startswith("#")]

    def test_every_requirement_has_a_version_and_a_hash(self, lock: str) -> None:
        for requirement in self.requirements(lock):
            assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", requirement)

    def test_no_address_and_no_path(self, lock: str) -> None:
        text = (PROJECT / lock).read_text()
        assert not re.search(r"://|--(extra-)?index|--find-links|/(home|root|tmp|work|opt)/", text)

    def test_no_version_before_its_release(self, lock: str) -> None:
        versions = [requirement.split()[0] for requirement in self.requirements(lock)]
        early = [v for v in versions if re.search(r"==[\d.]+\.?(a|b|rc|dev)\d*$", v)]
        assert {name.partition("==")[0] for name in early} <= ONLY_EARLY


def test_no_package_that_was_left_out_came_back() -> None:
    left_out = re.findall(r"^([a-z-]+) ; sys", (PROJECT / "overrides.txt").read_text(), re.M)
    locked = re.findall(r"^([a-z0-9-]+)==", (PROJECT / "requirements.lock").read_text(), re.M)
    assert len(left_out) > 10 and not set(left_out) & set(locked)
