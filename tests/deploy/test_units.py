"""The systemd units: systemd itself finds no fault, and what they start is there and starts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from servers import environment, free_ports, listens

from rasa_project.settings import PROJECT

UNITS = PROJECT / "deploy" / "systemd"
EXAMPLE = PROJECT / "deploy" / "kyogi.env.example"
COMMON = UNITS / "kyogi-.service.d" / "common.conf"
SERVICES = sorted(UNITS.glob("*.service"))
LONG_RUNNING = [path for path in SERVICES if path.name != "kyogi-backup.service"]
INSTALLED = "/opt/kyogi/current"
EXPOSURE = 20
"""What `systemd-analyze security` may find at most, out of 100; an ordinary service has over 90."""

every_service = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)


def lines(path: Path) -> list[tuple[str, str]]:
    """name, value; a name may come several times."""
    found = re.findall(r"^([A-Za-z]+)=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [(str(name), str(value)) for name, value in found]


def all_of(path: Path, name: str) -> list[str]:
    """The values of a setting, the common ones last, as systemd reads them."""
    return [value for one, value in [*lines(path), *lines(COMMON)] if one == name]


def variables(path: Path) -> dict[str, str]:
    """What a unit puts into the environment itself."""
    return dict(value.split("=", 1) for value in all_of(path, "Environment"))


@pytest.fixture
def analyze() -> str:
    """systemd's own checker."""
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not on this machine")
    return found


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """The units as on a machine where the product is installed: their programs are there."""
    shutil.copytree(UNITS, tmp_path / "units")
    for path in (tmp_path / "units").rglob("*.*"):
        if path.is_file():
            path.write_text(path.read_text(encoding="utf-8").replace(INSTALLED, str(PROJECT)))
    return tmp_path / "units"


@pytest.mark.parametrize(
    "unit",
    ["kyogi-bot@5005.service", "kyogi-actions@5055.service", "kyogi-desk.service", "kyogi.target",
     "kyogi-backup.service", "kyogi-backup.timer"],
)  # fmt: skip
def test_systemd_finds_no_fault(analyze: str, placed: Path, unit: str) -> None:
    words = [analyze, "verify", "--man=no", "--recursive-errors=no", str(placed / unit)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@every_service
def test_a_service_can_do_little_besides_its_work(analyze: str, path: Path) -> None:
    words = [analyze, "security", "--offline=yes", f"--threshold={EXPOSURE}", str(path)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


@every_service
def test_what_protects_is_said_of_every_service(path: Path) -> None:
    """For machines without systemd's checker, and by name."""
    said = dict([*lines(path), *lines(COMMON)])
    assert said["User"] == "kyogi"
    assert said["ProtectSystem"] == "strict"
    assert {said[name] for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome")} == {"yes"}
    assert re.fullmatch(r"\d+M", said["MemoryMax"])
    assert said["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("path", LONG_RUNNING, ids=lambda path: path.name)
def test_a_process_that_ends_comes_back_and_one_that_stops_may_finish(path: Path) -> None:
    said = dict(lines(path))
    assert said["Restart"] == "always"
    assert int(said["StartLimitBurst"]) * int(said["RestartSec"]) < int(
        said["StartLimitIntervalSec"]
    )
    assert int(said["TimeoutStopSec"]) >= 20
    assert said["WantedBy"] == said["PartOf"] == "kyogi.target"


@every_service
def test_what_is_started_exists(path: Path) -> None:
    (command,) = all_of(path, "ExecStart")
    program, *words = command.split()
    assert program.startswith(f"{INSTALLED}/.venv/bin/")
    if words[0] == "-m":
        assert find_spec(words[1]), words[1]


@every_service
def test_the_common_settings_cannot_undo_what_a_unit_says(path: Path) -> None:
    """What a file sets counts more than Environment=, so neither may say what the other says."""
    own = set(variables(path))
    in_file = set(re.findall(r"^#?(\w+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    assert not own & in_file
    assert not {name for name, _ in lines(path)} & {name for name, _ in lines(COMMON)} - {
        "Environment", "After", "Wants",
    }  # fmt: skip


@every_service
def test_secrets_come_as_credentials_and_never_in_a_variable(path: Path) -> None:
    loaded = dict(value.split(":", 1) for value in all_of(path, "LoadCredential"))
    named = {name: value for name, value in variables(path).items() if "SECRET" in name}
    assert all(name.endswith("_FILE") for name in named)
    assert {value.removeprefix("%d/") for value in named.values()} == set(loaded)
    assert "PASSWORD" not in path.read_text(encoding="utf-8").upper()


def test_the_example_holds_no_secret() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert not re.search(r"://[^/\s]*:[^/\s@]*@", text)
    assert not re.search(r"(SECRET|TOKEN|PASSWORD)\w*=\S", text)


@contextmanager
def started(path: Path, folder: Path, instance: int, ports: list[int]) -> Iterator[None]:
    """The unit's own command with the unit's own variables, as systemd would put them in."""
    (folder / "secret").write_text("a-secret-for-this-test", encoding="ascii")
    (folder / "action-secret").write_text("another-secret-for-this-test", encoding="ascii")
    own = {
        name: value.replace("%d", str(folder)).replace("%i", str(instance))
        for name, value in variables(path).items()
    }
    common = environment(folder, *ports)
    command = all_of(path, "ExecStart")[0].replace("%i", str(instance)).split()
    command[0] = sys.executable
    variables_of_unit = {**common, **own, "KYOGI_VAR": str(folder)}
    with subprocess.Popen(command, cwd=PROJECT, env=variables_of_unit) as process:
        try:
            yield
            assert process.poll() is None
        finally:
            process.terminate()
    assert process.returncode in (0, -15)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kyogi-actions@", "kyogi-desk"])
def test_the_command_of_a_unit_serves_on_its_port_and_ends_when_asked(
    name: str, tmp_path: Path
) -> None:
    ports = free_ports(3)
    port = ports[2] if name == "kyogi-desk" else ports[1]
    path = UNITS / f"{name}.service"
    with started(path, tmp_path, port, ports):
        until = time.monotonic() + 60
        while not listens(port):
            assert time.monotonic() < until
            time.sleep(0.1)
    assert not listens(port)
    assert os.listdir(tmp_path)
