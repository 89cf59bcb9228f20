"""How replies look in Slack, which checks every message against its limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from papers.samples import ANSWERS, CONSULTATIONS, SET
from vendors.slack.payloads import DIRECT
from vendors.slack.sending import choices, elements, send, texts
from vendors.slack.stand_in import StandIn

from rasa_project.render.question import question
from rasa_project.render.result import result_message

Json = dict[str, Any]
PAPER = {"label": "結果の紙（PDF）", "href": "https://navi.example.jp/papers/1/sheet.pdf?a=1&b=2"}


def test_a_question_has_its_choices_as_buttons(slack: StandIn) -> None:
    asked = question(CONSULTATIONS, "stage", {})
    said = {
        "text": asked.text,
        "choices": [one.as_dict() for one in asked.buttons],
        "custom": asked.custom,
    }
    send(slack, [{"text": "こんにちは。"}, said])
    greeting, post = slack.posts
    assert (greeting["channel"], greeting["text"]) == (DIRECT, "こんにちは。")
    assert [one["value"] for one in elements(post)] == [one.payload for one in asked.buttons]
    assert [one["text"]["text"] for one in elements(post)] == [one.label for one in asked.buttons]
    assert asked.text.splitlines()[0] in texts(post)
    assert all(one.description in texts(post) for one in asked.buttons if one.description)
    assert "thread_ts" not in post


def test_twelve_and_twenty_five_choices_are_buttons(slack: StandIn) -> None:
    for count in (12, 25):
        send(slack, [{"text": "どれですか。", "choices": choices(count)}], key=f"k{count}")
        found = elements(slack.posts[-1])
        assert [one["type"] for one in found] == ["button"] * count


@pytest.mark.parametrize(("count", "lists"), [(26, 1), (30, 1), (100, 1), (120, 2)])
def test_more_choices_are_lists_to_pick_from(slack: StandIn, count: int, lists: int) -> None:
    send(slack, [{"text": "どれですか。", "choices": choices(count)}])
    (post,) = slack.posts
    found = elements(post)
    assert [one["type"] for one in found] == ["static_select"] * lists
    values = [option["value"] for one in found for option in one["options"]]
    assert values == [f"answer:fact={n}" for n in range(count)]


def test_many_choices_with_long_values_stay_buttons(slack: StandIn) -> None:
    send(slack, [{"text": "どれですか。", "choices": choices(120, "{}." + "s" * 200)}])
    (post,) = slack.posts
    assert len(elements(post)) == 120
    assert len([block for block in post["blocks"] if block["type"] == "actions"]) == 5
    send(slack, [{"text": "どれですか。", "choices": choices(1100, "{}." + "s" * 200)}], key="k2")
    assert [len(elements(post)) for post in slack.posts[1:]] == [1000, 100]


def test_a_label_that_is_too_long_is_said_in_full_beside_the_button(slack: StandIn) -> None:
    label = "とても" * 40
    long = {"label": label, "payload": "answer:a=b"}
    unusable = {"label": "値が長い", "payload": "x" * 2001}
    send(slack, [{"text": "どれですか。", "choices": [long, unusable]}])
    (post,) = slack.posts
    (button,) = elements(post)
    assert len(button["text"]["text"]) == 75 and button["text"]["text"].endswith("…")
    assert f"・{label}" in texts(post) and "・値が長い" in texts(post)


def test_a_text_of_20000_characters_arrives_whole(slack: StandIn) -> None:
    lines = [f"{n}行目：" + "あ<&>" * 20 for n in range(180)]
    text = "\n".join(lines) + "\n" + "い" * 5000
    assert len(text) > 20_000
    send(slack, [{"text": text, "choices": choices(3)}])
    said = [
        block["text"]["text"] for post in slack.posts for block in post["blocks"] if "text" in block
    ]
    back = "\n".join(said).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert back.replace("\n", "") == text.replace("\n", "")
    assert all(line in back for line in lines)
    assert [len(elements(post)) for post in slack.posts][-1] == 3
    assert not any(elements(post) for post in slack.posts[:-1])


def test_nobody_can_put_a_mention_or_a_link_into_a_reply(slack: StandIn) -> None:
    evil = "<!channel> <@U1> <https://evil.example|要領> & &lt;!here&gt;"
    said = {"text": evil, "choices": [{"label": evil, "payload": evil, "description": evil}]}
    send(slack, [said, result("a plan", evil)])
    (post, *_) = slack.posts
    assert "<" not in texts(post) and "&lt;!channel&gt;" in texts(post)
    assert "&amp;lt;!here&amp;gt;" in texts(post) and "&lt;!channel&gt;" in post["text"]
    everything = json.dumps(
        [part for post in slack.posts for part in marked(post)], ensure_ascii=False
    )
    assert everything.count("<") == everything.count("|要領の全文>") == 1


def marked(content: Any) -> list[str]:
    """Every text that Slack would look for mentions in."""
    if isinstance(content, list):
        return [text for one in content for text in marked(one)]
    if not isinstance(content, dict):
        return []
    mine = [content["text"]] if content.get("type") == "mrkdwn" else []
    return mine + [text for one in content.values() for text in marked(one)]


def result(name: str, reference: str = "K7-3F2A", papers: int = 1) -> Json:
    """A result as it goes out, on record."""
    answers = dict(pair.split("=") for pair in ANSWERS[name].split())
    message = result_message(CONSULTATIONS, CONSULTATIONS.result(answers), answers, SET)
    filed = {"reference": reference, "note": "書類があります。", "papers": [PAPER] * papers}
    custom = {**(message.custom or {}), "filed": filed}
    return {
        "text": message.text,
        "choices": [one.as_dict() for one in message.buttons],
        "custom": custom,
    }


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - {"unfinished"}))
def test_every_kind_of_result_is_a_card_within_the_limits(slack: StandIn, name: str) -> None:
    said = result(name)
    send(slack, [said])
    card = said["custom"]["card"]
    everything = json.dumps(slack.posts, ensure_ascii=False)
    wanted = [card["title"], "K7-3F2A", card["disclaimer"], *card["next_steps"]]
    for line in card["procedures"]:
        wanted += [
            line["name"],
            line["status_label"],
            *line["forms"],
            *(r["text"] for r in line["reasons"]),
        ]
        wanted += [role["value"] for role in line["roles"]]
    assert [part for part in wanted if part not in everything] == []
    assert slack.posts[0]["blocks"][0]["type"] == "header"


def test_papers_are_links_and_the_next_steps_stand_in_a_message_of_their_own(
    slack: StandIn,
) -> None:
    send(slack, [result("both consultations", papers=30)])
    *card, after = slack.posts
    papers = [one for post in card for one in elements(post)]
    assert [one["url"] for one in papers] == [PAPER["href"]] * 30
    assert not any("url" in one for one in elements(after))
    assert [one["value"] for one in elements(after)] == [
        "act:change_answer",
        "act:handoff",
        "act:restart",
    ]


def test_a_paper_that_slack_cannot_open_is_not_offered(slack: StandIn) -> None:
    said = result("a plan")
    said["custom"]["filed"]["papers"] = [{"label": "紙", "href": "papers/1/sheet"}]
    send(slack, [said])
    assert not any("url" in one for post in slack.posts for one in elements(post))
