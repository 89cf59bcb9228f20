"""compose.yml and Dockerfile, read by the rules of their formats: there is no container engine to ask."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from rasa_project.settings import PROJECT

DEPLOY = PROJECT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
OURS = "kyogi-navi:0.1.0"
TOP = {"name", "services", "networks", "volumes", "secrets"}
OF_A_SERVICE = {
    "build", "cap_add", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image",
    "init", "logging", "mem_limit", "network_mode", "networks", "ports", "read_only", "restart",
    "secrets", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "user", "volumes",
}  # fmt: skip
"""Of the Compose specification's keys, those that are wanted here."""
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
DURATION = re.compile(r"(\d+(ms|s|m|h))+")
SIZE = re.compile(r"\d+(b|k|m|g)")
NAME = re.compile(r"[a-zA-Z0-9._-]+")
INSTRUCTIONS = {
    "FROM", "RUN", "COPY", "WORKDIR", "ENV", "USER", "CMD",
}  # fmt: skip
"""None of ADD (it fetches and unpacks), ARG (it stays in the history), EXPOSE (only nginx is published)."""


@lru_cache(maxsize=1)
def compose() -> dict[str, Any]:
    """The file with its anchors resolved."""
    text = (DEPLOY / "compose.yml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe", pure=True).load(text))


def services() -> dict[str, dict[str, Any]]:
    """name -> service"""
    return dict(compose()["services"])


every_service = pytest.mark.parametrize("name", services())


def test_the_file_has_the_parts_that_the_specification_knows() -> None:
    assert {key for key in compose() if not key.startswith("x-")} == TOP
    for part in TOP - {"name"}:
        assert all(NAME.fullmatch(name) for name in compose()[part])


@every_service
def test_a_service_says_what_a_service_may_say(name: str) -> None:
    service = services()[name]
    assert set(service) <= OF_A_SERVICE
    assert service["restart"] == "unless-stopped"
    assert SIZE.fullmatch(service["mem_limit"])
    assert DURATION.fullmatch(service.get("stop_grace_period", "10s"))
    health = service.get("healthcheck", {"test": ["CMD"]})
    assert health["test"][0] in ("CMD", "CMD-SHELL")
    assert all(
        DURATION.fullmatch(str(v)) for k, v in health.items() if k not in ("test", "retries")
    )
    # A number or a truth without quotes would reach the process in YAML's spelling.
    assert all(isinstance(value, str) for value in service.get("environment", {}).values())


@every_service
def test_what_a_service_names_is_there(name: str) -> None:
    service = services()[name]
    for other, how in service.get("depends_on", {}).items():
        assert how["condition"] in CONDITIONS
        assert other in services()
        if how["condition"] == "service_healthy":
            assert "healthcheck" in services()[other]
    assert set(service.get("networks", [])) <= set(compose()["networks"])
    assert set(service.get("secrets", [])) <= set(compose()["secrets"])
    for mount in service.get("volumes", []):
        source, target = mount.split(":")[:2]
        assert target.startswith("/")
        of_the_site = source == "./certificates"
        known = (
            (DEPLOY / source).exists() if source.startswith(".") else source in compose()["volumes"]
        )
        assert of_the_site or known, source


def test_everything_that_is_declared_is_used() -> None:
    for part in ("networks", "secrets"):
        assert {name for one in services().values() for name in one.get(part, [])} == set(
            compose()[part]
        )
    mounted = {m.split(":")[0] for one in services().values() for m in one.get("volumes", [])}
    assert {source for source in mounted if not source.startswith(".")} == set(compose()["volumes"])


@every_service
def test_a_service_has_a_network_or_shares_one_and_never_both(name: str) -> None:
    service = services()[name]
    shared = service.get("network_mode")
    assert (shared is None) == ("networks" in service)
    if shared:
        assert shared == "service:net"
        assert "ports" not in service
        assert "net" in service["depends_on"]


def test_only_the_ports_of_nginx_are_published() -> None:
    published = {port for one in services().values() for port in one.get("ports", [])}
    conf = (DEPLOY / "nginx" / "kyogi.conf").read_text(encoding="utf-8")
    listened = set(re.findall(r"^\s*listen (\d+)", conf, re.MULTILINE))
    assert published == {f"{port}:{port}" for port in listened}
    assert [name for name, one in services().items() if "ports" in one] == ["net"]
    assert compose()["networks"]["data"] == {"internal": True}


