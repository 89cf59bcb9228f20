"""What comes in from a client, made safe before Rasa sees it.

Rasa obeys typed text that begins with "/": `/restart` would drop the interview and
`/inform{"fact": …}` would set what no button sets. A command is refused with a sentence, and other
text never keeps such a slash.
"""

from __future__ import annotations

import json
import re
import unicodedata

from ..store.masking import mask
from ..text import LONGEST, clean

TOO_LONG = f"文が長すぎます。{LONGEST:,}文字までにしてください。"
EMPTY = "何も書かれていません。"
BAD_CHOICE = "その選択肢は使えません。"
OLD_CHOICE = "その選択肢は、もう使えません。いまの質問から、もう一度選んでください。"
OPEN = "/open"
COMMAND = "「/」で始まる命令は使えません。ふつうの文で書くか、選択肢から選んでください。"
_COMMAND = re.compile(r"/\s*[A-Za-z_]+\s*(\{.*)?", re.DOTALL)
_PAYLOAD = re.compile(r"[a-z]{2,10}:[a-z0-9_]{1,40}(=[a-z0-9_,-]{1,60})?")


class RefusedError(Exception):
    """The client's message cannot be taken; the text says why, to staff."""


def typed(text: object) -> str:
    """Typed text fit for Rasa. Raises RefusedError when it is no text, empty, too long or a command."""
    if not isinstance(text, str):
        raise RefusedError(EMPTY)
    if len(text) > LONGEST:
        raise RefusedError(TOO_LONG)
    cleaned = mask(clean(text))  # before anything is stored, by Rasa or by us
    if not cleaned:
        raise RefusedError(EMPTY)
    if _COMMAND.fullmatch(unicodedata.normalize("NFKC", cleaned)):
        raise RefusedError(COMMAND)
    # The full-width slash reads the same to people and to the understanding, and is no command.
    return "／" + cleaned[1:] if cleaned.startswith("/") else cleaned


def pressed(payload: str | None) -> str:
    """A choice whose seal was looked at: None stands for a wrong one. Raises RefusedError."""
    if payload is None:
        raise RefusedError(OLD_CHOICE)
    return chosen(payload)


def chosen(payload: object) -> str:
    """A button's payload as Rasa's notation. Raises RefusedError for anything no button carries."""
    if not isinstance(payload, str) or not _PAYLOAD.fullmatch(payload):
        raise RefusedError(BAD_CHOICE)
    return "/choose" + json.dumps({"choice": payload})
