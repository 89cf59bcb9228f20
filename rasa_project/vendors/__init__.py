"""The city's messaging services: what they send us, and how our replies look there.

Each knows one vendor's payloads, signatures and limits, and nothing of Rasa, the web server or the store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..core.errors import KyogiError
from .base import Environment, Vendor


def slack(environment: Environment) -> Vendor:
    """Slack."""
    from .slack import Slack

    return Slack.from_environment(environment)


def teams(environment: Environment) -> Vendor:
    """Microsoft Teams."""
    from .teams import Teams

    return Teams.from_environment(environment)


def mattermost(environment: Environment) -> Vendor:
    """Mattermost."""
    from .mattermost import Mattermost

    return Mattermost.from_environment(environment)


def matrix(environment: Environment) -> Vendor:
    """Matrix."""
    from .matrix import from_environment

    return from_environment(environment)


KNOWN: dict[str, Callable[[Environment], Vendor]] = {
    "teams": teams,
    "slack": slack,
    "mattermost": mattermost,
    "matrix": matrix,
}
"""Setting's word -> how it is built; each imports its libraries only then."""


def vendors_of(names: Sequence[str]) -> dict[str, Vendor]:
    """The vendors that the settings name. Raises KyogiError for one that is unknown or not set up."""
    for name in names:
        if name not in KNOWN:
            known = "、".join(KNOWN)
            raise KyogiError(f"KYOGI_CHANNELS の「{name}」はありません。使えるのは {known} です。")
    return {name: KNOWN[name](Environment(f"KYOGI_{name.upper()}_")) for name in names}
