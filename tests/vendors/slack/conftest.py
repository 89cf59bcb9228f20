"""One stand-in of Slack a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from vendors.slack.stand_in import StandIn, standing_in


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with standing_in() as stand_in:
        yield stand_in
