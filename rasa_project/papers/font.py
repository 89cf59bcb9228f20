"""The Japanese fonts: one that is embedded in PDFs, and one that Word and Excel are told to use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..core.errors import KyogiError

FILE = "ipaexg.ttf"
PACKAGE = "fonts-ipaexfont-gothic"
OFFICE = "BIZ UDPゴシック"
"""Comes with Windows 10 and later; elsewhere a word processor takes the Japanese font it has."""
STANDARD = "/usr/local/share:/usr/share"  # where the XDG base directory specification looks


@lru_cache(maxsize=1)
def embedded_font() -> Path:
    """IPAexGothic's file, found once a process. Raises KyogiError where it is not installed."""
    return find_font(os.environ)


def find_font(environment: Mapping[str, str]) -> Path:
    """IPAexGothic's file in the font folders of this machine."""
    for folder in (environment.get("XDG_DATA_DIRS") or STANDARD).split(":"):
        for path in sorted(Path(folder, "fonts").rglob(FILE)):
            return path
    raise KyogiError(
        f"PDFに使う日本語のフォント（{FILE}）がありません。{PACKAGE} を入れてください。"
    )
