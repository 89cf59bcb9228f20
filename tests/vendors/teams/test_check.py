"""What is refused whoever signed it: other tenants, other addresses, and what makes no sense."""

from __future__ import annotations

from typing import Any

import pytest
from vendors.teams.asked import received, status
from vendors.teams.microsoft import APP, TENANT, Microsoft

from rasa_project.core.errors import KyogiError
from rasa_project.vendors.base import Environment, Incoming
from rasa_project.vendors.teams import Teams

OTHER = "77777777-8888-7777-6666-555555555555"


@pytest.mark.parametrize(
    "service_url",
    [
        "https://attacker.example/",
        "https://smba.trafficmanager.net.attacker.example/",
        "https://smba.trafficmanager.net@attacker.example/",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "http://smba.trafficmanager.net/",
        "https://[::1",
        "ftp://127.0.0.1/",
    ],
)
def test_replies_go_only_where_microsoft_is(microsoft: Microsoft, service_url: str) -> None:
    activity = microsoft.message(serviceUrl=service_url)
    token = microsoft.signed(serviceurl=service_url)
    assert status(microsoft, microsoft.request(activity, token)) == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"conversation": {"id": "a:1", "tenantId": OTHER}},
        {"conversation": {"id": "a:1"}, "channelData": {}},
        {"channelData": {"tenant": {"id": OTHER}}},
        {"channelData": {"tenant": {"id": ["x"]}}},
        {"channelId": "webchat"},
    ],
    ids=str,
)
def test_other_tenants_and_channels_are_refused(
    microsoft: Microsoft, changed: dict[str, Any]
) -> None:
    assert status(microsoft, microsoft.request(microsoft.message(**changed))) == 403


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"not json", 400),
        (b"[1]", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b" " * (256 * 1024 + 1), 413),
        (b"{}", 400),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_body_that_makes_no_sense_is_refused(
    microsoft: Microsoft, body: bytes, expected: int
) -> None:
    assert status(microsoft, microsoft.request(body)) == expected


@pytest.mark.parametrize(
    "changed",
    [
        {"id": None},
        {"id": "\x00"},
        {"id": "x" * 300},
        {"conversation": {"id": "\ud800", "tenantId": TENANT}},
        {"from": None},
        {"from": {"id": 7}},
        {"from": {"id": "29:1", "aadObjectId": ["x"]}},
        {"recipient": None},
        {"value": {"choice": 5}},
        {"value": {"choice": "x" * 5000}},
        {"value": {"choice": "a\x00b"}},
    ],
    ids=lambda value: str(value)[:40].encode("ascii", "replace").decode(),
)
def test_an_activity_that_makes_no_sense_is_refused(
    microsoft: Microsoft, changed: dict[str, Any]
) -> None:
    assert status(microsoft, microsoft.request(microsoft.message(**changed))) == 400


def test_only_posts_to_its_own_address_are_for_the_bot(microsoft: Microsoft) -> None:
    right = microsoft.request(microsoft.message())
    elsewhere = Incoming("POST", "more", {}, right.headers, right.body)
    fetched = Incoming("GET", "", {}, right.headers, right.body)
    assert [one.status for one in received(microsoft, elsewhere, fetched)] == [404, 405]


VALUES = {
    "KYOGI_TEAMS_APP_ID": APP.upper(),
    "KYOGI_TEAMS_TENANT_ID": TENANT,
    "KYOGI_TEAMS_SECRET": "hush",
}


def test_settings_come_from_the_environment() -> None:
    settings = Teams.from_environment(Environment("KYOGI_TEAMS_", VALUES)).settings
    assert (settings.app, settings.tenant) == (APP, TENANT)
    assert settings.token_address == f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
    assert settings.admits("https://smba.trafficmanager.net/jp/") and "hush" not in repr(settings)
    assert not settings.admits("http://127.0.0.1:80/")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("APP_ID", "kyogi"), ("TENANT_ID", ""), ("SECRET", ""), ("LOGIN", "http://a")],
)
def test_a_wrong_setting_is_named(name: str, wrong: str) -> None:
    changed = {**VALUES, f"KYOGI_TEAMS_{name}": wrong}
    with pytest.raises(KyogiError, match=f"KYOGI_TEAMS_{name}"):
        Teams.from_environment(Environment("KYOGI_TEAMS_", changed))
