"""相談番号: short, read aloud without doubt, and with a check character that catches a slip."""

from __future__ import annotations

import secrets
import unicodedata

LETTERS = "23456789ACEFHJKMPRTVWXY"
"""No 0, O, Q, D, no 1, I, L, no Z, S, B, G, U, N: each is taken for another one. A prime number of them."""
LENGTH = 6


def new_reference() -> str:
    """A random number, as in `K7R2-8F3`; 148 million are possible."""
    data = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return written(data + check_letter(data))


def read_reference(text: str) -> str | None:
    """The number somebody typed, in whatever case, width and hyphens; None where it cannot be one."""
    flat = unicodedata.normalize("NFKC", text).upper()
    letters = "".join(letter for letter in flat if letter.isalnum() and letter != "ー")
    if len(letters) != LENGTH + 1 or not set(letters) <= set(LETTERS):
        return None
    return written(letters) if check_letter(letters[:-1]) == letters[-1] else None


def check_letter(data: str) -> str:
    """Differs after any one letter is changed or any two letters are swapped."""
    weighted = sum(weight * LETTERS.index(letter) for weight, letter in enumerate(data, 2))
    return LETTERS[-weighted % len(LETTERS)]


def written(letters: str) -> str:
    """With its hyphen."""
    return f"{letters[:4]}-{letters[4:]}"
