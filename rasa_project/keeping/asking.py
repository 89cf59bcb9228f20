"""Who speaks, and whether they want an earlier consultation back."""

from __future__ import annotations

import re

from ..store.reference import read_reference
from ..text import normalise

RESUME = re.compile(
    r"(?=.*(?:続き|再開))(?:前回|この前|こないだ|先日|途中)の?(?:相談|案件|話|ところ)?の?(?:続き)?(?:から|を|で)?"
    r"(?:再開|始め|はじめ|お願い|おねがい|開い)?(?:し?たい|し|する|る|て|ます|ください|です|ねん|わ)*[。!]?"
)
"""「続けて」 alone goes on with the open question, and is none of these."""
NUMBER = re.compile(
    r"(?:相談番号|番号)?[はの:：、 ]*([0-9A-Za-z]{4}[-ー ]?[0-9A-Za-z]{3})(?:です|の続き(?:です)?|を?開いて)?[。]?"
)


DEPARTMENT = re.compile(
    r"^(?:お?世話になって(?:おり|い)ます。|お疲れ様です。|こんにちは。|すみません[、。])?(?:こちらは?|私は?|当方は?)?"
    r"((?:[一-龥]{1,10}(?:局|室|区役所|委員会事務局|病院|消防署))(?:の?[一-龥]{1,10}(?:部|課|係|担当))*)"
    r"(?:の[一-龥]{1,4})?(?:です|でございます|と申します|の者です)(?=[。、,.!]|$)"
)


def stated_department(text: str) -> str | None:
    """The department that a message begins by naming as the writer's own."""
    found = DEPARTMENT.match(normalise(text))
    return found[1] if found else None


def wants_to_resume(text: str) -> str | None:
    """The 相談番号 that the whole message names, "" for the one last left unfinished, None for neither."""
    said = normalise(text)
    number = NUMBER.fullmatch(said)
    if number and read_reference(number[1]):
        return number[1]
    return "" if RESUME.fullmatch(said) else None
