"""Facts as JSON text -> a mapping, with every way it can be wrong named in one line."""

from __future__ import annotations

import json

from ..core.errors import FactError

LARGEST = 1_000_000
"""Characters of one JSON object; a consultation has some twenty short words."""


def parse_facts(raw: bytes, where: str) -> dict[str, str]:
    """The facts in one JSON object. Raises FactError saying what is wrong and where."""
    if len(raw) > LARGEST:
        raise FactError(f"{where}: 大きすぎます（{len(raw):,}バイト）。{LARGEST:,}バイトまでです。")
    try:
        found = json.loads(
            raw.decode("utf-8"), object_pairs_hook=refuse_doubled, parse_constant=refuse
        )
    except UnicodeDecodeError as error:
        raise FactError(
            f"{where}: UTF-8の文字として読めません（{error.start}バイト目）。"
        ) from error
    except json.JSONDecodeError as error:
        place = f"{error.lineno}行{error.colno}文字目"
        raise FactError(f"{where}: JSONとして読めません（{place}: {error.msg}）。") from error
    except RecursionError as error:
        raise FactError(f"{where}: 入れ子が深すぎます。") from error
    except FactError as error:
        raise FactError(f"{where}: {error}") from error
    return check_shape(found, where)


def check_shape(found: object, where: str) -> dict[str, str]:
    """The object itself if it is fact -> value. Raises FactError otherwise."""
    if not isinstance(found, dict):
        raise FactError(f'{where}: {{"事実": "値"}} の形のJSONにしてください。')
    for name, value in found.items():
        if not isinstance(value, str):
            shown = json.dumps(value, ensure_ascii=False)[:40]
            raise FactError(
                f"{where}: 事実「{name}」の値は文字列にしてください（いまは {shown}）。"
            )
    return found


def refuse_doubled(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a key that stands in it twice: JSON would silently keep the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FactError(f"「{twice}」が2回書かれています。")
    return found


def refuse(constant: str) -> object:
    """NaN and Infinity are no JSON."""
    raise FactError(f"{constant} は使えません。")
