"""Back-ups: a folder with one copy for each database and a list of them with their digests."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from ..core.errors import KyogiError
from .copies import ENDS, dump, is_empty, kind_of, load

LIST = "backup.json"
Databases = Mapping[str, Engine]
"""What is kept there (`conversations`, `records`) -> database."""


@dataclass(frozen=True)
class Copy:
    """One database's copy in a back-up."""

    kind: str
    file: str
    digest: str
    """SHA-256 in hexadecimal digits."""


def back_up(databases: Databases, into: Path, now: datetime) -> Path:
    """Make a folder in `into`, named by the time, for nobody else to read; returns it.

    Until it is complete its name ends in `.partial`. Raises KyogiError, StoreError.
    """
    finished = into / now.strftime("%Y-%m-%dT%H-%M-%SZ")
    folder = finished.with_suffix(".partial")
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise KyogiError(f"{folder} を作れません。置き場所を確かめてください。") from error
    try:
        copies = {name: copied(name, engine, folder) for name, engine in databases.items()}
        text = json.dumps({name: vars(copy) for name, copy in copies.items()}, indent=2)
        (folder / LIST).touch(mode=0o600)
        (folder / LIST).write_text(text + "\n", encoding="utf-8")
        return folder.rename(finished)
    except BaseException:
        shutil.rmtree(folder)  # half a back-up is none, and takes the place of the next
        raise


def copied(name: str, engine: Engine, folder: Path) -> Copy:
    """Write the copy of a database."""
    kind = kind_of(engine)
    path = folder / f"{name}.{ENDS[kind]}"
    dump(engine, path)
    path.chmod(0o600)
    return Copy(kind, path.name, digest(path))


def restore(folder: Path, databases: Databases, *, replace: bool) -> None:
    """Bring databases back to a back-up; everything is checked before anything is changed.

    A database with tables is replaced only if `replace`. Raises KyogiError, StoreError.
    """
    copies = read_list(folder)
    if set(copies) != set(databases):
        raise KyogiError(
            f"控えにあるのは {named(copies)}、いまの設定にあるのは {named(databases)} です。"
            "控えを取ったときの設定にそろえてください。"
        )
    for name, copy in copies.items():
        check(folder, name, copy, databases[name], replace)
    for name, copy in copies.items():
        load(folder / copy.file, databases[name])


def named(these: Mapping[str, object]) -> str:
    """Their names in a sentence."""
    return "と".join(sorted(these)) or "なし"


def read_list(folder: Path) -> dict[str, Copy]:
    """The copies of a back-up. Raises KyogiError for a folder that is none."""
    try:
        said = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {name: Copy(**copy) for name, copy in said.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise KyogiError(f"{folder} は、kyogi backup の控えではありません。") from error


def check(folder: Path, name: str, copy: Copy, engine: Engine, replace: bool) -> None:
    """Raise KyogiError for a copy that cannot or must not be put there."""
    path = folder / copy.file
    if path.parent != folder or not path.is_file() or digest(path) != copy.digest:
        raise KyogiError(f"控えのファイル {copy.file} が、取ったときのままではありません。")
    if copy.kind != kind_of(engine):
        raise KyogiError(
            f"{name} の控えは {copy.kind} のもので、{kind_of(engine)} には戻せません。"
        )
    if not replace and not is_empty(engine):
        raise KyogiError(
            f"{name} のデータベースには、もう中身があります。消して置き換えてよければ --replace を付けてください。"
        )


def digest(path: Path) -> str:
    """SHA-256 of a file of any size."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            total.update(part)
    return total.hexdigest()
