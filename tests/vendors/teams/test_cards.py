"""What Teams shows: buttons, lists, results, and nothing that it would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from vendors import said

from rasa_project.vendors.teams.cards import activities
from rasa_project.vendors.teams.elements import LIMIT, MOST_ACTIONS, size


def parts(value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Everything of a kind inside a card."""
    if isinstance(value, dict):
        if value.get("type") == kind:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from parts(one, kind)


def texts(value: Any) -> str:
    """What can be read on a card."""
    shown = [one["text"] for kind in ("TextRun", "TextBlock") for one in parts(value, kind)]
    facts = [f"{f['title']} {f['value']}" for one in parts(value, "FactSet") for f in one["facts"]]
    return "\n".join(shown + facts)


def test_a_sentence_is_plain_text(  # a typed sign must not become Markdown
) -> None:
    assert activities(said.text("1*2*3\n改行")) == [
        {"type": "message", "textFormat": "plain", "text": "1*2*3\n改行"}
    ]
    assert activities(said.text("")) == []


@pytest.mark.parametrize("count", [1, MOST_ACTIONS])
def test_few_choices_are_buttons(count: int) -> None:
    (one,) = activities(said.question(count))
    card = one["attachments"][0]["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.5")
    buttons = list(parts(card, "Action.Submit"))
    assert [button["title"] for button in buttons] == [f"選択肢{n}" for n in range(1, count + 1)]
    payload = said.question(count)["choices"][0]["payload"]
    assert buttons[0]["data"] == {
        "choice": payload,
        "labels": {payload: "選択肢1"},
        "msteams": {"type": "messageBack", "displayText": "選択肢1"},
    }
    assert "どの段階ですか？" in texts(card) and "選択肢1：新しく作るとき" in texts(card)


def test_twelve_choices_are_a_list_with_one_button() -> None:
    (one,) = activities(said.question(12))
    (listed,) = parts(one, "Input.ChoiceSet")
    wanted = said.question(12)["choices"]
    assert listed["id"] == "choice"
    assert [each["value"] for each in listed["choices"]] == [each["payload"] for each in wanted]
    (button,) = parts(one, "Action.Submit")
    assert button["data"]["labels"][wanted[11]["payload"]] == "選択肢12"


def test_choices_that_fit_no_card_become_numbers_to_type() -> None:
    message = said.question(200)
    for choice in message["choices"]:
        choice["label"] *= 30
    found = activities(message)
    assert all("attachments" not in one for one in found)
    assert found[-1]["text"].endswith("番号を書いて送ってください。")
    assert "\n200. 選択肢200" in "".join(one["text"] for one in found)


@pytest.mark.parametrize("filling", ["あ", "a", "😀", "あいう\n"])
@pytest.mark.parametrize("choices", [0, 3, 12])
def test_a_long_text_is_cut_into_what_teams_takes(filling: str, choices: int) -> None:
    long = (filling * 20_000)[:20_000]
    message = said.question(choices, long) if choices else said.text(long)
    found = activities(message)
    assert all(size(one) < 28 * 1024 for one in found)
    shown = "".join(texts(one) if "attachments" in one else one["text"] for one in found)
    assert shown.count(filling[0]) == long.count(filling[0])
    assert bool(list(parts(found[-1], "Action.Submit"))) == bool(choices)


def test_a_result_is_a_card_with_its_papers() -> None:
    message = said.result()
    found = activities(message)
    shown = texts(found)
    card = message["custom"]["card"]
    for line in card["procedures"]:
        assert f"{line['name']}：{line['status_label']}" in shown
        assert line["reasons"][0]["text"] in shown and line["contact"]["name"] in shown
    for step in (*card["next_steps"], card["summary"], card["disclaimer"], "K7-3F2A"):
        assert step in shown
    links = {one["title"]: one["url"] for one in parts(found, "Action.OpenUrl")}
    assert len(links) == said.PAPERS + 1 and links["書類7（DOCX）"].startswith("https://kyogi.")
    assert links["実施要領の全文"] == card["source_url"]
    assert len(list(parts(found, "Action.Submit"))) == len(message["choices"])
    for shown_set in parts(found, "ActionSet"):
        assert len(shown_set["actions"]) <= MOST_ACTIONS
    assert all(size(one) < 28 * 1024 for one in found)


def test_a_link_that_leads_nowhere_outside_the_page_is_left_out() -> None:
    message = said.result()
    for paper in message["custom"]["filed"]["papers"]:
        paper["href"] = "papers/0/sheet"
    links = [one["title"] for one in parts(activities(message), "Action.OpenUrl")]
    assert links == ["実施要領の全文"]


def test_a_large_result_takes_several_cards_in_order() -> None:
    message = said.result()
    card = message["custom"]["card"]
    card["procedures"] = card["procedures"] * 20
    found = activities(message)
    assert len(found) > 1 and all(size(one) < 28 * 1024 for one in found)
    assert len(list(parts(found, "Container"))) == len(card["procedures"])
    assert list(parts(found[-1], "Action.Submit")) and not list(parts(found[0], "Action.Submit"))


def test_a_result_that_fits_no_card_is_text() -> None:
    message = said.result()
    message["custom"]["card"]["procedures"][0]["reasons"] *= LIMIT // 50
    found = activities(message)
    assert all("attachments" not in one for one in found)
    assert message["text"].split("\n")[0] in found[0]["text"]