@every_service
def test_an_image_has_a_version_and_ours_is_the_projects(name: str) -> None:
    image, _, tag = services()[name]["image"].partition(":")
    assert re.match(r"\d", tag), "an image without a version is another one tomorrow"
    assert "/" not in image, "which registry is used is the site's to say"
    assert image != "kyogi-navi" or f"{image}:{tag}" == OURS
    version = re.search(
        r'^version = "(.+)"', (PROJECT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert version and OURS.endswith(f":{version[1]}")


@every_service
def test_what_is_started_exists(name: str) -> None:
    words = services()[name].get("command", [])
    if words[:2] == ["python", "-m"]:
        assert find_spec(words[2]), words[2]
        assert services()[name]["image"] == OURS


@every_service
def test_a_container_can_do_little_besides_its_work(name: str) -> None:
    service = services()[name]
    assert "no-new-privileges:true" in service["security_opt"]
    if name != "postgres":  # it gives its data folder to its user when it starts
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert not {"privileged", "pid", "ipc", "devices"} & set(service)
    assert not any("docker.sock" in mount for mount in service.get("volumes", []))


def test_variables_are_known_and_hold_no_secret() -> None:
    known = variables_of(DEPLOY / "kyogi.env.example", PROJECT / "rasa_project" / "settings.py")
    known |= variables_of(*(DEPLOY / "systemd").rglob("*"))
    for name, service in services().items():
        said = service.get("environment", {})
        ours = {key for key in said if key.startswith("KYOGI_")}
        assert ours <= known, name
        assert all(key.endswith("_FILE") for key in said if re.search("SECRET|PASSWORD|TOKEN", key))
        assert not any(re.search(r"://[^/]*:[^/]*@", value) for value in said.values())


def variables_of(*paths: Path) -> set[str]:
    """The variables that the files name."""
    return {
        name
        for path in paths
        if path.is_file()
        for name in re.findall(r"KYOGI_[A-Z_]+", path.read_text(encoding="utf-8"))
    }


def test_bots_and_action_servers_are_those_that_nginx_and_bots_look_for() -> None:
    conf = (DEPLOY / "nginx" / "kyogi.conf").read_text(encoding="utf-8")
    bots = {name: one for name, one in services().items() if name.startswith("bot-")}
    assert set(re.findall(r"^\s*server 127\.0\.0\.1:(\d+)", conf, re.MULTILINE)) == {
        one["environment"]["KYOGI_PORT"] for one in bots.values()
    }
    actions = {
        one["command"][-1] for name, one in services().items() if name.startswith("actions-")
    }
    for one in bots.values():
        assert set(re.findall(r":(\d+)", one["environment"]["KYOGI_ACTION_URLS"])) == actions


# --- the image ----------------------------------------------------------------------------------
def instructions() -> list[tuple[str, str]]:
    """instruction, its words; a line that ends in a backslash goes on."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    pairs = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(word, rest.strip()) for word, _, rest in pairs]


def test_the_image_is_made_by_few_instructions() -> None:
    assert {word for word, _ in instructions()} == INSTRUCTIONS


def test_the_image_stands_on_a_version_of_the_python_that_is_needed() -> None:
    stages = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert set(stages) == {"python:3.10-slim-bookworm"}


def test_the_image_runs_as_nobody_special_and_starts_without_a_shell() -> None:
    last = dict(instructions())
    assert last["USER"].isdigit()
    assert int(last["USER"]) > 1000
    assert last["CMD"].startswith("[")
    assert find_spec(last["CMD"].split('"')[-2])
    secret_names = re.compile(r"SECRET|PASSWORD|TOKEN")
    assert not [
        rest for word, rest in instructions() if word == "ENV" and secret_names.search(rest)
    ]


def test_packages_are_installed_without_leftovers_and_nothing_is_piped_into_a_shell() -> None:
    for word, rest in instructions():
        if word == "RUN" and "apt-get install" in rest:
            assert "apt-get update &&" in rest
            assert "--no-install-recommends" in rest
            assert "rm -rf /var/lib/apt/lists/*" in rest
        assert not re.search(r"\|\s*(ba)?sh\b|curl|wget", rest)


def test_what_must_not_be_in_the_image_is_not_sent_to_the_builder() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    assert {
        ".git",
        ".venv",
        "var",
        "models",
        ".env",
        "deploy/secrets",
        "deploy/certificates",
    } <= set(ignored)
    sources = [Path(mount["file"]) for mount in compose()["secrets"].values()]
    assert {str(path.parent) for path in sources} == {"secrets"}
