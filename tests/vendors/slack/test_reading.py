"""What Slack's events and clicks mean."""

from __future__ import annotations

from typing import Any

import pytest
from vendors.slack.payloads import (
    BOT,
    CHANNEL,
    DIRECT,
    OTHER,
    TEAM,
    USER,
    click,
    clicked,
    direct,
    event,
    mention,
    pick,
    posted,
    press,
)
from vendors.slack.receiving import one, received

from rasa_project.vendors.slack.posts import posts

Json = dict[str, Any]
SAID = {
    "text": "対象は、どれですか。",
    "choices": [
        {"label": "SaaS & <クラウド>", "payload": "answer:subject=saas"},
        {"label": "わからない", "payload": "answer:subject=unknown"},
    ],
}


def test_a_direct_message_is_what_its_writer_typed() -> None:
    said = one(
        event(
            direct("A &amp; B は &lt;@U1&gt; &amp;amp;。<https://a.example/?x=1&amp;y=2|要領> です")
        )
    )
    assert said.text == "A & B は <@U1> &amp;。要領 です"
    assert (said.event, said.sender) == ("Ev0PV52K21", f"{TEAM}/{USER}/{DIRECT}")
    assert said.address == {"team": TEAM, "user": USER, "channel": DIRECT}
    forms = one(
        event(direct("<@U9> <@U9|佐藤> <#C1|相談> <!here> <mailto:a@b.jp|a@b.jp> <http://c.jp>"))
    )
    assert forms.text == "@U9 @佐藤 #相談 @here a@b.jp http://c.jp"


def test_a_mention_is_stripped_and_its_thread_is_a_conversation() -> None:
    said = one(event(mention(f"<@{BOT}> SaaSを使いたい <@U9|佐藤>")))
    assert said.text == "SaaSを使いたい @佐藤"
    assert said.sender == f"{TEAM}/{USER}/{CHANNEL}/1515449522.000016"
    assert said.address["thread"] == "1515449522.000016"
    later = one(event(mention(f"<@{BOT}>: はい", thread_ts="1515449522.000016"), "Ev2"))
    assert (later.sender, later.text) == (said.sender, ": はい")
    old = {**event(mention(f" <@{BOT}> はい")), "authorizations": None}
    assert one(old).text == "はい"


def test_a_mention_without_words_opens_the_conversation() -> None:
    said = one(event(mention(f"<@{BOT}>")))
    assert said.text is None and said.choice is None


def test_a_thread_in_a_direct_conversation_is_no_conversation_of_its_own() -> None:
    said = one(event(direct("はい", thread_ts="1355517000.000001")))
    assert said.sender == f"{TEAM}/{USER}/{DIRECT}"
    assert said.address["thread"] == "1355517000.000001"


@pytest.mark.parametrize(
    "inner",
    [
        direct("自分", bot_id="B1"),
        direct("自分", user=BOT),
        direct("だれでもない", user=None),
        direct("直した", subtype="message_changed"),
        direct("消した", subtype="message_deleted"),
        direct("入った", subtype="channel_join"),
        direct("ボット", subtype="bot_message"),
        direct("部屋の話", channel_type="channel", channel=CHANNEL),
        mention(f"<@{BOT}> 直した", edited={"user": USER, "ts": "1"}),
        {"type": "reaction_added", "user": USER},
    ],
)
def test_what_no_person_says_to_the_bot_is_passed_over(inner: Json) -> None:
    answer = received(posted(event(inner)))
    assert (answer.status, answer.arrived) == (200, ())


def test_a_repeated_event_has_the_same_id() -> None:
    again = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
    payload = event(direct("はい"))
    assert received(posted(payload)) == received(posted(payload, again))


def test_a_pressed_button_brings_its_payload() -> None:
    (post,) = posts(SAID, USER)
    section, actions = post["blocks"]
    said = one(click(press(actions, 0), blocks=[section, actions]))
    assert (said.choice, said.shown, said.text) == (
        "answer:subject=saas",
        "SaaS & <クラウド>",
        None,
    )
    assert said.sender == f"{TEAM}/{USER}/{DIRECT}"
    assert all(part in said.event for part in (TEAM, "1548261231.000200", "1548426417.840180"))
    assert len(said.event) <= 200
    assert said.address["pressed"] == {
        "ts": "1548261231.000200",
        "shown": "SaaS & <クラウド>",
        "text": "対象は、どれですか。",
    }


def test_a_line_picked_from_a_list_is_a_choice_too() -> None:
    many = {
        "text": "どれですか。",
        "choices": [{"label": f"{n}", "payload": f"p{n}"} for n in range(30)],
    }
    (post,) = posts(many, USER)
    said = one(click(pick(post["blocks"][1], 27), blocks=post["blocks"]))
    assert (said.choice, said.shown) == ("p27", "27")


def test_somebody_elses_click_is_theirs_and_leaves_the_buttons_alone() -> None:
    (post,) = posts(SAID, USER)
    where = {"channel": CHANNEL, "thread": "1515449522.000016"}
    action = press(post["blocks"][1], 0)
    mine = one(click(action, blocks=post["blocks"], **where))
    theirs = one(click(action, blocks=post["blocks"], user=OTHER, **where))
    assert mine.sender == f"{TEAM}/{USER}/{CHANNEL}/1515449522.000016"
    assert theirs.sender == f"{TEAM}/{OTHER}/{CHANNEL}/1515449522.000016"
    assert "pressed" in mine.address and "pressed" not in theirs.address


def test_an_opened_link_or_another_kind_of_click_brings_nothing() -> None:
    link = {"type": "button", "action_id": "paper.0", "block_id": "x", "url": "https://a.example"}
    assert received(clicked(click(link, blocks=[]))).arrived == ()
    assert received(clicked({"type": "view_closed"})).arrived == ()


def test_half_a_letter_in_a_text_does_no_harm() -> None:
    assert one(event(direct("は\ud800い"))).text == "は?い"
