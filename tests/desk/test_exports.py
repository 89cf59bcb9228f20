"""Exports: all that is wanted, harmless in a spreadsheet, watched while they are made, nobody else's."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import openpyxl
import pytest
from desk.people import Person, new_case, step
from store_samples import consultation

from rasa_project.desk import sheets
from rasa_project.desk.services import DeskServices
from rasa_project.store.audit import entries
from rasa_project.store.errors import StoreError
from rasa_project.store.records import Records

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "＠a"]


def wait(person: Person, address: str) -> httpx.Response:
    """The page of a file that is made no longer."""
    until = time.monotonic() + 20
    while "書き出しています" in (page := person.get(address)).text:
        assert time.monotonic() < until
        time.sleep(0.02)
    return page


def export(person: Person, **fields: str) -> bytes:
    """The file that a form leads to."""
    begun = person.post("/exports", **fields)
    assert begun.status_code == 303, begun.text
    page = wait(person, begun.headers["location"])
    found = re.search(r'href="(/exports/[^"]+/file)"', page.text)
    assert found is not None, page.text
    return person.get(found[1]).content


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The lines of a CSV file by their heads."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_holds_every_consultation_in_words(services: DeskServices, kanri: Person) -> None:
    case = new_case(services, department="水道局")
    content = export(kanri, what="consultations", format="csv")
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = rows_of(content)
    facts = services.consultations.edition.facts
    assert row["相談番号"] == case.reference and row["所属"] == "水道局"
    assert row["開始"] == "2026-04-01 09:30", "in Japan's time"
    assert row[facts["network"].heading] == "わからない"
    assert row["企画に係る協議（規程第7条）"] == "要確認"
    assert entries(services.engine, limit=1)[0].detail == {"what": "相談", "format": "csv"}


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 2),
        ({"from": "2026-05"}, 0),
        ({"from": "2026-04", "until": "2026-04"}, 2),
        ({"record_state": "open"}, 1),
        ({"record_state": "finished"}, 1),
    ],
)
def test_consultations_are_filtered(
    services: DeskServices, kanri: Person, fields: dict[str, str], count: int
) -> None:
    new_case(services)
    services.records.save(consultation())
    assert len(rows_of(export(kanri, what="consultations", format="csv", **fields))) == count


def test_cases_are_exported_under_the_filters_of_the_list(
    services: DeskServices, kanri: Person, sato: Person
) -> None:
    decided, _ = new_case(services), new_case(services)
    step(
        sato,
        decided,
        "decide",
        decision="conditional",
        reason="理由です",
        **{"procedure:art7": "required"},
    )
    content = export(kanri, what="cases", format="csv", state="decided", desk="dx")
    (row,) = rows_of(content)
    assert row["相談番号"] == decided.reference and row["判断"] == "条件つき"
    assert row["理由"] == "理由です" and row["担当者"] == "佐藤"
    assert row["手続ごとの判断"] == "企画に係る協議（規程第7条）：要"


def test_csv_cells_are_no_formulas(services: DeskServices, kanri: Person, sato: Person) -> None:
    for said in FORMULAS:
        step(sato, new_case(services, department=said), "decide", decision="required", reason=said)
    rows = rows_of(export(kanri, what="cases", format="csv", state="all"))
    cells = [cell for row in rows for cell in (row["所属"], row["理由"])]
    assert len(cells) == 2 * len(FORMULAS)
    assert not [cell for cell in cells if cell.startswith(sheets.STARTS)]
    assert {cell.lstrip("'").strip() for cell in cells} == {said.strip() for said in FORMULAS}


def test_xlsx_cells_are_no_formulas(services: DeskServices, kanri: Person) -> None:
    for said in FORMULAS:
        new_case(services, department=said)
    content = export(kanri, what="consultations", format="xlsx")
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.max_row == len(FORMULAS) + 1
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }
    found = {str(row[2].value).strip() for row in sheet.iter_rows(min_row=2)}
    assert found == {one.strip() for one in FORMULAS}


def test_a_sheet_that_is_full_goes_on_in_the_next(
    services: DeskServices, kanri: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    for _ in range(4):
        new_case(services)
    book = openpyxl.load_workbook(io.BytesIO(export(kanri, what="consultations", format="xlsx")))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 3]
    assert {str(sheet["A1"].value) for sheet in book.worksheets} == {"相談番号"}


def test_progress_is_shown_and_one_file_is_made_at_a_time(
    services: DeskServices, kanri: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        new_case(services)
    go_on: list[bool] = []
    whole = Records.stream

    def slow(records: Records) -> Iterator[Any]:
        for number, one in enumerate(whole(records)):
            while number == 2 and not go_on:
                time.sleep(0.01)
            yield one

    monkeypatch.setattr(Records, "stream", slow)
    begun = kanri.post("/exports", what="consultations", format="csv").headers["location"]
    until = time.monotonic() + 10
    while "2件／4件（50%）" not in (page := kanri.get(begun)).text:
        assert time.monotonic() < until, page.text
        time.sleep(0.01)
    assert kanri.get(f"{begun}/file").status_code == 404, "not before it is whole"
    second = kanri.post("/exports", what="cases", format="csv")
    assert second.status_code == 422 and "ほかの書き出し" in second.text
    go_on.append(True)
    assert "受け取る" in wait(kanri, begun).text


def test_a_file_is_its_owners_and_lasts_an_hour(
    services: DeskServices, kanri: Person, calendar: Any
) -> None:
    services.accounts.create(
        "kanri2", "別の人", "dx", "administrator", password=None, actor="kanri"
    )
    begun = kanri.post("/exports", what="consultations", format="csv").headers["location"]
    wait(kanri, begun)
    assert Person(services, "kanri2").get(f"{begun}/file").status_code == 404
    job = services.jobs.of("kanri", begun.rpartition("/")[2])
    assert job is not None and job.path.exists()
    calendar.go(minutes=61)
    assert Person(services, "kanri").get(f"{begun}/file").status_code == 404
    assert not job.path.exists()


def test_an_export_that_fails_says_so(
    services: DeskServices, kanri: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: Records) -> Iterator[Any]:
        raise StoreError("記録のデータベースにつながりません。")
        yield

    monkeypatch.setattr(Records, "stream", gone)
    begun = kanri.post("/exports", what="consultations", format="csv").headers["location"]
    assert "つながりません" in wait(kanri, begun).text


@pytest.mark.parametrize(
    "fields", [{"what": "x", "format": "csv"}, {"what": "cases", "format": "exe"}]
)
def test_another_export_is_refused(kanri: Person, fields: dict[str, str]) -> None:
    assert kanri.post("/exports", **fields).status_code == 422
