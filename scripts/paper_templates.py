"""Make the templates of the drafts: rasa_project/papers/templates/*.docx.

    python scripts/paper_templates.py [FOLDER]

Run it after a change here and commit what it makes; a test holds the files to it. The fields are those of
rasa_project/papers/templates/README.md. The layouts are ours, since the city's are not published.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docx.document import Document  # noqa: E402
from docx.shared import Mm, Pt  # noqa: E402
from docx.table import Table  # noqa: E402
from paper_forms import FORMS, Form  # noqa: E402

from rasa_project.papers.word import add_foot, add_table, new_document, saved, shade  # noqa: E402

TEMPLATES = ROOT / "rasa_project" / "papers" / "templates"
MADE = date(2026, 1, 1)
"""Stands in the files as their date, so that they come out the same."""
OPEN = "FFF8DC"
"""The colour of what is to be filled in."""
NOTE = (
    "大阪市の正式な様式は公開されていないので、この下書きの並びと項目は協議ナビの案です。"
    "市の様式があるときは、それに差し込みの欄を書き入れて「{form}.docx」という名前でひな形のフォルダーに置くと、"
    "これの代わりに使われます。色のついた欄は、わかる人が書き込んでください。"
)
BY_HAND = "（職・氏名）"


def main(words: list[str]) -> int:
    """Write all templates into the folder."""
    folder = Path(words[0]) if words else TEMPLATES
    folder.mkdir(parents=True, exist_ok=True)
    for form in FORMS:
        (folder / f"{form.name}.docx").write_bytes(template(form))
    return 0


def template(form: Form) -> bytes:
    """The bytes of one template."""
    document = new_document(form.name, MADE)
    document.add_paragraph(form.name, style="Title")
    add_table(document, [[NOTE.format(form=form.name)]], [170])
    start(document, form)
    if form.provisions:
        provisions(document, form.provisions)
    document.add_heading(form.blanks_title, 1)
    fill_in(add_table(document, [[name, ""] for name, _ in form.blanks], [45, 125]), form)
    consultation(document, form)
    add_foot(document.sections[0], f"{form.name}（下書き）　相談番号 {{{{ 相談番号 }}}}")
    return saved(document)


def consultation(document: Document, form: Form) -> None:
    """What 協議ナビ was told and what it said, on pages of their own."""
    reference = document.add_heading("参考：協議ナビでの相談", 1)
    reference.paragraph_format.page_break_before = True
    rows(document, "答え", "答えの一覧", (("質問", "質問", 60), ("答え", "答え", 110)))
    if form.open_questions:
        open_questions(document)
    procedures(document)
    if form.checklist:
        checklist(document)
    document.add_heading("窓口", 1)
    rows(document, "窓口", "窓口の一覧", (("窓口", "名前", 60), ("連絡先", "連絡先", 110)))


def start(document: Document, form: Form) -> None:
    """From whom, to whom, about which consultation."""
    spaced(document, form.purpose)
    table = add_table(
        document,
        [
            ["提出する日", "", "相談番号", "{{ 相談番号 }}"],
            ["出す相手", "{{ 出す相手 }}", "相談した日", "{{ 相談日 }}"],
            ["出す人", f"{{{{ 出す人 }}}}\n{BY_HAND}", "所属", "{{ 所属 }}"],
            ["作る人", f"{{{{ 作る人 }}}}\n{BY_HAND}", "連絡先", ""],
        ],
        [25, 70, 25, 50],
    )
    for row in table.rows:
        shade(row.cells[2])
    for row, place in ((0, 1), (2, 1), (2, 3), (3, 1), (3, 3)):
        shade(table.cell(row, place), OPEN)


def provisions(document: Document, title: str) -> None:
    """The provisions that the form can be for, ticked by the result."""
    document.add_heading(title, 1)
    document.add_paragraph("{%p for 条項 in 条項の一覧 %}")
    document.add_paragraph("{{ 条項.印 }} {{ 条項.名前 }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p if まとめ方 %}")
    spaced(document, "{{ まとめ方 }}")
    document.add_paragraph("{%p endif %}")


def fill_in(table: Table, form: Form) -> None:
    """Leave room where there is something to write."""
    for row, (_, lines) in zip(table.rows, form.blanks, strict=True):
        row.height = Mm(7 * lines)
        shade(row.cells[1], OPEN)


def procedures(document: Document) -> None:
    """Why this form, and what else the result says."""
    document.add_heading("この書類に関わる手続と理由", 1)
    columns = (
        ("手続", "名前", 40),
        ("結果", "結果", 25),
        ("理由", "理由", 65),
        ("時期", "時期", 40),
    )
    rows(document, "手続", "手続の一覧", columns)
    document.add_paragraph("{%p if ほかの手続の一覧 %}")
    document.add_heading("ほかの手続の結果", 1)
    others = (("手続", "名前", 85), ("結果", "結果", 50), ("窓口", "窓口", 35))
    rows(document, "手続", "ほかの手続の一覧", others)
    document.add_paragraph("{%p endif %}")
    spaced(document, "{{ 要領 }}")


def open_questions(document: Document) -> None:
    """What nobody could answer, with room for what is found out."""
    document.add_paragraph("{%p if わからない答えの一覧 %}")
    document.add_heading("わからなかったこと", 1)
    columns = (("質問", "質問", 65), ("聞く先", "聞く先", 50), ("わかったこと", None, 55))
    rows(document, "問い", "わからない答えの一覧", columns)
    document.add_paragraph("{%p endif %}")


def checklist(document: Document) -> None:
    """What to enclose, who checks, what to do in which order; ticked and dated by hand."""
    document.add_heading("出す前の確かめ", 1)
    body = [["確かめること", "確かめた日", "確かめた人"]]
    for one, many, said in (
        ("様式", "様式の一覧", "□ {{ 様式.名前 }}をそろえた"),
        ("人", "確かめる人の一覧", "□ {{ 人.名前 }}が内容を確かめた"),
    ):
        body += loop(one, many, [said, "", ""])
    table = add_table(document, body, [110, 30, 30], head=True)
    for number in range(2, len(body), 3):
        shade(table.cell(number, 1), OPEN)
        shade(table.cell(number, 2), OPEN)
    document.add_heading("することの順番", 1)
    columns = (("すること", "こと", 140), ("済んだ日", None, 30))
    rows(document, "する", "することの一覧", columns)
    document.add_paragraph("{%p if 返ってくるもの %}")
    spaced(document, "協議・申出の後に返ってくるもの：{{ 返ってくるもの }}")
    document.add_paragraph("{%p endif %}")


def rows(
    document: Document, one: str, many: str, columns: tuple[tuple[str, str | None, int], ...]
) -> None:
    """A table with a row for each element of a list: (heading, field or None to fill in, width)."""
    said = ["" if field is None else f"{{{{ {one}.{field} }}}}" for _, field, _ in columns]
    body = [[heading for heading, _, _ in columns], *loop(one, many, said)]
    table = add_table(document, body, [width for _, _, width in columns], head=True)
    for place, (_, field, _) in enumerate(columns):
        if field is None:
            shade(table.cell(2, place), OPEN)


def loop(one: str, many: str, row: list[str]) -> list[list[str]]:
    """A row that is repeated for each element of a list."""
    empty = [""] * (len(row) - 1)
    return [[f"{{%tr for {one} in {many} %}}", *empty], row, ["{%tr endfor %}", *empty]]


def spaced(document: Document, text: str) -> None:
    """A paragraph that keeps its distance."""
    spacing = document.add_paragraph(text).paragraph_format
    spacing.space_before = spacing.space_after = Pt(6)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
