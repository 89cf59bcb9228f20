"""A Matrix homeserver for the tests: Synapse in an environment of its own, on a free port of 127.0.0.1."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from servers import free_ports

PROJECT = Path(__file__).parents[1]
LOCK = Path(__file__).with_name("synapse.lock")
HOME = PROJECT / ".tools" / "synapse"
PYTHON = HOME / "env" / "bin" / "python"
RECORD = HOME / "digest"
"""What the finished environment holds; absent while it is being made."""
SERVER = "kyogi.test"
STARTS_WITHIN = 60.0
"""Seconds; four on a quiet machine."""

# The set-up's own way to uv, which stands in a folder that only its scripts import from.
FIND_UV = """
from bootstrap import ROOT, only_one
from bootstrap_find import find_python, find_uv
from bootstrap_report import Steps, child_environment
env = child_environment()
with only_one(ROOT / "var" / "setup.lock") as lock:
    print(find_uv(ROOT, find_python(ROOT, env), Steps(ROOT, env, lock)))
"""


def environment() -> Path:
    """The Python of the environment, made from the lock unless it is there."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not (RECORD.exists() and RECORD.read_text(encoding="utf-8") == wanted):
        RECORD.unlink(missing_ok=True)
        uv = done([sys.executable, "-c", FIND_UV], PROJECT / "scripts").splitlines()[-1]
        done([uv, "venv", "--clear", "--python", sys.executable, str(HOME / "env")])
        # It starts in a third of the time where its modules are compiled.
        sync = [uv, "pip", "sync", "--compile-bytecode", "--require-hashes"]
        done([*sync, "--python", str(PYTHON), str(LOCK)])
        RECORD.write_text(wanted, encoding="utf-8")
    return PYTHON


def done(command: list[str], folder: Path = PROJECT) -> str:
    """What a command prints; the test fails with what it says where it does not end well."""
    ended = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if ended.returncode:
        pytest.fail(f"Synapse cannot be made ready: {ended.stderr or ended.stdout}", pytrace=False)
    return ended.stdout


@dataclass(frozen=True)
class Synapse:
    """A homeserver that knows one application service."""

    folder: Path
    port: int
    service_port: int
    """Where it looks for the application service."""
    as_token: str = field(default_factory=secrets.token_hex)
    hs_token: str = field(default_factory=secrets.token_hex)
    shared: str = field(default_factory=secrets.token_hex)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        """The settings of a bot that this homeserver knows."""
        return {
            "KYOGI_MATRIX_HOMESERVER": self.address,
            "KYOGI_MATRIX_SERVER_NAME": SERVER,
            "KYOGI_MATRIX_AS_TOKEN": self.as_token,
            "KYOGI_MATRIX_HS_TOKEN": self.hs_token,
        }

    def write(self) -> Path:
        """The configuration (JSON is YAML, too) with the service's registration."""
        often = {"per_second": 1000, "burst_count": 1000}
        config = {
            "server_name": SERVER,
            "listeners": [self.listener()],
            "database": {"name": "sqlite3", "args": {"database": str(self.folder / "db")}},
            "media_store_path": str(self.folder / "media"),
            "signing_key": f"ed25519 a_test {base64.b64encode(secrets.token_bytes(32)).decode()[:-1]}",
            "pid_file": str(self.folder / "pid"),
            "registration_shared_secret": self.shared,
            "macaroon_secret_key": secrets.token_hex(),
            "form_secret": secrets.token_hex(),
            "report_stats": False,
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "rc_message": often,  # the tests type faster than people
            "app_service_config_files": [str(self.written("service.yaml", self.service()))],
        }
        return self.written("homeserver.yaml", config)

    def listener(self) -> dict[str, Any]:
        """Where people's programs, and the bot, reach it."""
        client = {"names": ["client"]}
        here = {"port": self.port, "bind_addresses": ["127.0.0.1"]}
        return {**here, "type": "http", "resources": [client]}

    def service(self) -> dict[str, Any]:
        """The registration, as docs/ja/setchi.md has it."""
        users = [{"exclusive": True, "regex": f"@kyogi:{SERVER}"}]
        return {
            "id": "kyogi-navi",
            "url": f"http://127.0.0.1:{self.service_port}",
            "as_token": self.as_token,
            "hs_token": self.hs_token,
            "sender_localpart": "kyogi",
            "rate_limited": False,
            "namespaces": {"users": users, "rooms": [], "aliases": []},
        }

    def written(self, name: str, content: dict[str, Any]) -> Path:
        path = self.folder / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def token(self, name: str) -> str:
        """A new person's access token."""
        path = f"{self.address}/_synapse/admin/v1/register"
        nonce = httpx.get(path).json()["nonce"]
        password = secrets.token_hex()
        signed = "\0".join([nonce, name, password, "notadmin"]).encode()
        body = {"nonce": nonce, "username": name, "password": password, "admin": False}
        body["mac"] = hmac.new(self.shared.encode(), signed, hashlib.sha1).hexdigest()
        answer = httpx.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


@contextlib.contextmanager
def running(server: Synapse, log: Path) -> Iterator[None]:
    """A started homeserver, stopped by its own process id."""
    command = [str(environment()), "-m", "synapse.app.homeserver", "-c", str(server.write())]
    with (
        log.open("wb") as said,
        subprocess.Popen(command, cwd=server.folder, stdout=said, stderr=said) as process,
    ):
        try:
            wait(server, process, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                process.kill()


def wait(server: Synapse, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers."""
    until = time.monotonic() + STARTS_WITHIN
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{server.address}/health").status_code == 200:
                return
        late = time.monotonic() > until or process.poll() is not None
        assert not late, f"Synapse did not start: {log.read_text(errors='replace')[-2000:]}"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def synapse() -> Iterator[Synapse]:
    """One homeserver for the session."""
    folder = Path(tempfile.mkdtemp(prefix="kyogi-synapse-"))
    port, service_port = free_ports(2)
    server = Synapse(folder, port, service_port)
    try:
        with running(server, folder / "log"):
            yield server
    finally:
        shutil.rmtree(folder)
