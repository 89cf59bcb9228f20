"""What a log call says, read from its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasa_project.watch.wording import HIDDEN, wording


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('LOG.error("one " "two")', "one two"),
        ('LOG.error(\n    "one "\n    f"{x!r} two",\n    exc_info=True,\n)', "one … two"),
        ('LOG.log(30, "at %s", x)', "at %s"),
        ('LOG.error("a {}".format(x))', "a {}"),
        ('LOG.error("a %s" % x)', "a %s"),
        ('LOG.error(msg=f"a {x}")', "a …"),
        ('LOG.error(x + "b")', "…b"),
        ("LOG.error(x)", HIDDEN),
        ("print('x')", HIDDEN),
        ("LOG.error(", HIDDEN),
    ],
)
def test_the_wording_of_a_call_stands_in_its_source(call: str, said: str, tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text(f"\n{call}\n", encoding="utf-8")
    assert wording(str(source), 2) == said
    assert wording(str(tmp_path / "absent.py"), 2) == HIDDEN
