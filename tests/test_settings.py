"""Settings come from the environment and are checked when they are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rasa_project.bootstrap import secret_lines
from rasa_project.contacts import UNSET, read_contacts
from rasa_project.core.errors import EditionError, KyogiError
from rasa_project.model_file import digest, model_path
from rasa_project.settings import PROJECT, read_settings


def test_without_variables_everything_is_on_this_machine() -> None:
    settings = read_settings({})
    assert (settings.port, settings.action_port) == (5005, 5055)
    assert settings.database == PROJECT / "var" / "conversations.db"


def test_variables_are_used() -> None:
    settings = read_settings(
        {"KYOGI_PORT": "6000", "KYOGI_VAR": "/tmp/x", "KYOGI_AS_OF": "2025-01-02"}
    )
    assert (settings.port, settings.as_of) == (6000, date(2025, 1, 2))
    assert settings.database == Path("/tmp/x/conversations.db")
    assert read_settings({"KYOGI_DESK_PREFIX": "/kyogi/desk/"}).desk_prefix == "/kyogi/desk"
    assert read_settings({"KYOGI_DESK_PREFIX": "/"}).desk_prefix is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("KYOGI_PORT", "x"), ("KYOGI_PORT", "0"), ("KYOGI_ACTION_PORT", "70000"), ("KYOGI_PORT", "５"),
     ("KYOGI_AS_OF", "tomorrow"), ("KYOGI_DESK_PREFIX", "desk"), ("KYOGI_DESK_PREFIX", "//desk"),
     ("KYOGI_DESK_PREFIX", '/"><b>')],
)  # fmt: skip
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(KyogiError, match=name):
        read_settings({name: value})


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = read_settings({"KYOGI_VAR": str(tmp_path / "var")})
    first = secret_lines(settings.secret_file)
    assert len(first) == 1 and len(first[0]) > 30
    assert secret_lines(settings.secret_file) == first
    assert settings.secret_file.stat().st_mode & 0o077 == 0


def test_contact_details_are_what_the_city_wrote(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yml"
    path.write_text(
        "desks:\n  DX推進担当: {name: デジタル統括室 DX推進担当, phone: 内線 1}\n", encoding="utf-8"
    )
    contacts = read_contacts(path)
    assert contacts.text("DX推進担当") == "デジタル統括室 DX推進担当（電話 内線 1）"
    assert UNSET in contacts.text("基盤担当")


def test_a_wrong_key_in_contacts_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yml"
    path.write_text("desks:\n  DX推進担当:\n    name: x\n    tel: 1\n", encoding="utf-8")
    with pytest.raises(EditionError, match=r"contacts.yml:4"):
        read_contacts(path)


def test_a_model_is_named_by_its_edition_and_by_what_it_was_trained_from(tmp_path: Path) -> None:
    assert model_path(read_settings({})).name.startswith("kyogi-2024-04-01-")
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    file = tmp_path / "data" / "nlu" / "greet.yml"
    file.write_text("a", encoding="utf-8")
    first = digest(tmp_path)
    file.touch()
    assert digest(tmp_path) == first, "a time is no content"
    file.write_text("b", encoding="utf-8")
    assert digest(tmp_path) != first
