"""Microsoft on loopback, with keys made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from vendors.loopback import Door, serving
from vendors.teams.microsoft import Microsoft, new_key


@pytest.fixture(scope="session")
def rsa_keys() -> tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]:
    return new_key(), new_key()


@pytest.fixture(scope="session")
def door() -> Iterator[tuple[Door, str]]:
    made = Door()
    with serving(made) as base:
        yield made, base


@pytest.fixture
def microsoft(
    rsa_keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey], door: tuple[Door, str]
) -> Microsoft:
    made = Microsoft({"first": rsa_keys[0]}, base=door[1])
    door[0].inside = made.app()
    return made
