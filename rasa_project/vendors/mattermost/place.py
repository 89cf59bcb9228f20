"""Who talks where: the sender's name, and what a button carries so that nobody else can press it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..base import RefusedRequest
from ..wire import within

DIRECT = "direct"


@dataclass(frozen=True)
class Place:
    """A person, talking with the bot alone (`direct`) or in the thread of a channel's post."""

    user: str
    channel: str = ""
    """"" where the direct channel is still to be looked up."""
    direct: bool = True
    post: str = ""
    """A post of the thread; "" in a direct channel."""

    @property
    def sender(self) -> str:
        """One conversation with the bot alone, wherever it began, and one for each channel."""
        return f"{DIRECT if self.direct else self.channel}:{self.user}"

    def address(self) -> dict[str, Any]:
        """For the conversation; Place(**address) again."""
        return asdict(self)


@dataclass(frozen=True)
class Pressed:
    """What a button carries."""

    user: str
    channel: str
    direct: bool
    choice: str
    shown: str

    def context(self, keys: Sequence[str]) -> dict[str, Any]:
        """With the signature of the first key. Mattermost keeps it from its clients and brings it back."""
        return {**asdict(self), "signature": signature(keys[0], self)}


def pressed(context: object, keys: Sequence[str]) -> Pressed:
    """What a button of ours carries. Raises RefusedRequest for what none of the keys signed."""
    names = ("user", "channel", "choice", "shown")
    values = {name: within(context, name) for name in names}
    direct, signed = within(context, "direct"), within(context, "signature")
    if not all(isinstance(value, str) for value in (*values.values(), signed)):
        raise RefusedRequest("no context of ours", 400)
    found = Pressed(**values, direct=direct is True)
    said = str(signed).encode("utf-8", "replace")
    right = [hmac.compare_digest(signature(key, found).encode(), said) for key in keys]
    if not any(right):
        raise RefusedRequest("a button that nobody of us signed")
    return found


def signature(key: str, carried: Pressed) -> str:
    """What only who has the key can say of a button."""
    said = json.dumps(asdict(carried), sort_keys=True)
    return hmac.new(key.encode(), f"mattermost\n{said}".encode(), hashlib.sha256).hexdigest()


def known(token: str, tokens: Sequence[str]) -> bool:
    """Whether it is one of the tokens, in a time that tells nothing."""
    said = token.encode("utf-8", "replace")
    return any([hmac.compare_digest(said, one.encode()) for one in tokens])


def props(post: Mapping[str, Any]) -> Mapping[str, Any]:
    """A post's properties, if it has any."""
    found = post.get("props")
    return found if isinstance(found, Mapping) else {}
