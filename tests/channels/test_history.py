"""The past of a conversation is shown as it was said."""

from __future__ import annotations

from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from rasa_project.channels.history import messages


def test_user_and_bot_in_order_with_labels_and_plain_payloads() -> None:
    buttons = [{"title": "はい", "label": "はい", "payload": '/choose{"choice": "answer:a=yes"}'}]
    events = [
        UserUttered("/open"),
        BotUttered("質問", {"buttons": buttons, "custom": {"kind": "question"}}),
        UserUttered('/choose{"choice": "answer:a=yes"}', metadata={"shown": "はい"}),
        SlotSet("consultation", {}),
        BotUttered("結果", {"buttons": None}),
    ]
    assert messages(events) == [
        {
            "from": "bot",
            "text": "質問",
            "choices": [{"label": "はい", "payload": "answer:a=yes"}],
            "custom": {"kind": "question"},
        },
        {"from": "user", "text": "はい", "choices": [], "custom": None},
        {"from": "bot", "text": "結果", "choices": [], "custom": None},
    ]
