"""The templates of the drafts: made by a script, replaced by the city, and named where they are wrong."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_SECTION
from papers.samples import ANSWERS, copied, document, filed

from rasa_project.core.errors import KyogiError
from rasa_project.papers import Kind
from rasa_project.papers.drafts import TEMPLATES
from rasa_project.papers.fields import fields_of
from rasa_project.papers.filed import FORMS
from rasa_project.papers.make import make

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import paper_templates


def request(templates: Path) -> bytes:
    """A 協議依頼書 made with these templates."""
    return make(Kind.REQUEST, filed("a plan"), templates).content


def test_the_script_makes_the_templates(tmp_path: Path) -> None:
    assert paper_templates.main([str(tmp_path)]) == 0
    made = {path.name: path for path in tmp_path.iterdir()}
    assert set(made) == {path.name for path in TEMPLATES.glob("*.docx")}
    assert set(made) == {f"{form}.docx" for form in FORMS if form != Kind.COSTS.title}
    for name, path in made.items():
        kept = docx.Document(str(TEMPLATES / name)).part.package.iter_parts()
        for old, new in zip(kept, docx.Document(str(path)).part.package.iter_parts(), strict=True):
            assert (old.partname, old.blob) == (new.partname, new.blob), name


def test_the_list_of_fields_is_complete() -> None:
    listed = set(re.findall(r"`(\w+)`", (TEMPLATES / "README.md").read_text(encoding="utf-8")))
    given = set()
    for name in ANSWERS:
        for form in FORMS:
            fields = fields_of(filed(name), form)
            given |= set(fields)
            rows = [row for value in fields.values() if isinstance(value, list) for row in value]
            given |= {key for row in rows for key in row}
    assert listed - {"tr", "p"} == given


def test_a_template_of_the_city_takes_the_place_of_ours(tmp_path: Path) -> None:
    folder = copied(TEMPLATES, tmp_path / "city")
    city = docx.Document()
    city.add_paragraph("市の様式 第1号 {{ 相談番号 }}")
    city.sections[0].different_first_page_header_footer = True
    city.add_section(WD_SECTION.NEW_PAGE).header.is_linked_to_previous = False
    city.save(str(folder / "協議依頼書.docx"))
    made = document(request(folder))
    assert made.paragraphs[0].text == "市の様式 第1号 K7-3F2A"
    for section in made.sections:
        for header in (section.header, section.first_page_header):
            assert "".join(p.text for p in header.paragraphs).count("【下書き】") == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ 件名 }}", "「件名」"),
        ("{{ 答えの一覧.回答 }}", "「回答」"),
        ("{% for 答え in 答えの一覧 %}{{ 答え.回答 }}{% endfor %}", "「回答」"),
        ("{{ 相談番号.__class__ }}", "「__class__」"),
        ("{{ 相談番号 ", "相談番号"),
        ("{% for 答え in 答えの一覧 %}", "for"),
        ("{{ 相談番号 + 1 }}", "差し込みの書き方"),
        ("{{ 1 / 0 }}", "差し込みの書き方"),
        ("{{ 相談番号() }}", "差し込みの書き方"),
    ],
)
def test_a_fault_in_a_template_is_named(tmp_path: Path, text: str, named: str) -> None:
    folder = copied(TEMPLATES, tmp_path / "city")
    city = docx.Document()
    city.add_paragraph(text)
    city.save(str(folder / "協議依頼書.docx"))
    with pytest.raises(KyogiError) as caught:
        request(folder)
    assert "協議依頼書.docx" in str(caught.value)
    assert named in str(caught.value)


def test_a_template_that_is_no_word_file_is_named(tmp_path: Path) -> None:
    folder = copied(TEMPLATES, tmp_path / "city")
    path = folder / "協議依頼書.docx"
    whole = path.read_bytes()
    for content in (b"", b"PK\x03\x04", whole[: len(whole) // 2], b"<html></html>"):
        path.write_bytes(content)
        with pytest.raises(KyogiError, match=r"協議依頼書\.docx: Wordのファイル.*読めません"):
            request(folder)


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KyogiError, match=r"協議依頼書\.docx: ファイルがありません"):
        request(tmp_path)
