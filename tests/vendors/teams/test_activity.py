"""What a person did in Teams, as the bot gets to know it."""

from __future__ import annotations

from typing import Any

import pytest
from vendors.teams.microsoft import APP, PRIVATE_CHAT, TENANT, THREAD, Microsoft

from rasa_project.vendors.teams.activity import arrived

ME = {
    "type": "mention",
    "text": "<at>協議ナビ</at>",
    "mentioned": {"id": f"28:{APP}", "name": "協議ナビ"},
}
SATO = {"type": "mention", "text": "<at>佐藤</at>", "mentioned": {"id": "29:2", "name": "佐藤"}}
IN_THREAD = {"conversationType": "channel", "tenantId": TENANT, "id": THREAD}


@pytest.fixture
def teams() -> Microsoft:
    """Only its messages: nothing is served."""
    return Microsoft({}, base="https://smba.trafficmanager.net/jp")


def test_a_typed_message_arrives_with_who_and_where(teams: Microsoft) -> None:
    (one,) = arrived(teams.message("SaaSを使いたい"))
    assert one.event == f"{PRIVATE_CHAT}|1485983408511"
    assert one.sender == f"{PRIVATE_CHAT}|aaaaaaaa-0000-0000-0000-000000000001"
    assert (one.text, one.choice) == ("SaaSを使いたい", None)
    assert one.address == {
        "service_url": teams.service_url,
        "conversation": PRIVATE_CHAT,
        "bot": f"28:{APP}",
    }


def test_mentions_are_taken_out_of_the_text(teams: Microsoft) -> None:
    said = "<at>協議ナビ</at>&nbsp;<at>佐藤</at>さんのSaaSは？\n"
    (one,) = arrived(teams.message(said, entities=[ME, SATO], conversation=IN_THREAD))
    assert one.text == "佐藤さんのSaaSは？"
    assert one.sender.startswith(THREAD) and one.address["conversation"] == THREAD


def test_the_bots_name_alone_opens_the_conversation(teams: Microsoft) -> None:
    (one,) = arrived(teams.message("<at>協議ナビ</at>", entities=[ME]))
    assert (one.text, one.choice) == (None, None)


def test_a_pressed_choice_arrives_as_it_was_sent(teams: Microsoft) -> None:
    value = {"choice": "answer:stage=plan~00ff", "labels": {"answer:stage=plan~00ff": "企画"}}
    (one,) = arrived(teams.message("", value=value))
    assert (one.choice, one.shown, one.text) == ("answer:stage=plan~00ff", "企画", None)


def test_a_choice_whose_label_is_no_text_is_shown_as_nothing(teams: Microsoft) -> None:
    (one,) = arrived(teams.message("", value={"choice": "a:b", "labels": {"a:b": ["x"]}}))
    assert (one.choice, one.shown) == ("a:b", "")


def test_adding_the_bot_opens_a_conversation_and_adding_others_does_not(teams: Microsoft) -> None:
    both = [{"id": "29:9"}, {"id": f"28:{APP}"}]
    (one,) = arrived(teams.message("", type="conversationUpdate", membersAdded=both))
    assert (one.text, one.choice) == (None, None)
    assert not arrived(teams.message("", type="conversationUpdate", membersAdded=both[:1]))
    assert not arrived(teams.message("", type="conversationUpdate", membersAdded="x"))


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "typing"},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "installationUpdate", "action": "add"},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"choice": "a:b"}},
        {"type": None},
        {"text": "", "attachments": [{"contentType": "image/png"}]},
        {"from": {"id": f"28:{APP}"}},
    ],
    ids=str,
)
def test_whatever_else_happens_is_no_business_of_the_bot(
    teams: Microsoft, changed: dict[str, Any]
) -> None:
    assert not arrived(teams.message(**{"said": "x", **changed}))


def test_a_long_name_of_an_event_stays_short_and_its_own(teams: Microsoft) -> None:
    where = {"id": "a:" + "x" * 240, "tenantId": TENANT}
    names = {
        arrived(teams.message(id=name, conversation=where))[0].event for name in ("1", "2", "1")
    }
    assert len(names) == 2 and max(map(len, names)) <= 200


def test_broken_unicode_becomes_readable(teams: Microsoft) -> None:
    (one,) = arrived(teams.message("a\ud800b"))
    assert one.text == "a?b"
