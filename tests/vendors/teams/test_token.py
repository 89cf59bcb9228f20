"""Whose token is believed: Microsoft's, for this bot, and nobody else's."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from vendors.teams.asked import received, status
from vendors.teams.microsoft import Microsoft

from rasa_project.vendors.base import Incoming, Received
from rasa_project.vendors.teams import Teams

OTHER = "77777777-8888-7777-6666-555555555555"


def test_a_request_of_microsoft_is_believed_and_its_keys_fetched_once(microsoft: Microsoft) -> None:
    request = microsoft.request(microsoft.message())
    found = received(microsoft, request, request)
    assert [len(one.arrived) for one in found if isinstance(one, Received)] == [1, 1]
    assert microsoft.keys_fetched == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": OTHER},
        {"aud": None},
        {"iss": "https://sts.windows.net/x/"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"serviceurl": "https://smba.trafficmanager.net/emea/"},
        {"serviceurl": None},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(
    microsoft: Microsoft, claims: dict[str, Any]
) -> None:
    token = microsoft.signed(**claims)
    assert status(microsoft, microsoft.request(microsoft.message(), token)) == 401


def test_clocks_may_differ_by_some_minutes(microsoft: Microsoft) -> None:
    token = microsoft.signed(exp=int(time.time()) - 200)
    assert status(microsoft, microsoft.request(microsoft.message(), token)) == 200


def test_nobody_signs_in_microsofts_stead(
    microsoft: Microsoft, rsa_keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]
) -> None:
    right = microsoft.signed()
    claims = jwt.decode(right, options={"verify_signature": False})
    public = microsoft.public("first")["n"]
    forged = [
        jwt.encode(claims, rsa_keys[1], "RS256", {"kid": "first"}),
        jwt.encode(claims, "", "none", {"kid": "first"}),
        jwt.encode(claims, public, "HS256", {"kid": "first"}),
        jwt.encode(claims, rsa_keys[0], "RS512", {"kid": "first"}),
        right.rpartition(".")[0] + ".AAAA",
        ".".join([right.split(".")[0], base64.urlsafe_b64encode(b"[]").decode(), "AAAA"]),
        "no-token",
        "x" * 20_000,
    ]
    requests = [microsoft.request(microsoft.message(), token) for token in forged]
    requests.append(Incoming("POST", "", {}, {}, b"{}"))
    assert [one.status for one in received(microsoft, *requests)] == [401] * len(requests)


def test_an_unknown_key_is_looked_for_once(
    microsoft: Microsoft, rsa_keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]
) -> None:
    known = microsoft.request(microsoft.message())
    claims = jwt.decode(microsoft.signed(), options={"verify_signature": False})
    unknown = [
        microsoft.request(
            microsoft.message(), jwt.encode(claims, rsa_keys[1], "RS256", {"kid": str(number)})
        )
        for number in range(20)
    ]
    found = received(microsoft, *unknown, known)
    assert [one.status for one in found] == [401] * 20 + [200]
    assert microsoft.keys_fetched == 1


def test_a_new_key_of_microsoft_is_believed(
    microsoft: Microsoft,
    rsa_keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rasa_project.vendors.teams.keys.AGAIN", 0.0)

    async def turned() -> list[int]:
        teams = Teams(microsoft.settings())
        before = await teams.receive(microsoft.request(microsoft.message()))
        microsoft.keys = {"second": rsa_keys[1]}
        request = microsoft.request(microsoft.message(), microsoft.signed("second"))
        after = await teams.receive(request)
        await teams.close()
        return [before.status, after.status]

    assert asyncio.run(turned()) == [200, 200]


def test_without_microsofts_keys_nobody_is_believed_and_microsoft_may_try_again(
    microsoft: Microsoft,
) -> None:
    microsoft.out_of_order = True
    assert status(microsoft, microsoft.request(microsoft.message())) == 503


def test_a_key_that_may_not_speak_for_teams_is_refused(microsoft: Microsoft) -> None:
    microsoft.endorsements = ["webchat"]
    assert status(microsoft, microsoft.request(microsoft.message())) == 403
