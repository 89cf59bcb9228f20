"""Every paper opened in LibreOffice, without a warning, and its text read back from what it shows."""

from __future__ import annotations

import csv
import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from papers.samples import ANSWERS, bare, filed

from rasa_project.papers import Filed, Kind, papers_of
from rasa_project.papers.make import make

OPENED = ("docx", "xlsx")
LONG = "とても長い名前の部署" * 200
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
# About the machine, which has no Java, and not about a file.
NO_JAVA = "Warning: failed to launch javaldx - java may not function correctly"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Opened:
    """One paper, as LibreOffice shows it."""

    name: str
    filed: Filed
    kind: Kind
    pages: list[str]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> list[Opened]:
    """All papers of all consultations, opened in one go."""
    folder = tmp_path_factory.mktemp("papers")
    made = []
    for name in ANSWERS:
        one = filed(name, LONG if name == "both consultations" else "健康局 <b>{{ 総務 }}課")
        for kind in papers_of(one):
            if kind.suffix in OPENED:
                stem = f"{name}-{kind.value}".replace(" ", "_")
                path = folder / f"{stem}.{kind.suffix}"
                path.write_bytes(make(kind, one).content)
                made.append((path, name, one, kind))
    convert(folder, "pdf", [path for path, *_ in made])
    return [Opened(n, one, kind, pages_of(path.with_suffix(".pdf"))) for path, n, one, kind in made]


def convert(folder: Path, to: str, paths: list[Path]) -> None:
    """Let LibreOffice open the files and save them as something else; it must have no complaint."""
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", to, "--outdir", str(folder), *map(str, paths)],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert done.stderr.replace(NO_JAVA, "").strip() == ""


def pages_of(path: Path) -> list[str]:
    """The text of each page of a PDF, without white space."""
    done = subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return [bare(page) for page in done.stdout.split("\f")[:-1]]


def test_every_kind_was_opened(opened: list[Opened]) -> None:
    assert {paper.kind for paper in opened} == {kind for kind in Kind if kind.suffix in OPENED}


def test_drafts_are_marked_on_every_page(opened: list[Opened]) -> None:
    for paper in opened:
        if paper.kind.draft:
            assert paper.pages
            assert all("【下書き】" in page for page in paper.pages), paper.name


def test_pages_are_numbered(opened: list[Opened]) -> None:
    for paper in opened:
        for number, page in enumerate(paper.pages, 1):
            assert f"{number}/{len(paper.pages)}ページ" in page, paper.name


def test_the_text_is_all_there(opened: list[Opened]) -> None:
    for paper in opened:
        text, one = "".join(paper.pages), paper.filed
        assert bare(paper.kind.title) in text
        assert "K7-3F2A" in text
        if paper.kind is not Kind.COSTS:
            for line in one.result.procedures:
                assert bare(line.procedure.name)[:12] in text, paper.name
            for name in one.answers:
                assert bare(one.edition.facts[name].heading) in text, paper.name


def test_long_text_is_not_cut_off_and_markup_is_shown(opened: list[Opened]) -> None:
    for paper in opened:
        text = "".join(paper.pages)
        if paper.kind is Kind.COSTS and paper.filed.place == LONG:
            continue  # a workbook's cell shows its beginning
        if paper.filed.place == LONG:
            assert text.count("とても長い名前の部署") >= 195, paper.kind  # page breaks part a few
        else:
            assert "<b>{{総務}}課" in text, paper.name


def test_the_workbook_adds_up(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(make(Kind.COSTS, filed("a plan")).content))
    sheet = book.worksheets[0]
    sheet["C7"] = 2027
    for row, amounts in ((11, (1_000_001, 2)), (12, (30, 0)), (19, (5, 600_000))):
        sheet[f"D{row}"], sheet[f"E{row}"] = amounts
    path = tmp_path / "filled.xlsx"
    book.save(path)
    convert(tmp_path, CSV, [path])
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = {row[0]: row[3:9] for row in csv.reader(file)}
    assert rows["区分"] == ["2027年度", "2028年度", "2029年度", "2030年度", "2031年度", "計"]
    assert rows["初期経費の小計"] == ["1,000,031", "2", "0", "0", "0", "1,000,033"]
    assert rows["運用経費の小計"] == ["5", "600,000", "0", "0", "0", "600,005"]
    assert rows["合計（税抜き）"] == ["1,000,036", "600,002", "0", "0", "0", "1,600,038"]
    assert rows["消費税"] == ["100,003", "60,000", "0", "0", "0", "160,003"]
    assert rows["合計（税込み）"] == ["1,100,039", "660,002", "0", "0", "0", "1,760,041"]
    assert "合っています" in path.with_suffix(".csv").read_text(encoding="utf-8")
