"""Telephone numbers, mail addresses and long numbers are masked before anything is stored or logged.

Provision numbers, footnotes, years, dates, amounts and 相談番号 stay as they are.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import lru_cache

PHONE, MAIL, NUMBER = "［電話番号］", "［メールアドレス］", "［番号］"

HYPHENS = "‐‑‒–—―−－ー⁃﹣─━・/"
GAP = r"[-.\ ()]{0,3}"
END = r"(?!-?\d)"
# What follows an amount, a number of things or a span of years.
UNIT = r"(?!\ ?(?:[年月日万億千百円件人台個名冊枚%]|[ヶかカ]月))"

# On text made plain, letter for letter. A digest of the logs is matched first, to be left alone.
PATTERN = re.compile(
    rf"""
    (?P<digest> (?<![0-9a-z]) (?=[0-9]*[a-f]) [0-9a-f]{{16,}} (?![0-9a-z]) )
    | (?P<mail> (?<![a-z0-9._%+'-])[a-z0-9._%+'-]+ @ [a-z0-9-]+ (?:\.[a-z0-9-]+)+ )
    | (?P<abroad> (?:\+\ ?81|(?<!\d)0081|(?<![\d-])81-)
        (?P<national> {GAP}0?{GAP} \d{{1,5}}{GAP}\d{{1,4}}{GAP}\d{{3,4}} ){END} )
    | (?P<phone> (?<!\d)(?<!\d[-.,])(?<!\d\d:) \(?0[1-9]\d{{0,3}}{GAP}\d{{1,4}}{GAP}\d{{3,4}}{END} )
    | (?P<cued> (?:電話|携帯|tel|fax|☎|☏)(?:番号)?[\ :はが.()]{{0,3}} [1-9]\d{{2,3}}[-\ ]?\d{{4}}(?![-\ ]?\d) )
    | (?P<local> (?<![\da-z])(?<!\d-) (?P<first>[2-9]\d{{3}})-\d{{4}} (?![-\da-z]){UNIT} )
    | (?P<extension> (?:内線|ext\.?)(?:番号)?[\ :は(]{{0,3}} \d{{3,6}}(?!\d) )
    | (?P<number> (?<![\da-z,¥\\])(?<!\d-)
        (?: \d{{4}}(?P<gap>[-\ ]?)\d{{4}}(?P=gap)\d{{4}} (?:(?P=gap)\d{{4}})?
          | \d{{3}}-\d{{3}}-\d{{3}}-\d{{3}} | \d{{6}}-\d{{6}} | \d{{10,}} )
        (?!-?[\da-z]){UNIT} )
    """,
    re.VERBOSE,
)


def mask(text: str) -> str:
    """The text with telephone numbers, mail addresses and long numbers replaced by their kind.

    What no database stores, halves of characters and NUL, is left out, too.
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    flat = "".join(map(plain, text))
    parts, end = [], 0
    for match in PATTERN.finditer(flat):
        kind = kind_of(match)
        if kind:
            parts += [text[end : match.start()], kind]
            end = match.end()
    return "".join([*parts, text[end:]])


@lru_cache(maxsize=4096)
def plain(letter: str) -> str:
    """One letter for one letter: half width, lower case, one hyphen, one space, digits of any script."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter in HYPHENS:
        return "-"
    if letter.isspace() and letter != "\n":
        return " "
    flat = unicodedata.normalize("NFKC", letter).lower()
    return flat if len(flat) == 1 else letter


def kind_of(match: re.Match[str]) -> str | None:
    """What to put in the place, or None where it is none of these after all."""
    kind, said = match.lastgroup, match.group()
    if kind in ("abroad", "phone"):
        national = digits(match["national"] or said).removeprefix("0")
        return PHONE if len(national) in (9, 10) else NUMBER if len(digits(said)) > 11 else None
    if kind == "local":
        return None if is_year(match["first"]) else PHONE
    if kind == "number":
        years = match["gap"] and all(is_year(part) for part in said.split(match["gap"]))
        return None if years else NUMBER
    return {"mail": MAIL, "cued": PHONE, "extension": PHONE}.get(str(kind))


def digits(said: str) -> str:
    """Its digits alone."""
    return "".join(letter for letter in said if letter.isdigit())


def is_year(said: str) -> bool:
    """Whether four digits are more likely a year of ours."""
    return said[:2] in ("19", "20")


class MaskingFilter(logging.Filter):
    """Put on a handler, it masks every record, what came with an exception included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never holds a record back."""
        try:
            said = record.getMessage()
        except Exception:  # logging reports it where it formats; here the arguments only count
            said = f"{record.msg} {record.args}"
        record.msg, record.args = mask(said), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = record.exc_text and mask(record.exc_text)
        return True
