"""Interviews over a real homeserver, typed with numbers, down to the result."""

from __future__ import annotations

import asyncio
import time

import pytest
from synapse import SERVER, Synapse
from vendors.matrix.person import BOT, Person

from rasa_project.vendors.base import Environment, UndeliveredError
from rasa_project.vendors.matrix import from_environment

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.usefixtures("bridge")]

INTERVIEW = {
    "どの段階の相談ですか": "企画（新しく入れる",
    "対象は何ですか": "スクラッチシステム",
    "何をしますか": "開発・導入",
    "大阪市のネットワーク": "どれもない",
}


@pytest.fixture
def tanaka(synapse: Synapse) -> Person:
    """Somebody in a room with the bot, who has read the greeting."""
    person = Person(synapse, f"tanaka{time.monotonic_ns()}")
    person.invites()
    return person


def test_a_whole_interview_is_typed_with_numbers(tanaka: Person) -> None:
    shown = tanaka.hears_about("どの段階の相談ですか")
    assert "こんにちは。協議ナビです。" in shown
    for question, label in INTERVIEW.items():
        if question not in shown:
            shown += tanaka.hears_about(question)
        assert question in shown
        tanaka.picks(label, shown)
        shown = ""
    result = tanaka.hears_about("相談番号：")
    assert "■ 企画に係る協議（規程第7条）：協議が必要" in result
    html = tanaka.messages()[-1]["formatted_body"]
    assert "<h4>企画に係る協議（規程第7条）：協議が必要</h4><ul><li>理由：" in html
    assert "相談番号：<strong>" in html and "（下書き）" in html
    # The menu after a result has numbers, too, and so has what it leads to.
    tanaka.picks("答えを変える", result)
    tanaka.picks("対象のもの", tanaka.hears_about("どの答えを変えますか"))
    assert "いまの答えは「スクラッチシステム" in tanaka.hears_about("対象は何ですか")


def test_a_corrected_number_corrects_the_answer_that_it_gave(tanaka: Person) -> None:
    shown = tanaka.hears_about("どの段階の相談ですか")
    first = tanaka.picks("企画（新しく入れる", shown)
    tanaka.hears_about("対象は何ですか")
    relation = {"rel_type": "m.replace", "event_id": first}
    new = {"msgtype": "m.text", "body": "9"}
    tanaka.sends({**new, "body": "* 9", "m.new_content": new, "m.relates_to": relation})
    tanaka.hears_about("問）")
    tanaka.says("ここまでの内容は？")
    assert "・いまの段階：廃止" in tanaka.hears_about("いまの段階")


def test_a_typed_sentence_is_understood_as_anywhere(tanaka: Person) -> None:
    tanaka.hears_about("どの段階の相談ですか")
    tanaka.says("企画で、スマートデバイスの新規導入です。ネットワークは使いません")
    assert "企画に係る協議（規程第7条）：協議が必要" in tanaka.hears_about("相談番号：")


def test_in_a_room_of_several_the_bot_hears_only_its_name(synapse: Synapse, tanaka: Person) -> None:
    sato = Person(synapse, f"sato{time.monotonic_ns()}")
    tanaka.invites(sato.user)
    sato.joins(tanaka.room)
    tanaka.hears_about("どの段階の相談ですか")
    tanaka.says("1")
    tanaka.says("昼にしましょう")
    sato.says("@kyogi 廃止")
    tanaka.hears_about("（あと最大")
    assert len(tanaka.messages()) == tanaka.read
    # What was shown to one of them is not what a number of the other means.
    tanaka.sends({"msgtype": "m.text", "body": "@kyogi 1", "m.mentions": {"user_ids": [BOT]}})
    assert "対象は何ですか" in tanaka.hears_about("（あと最大")


def test_what_cannot_be_read_is_answered_with_a_sentence(tanaka: Person) -> None:
    tanaka.hears_about("どの段階の相談ですか")
    tanaka.sends({"msgtype": "m.image", "body": "図.png", "url": "mxc://x/y"})
    tanaka.hears_about("文だけを読めます")
    tanaka.sends({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}, "m.room.encrypted")
    tanaka.hears_about("暗号化されている")
    tanaka.sends({"msgtype": "m.notice", "body": "自動の知らせ"})
    tanaka.says("1")
    assert tanaka.hears_about("対象は何ですか").count("番号を書いて選べます") == 1


def test_the_bot_has_its_name(tanaka: Person) -> None:
    assert tanaka.ask("GET", f"/profile/{BOT}/displayname") == {"displayname": "協議ナビ"}


def test_a_reply_that_is_sent_again_is_said_once(synapse: Synapse, tanaka: Person) -> None:
    tanaka.hears_about("どの段階の相談ですか")
    address = {"room": tanaka.room, "user": tanaka.user}
    long = [{"text": "長い文です。<&\"'>\n" * 6_000, "choices": [{"label": "一", "payload": "a"}]}]

    async def twice() -> None:
        channel = from_environment(Environment("KYOGI_MATRIX_", synapse.settings()))
        for _ in range(2):
            await channel.send(address, long, "reply-1")
        elsewhere = {"room": f"!nowhere:{SERVER}", "user": tanaka.user}
        with pytest.raises(UndeliveredError) as refused:
            await channel.send(elsewhere, [{"text": "え"}], "reply-2")
        assert refused.value.permanent
        await channel.close()

    asyncio.run(twice())
    new = tanaka.messages()[tanaka.read :]
    said = "\n".join(content["body"] for content in new[:-1])
    assert len(new) > 10 and said == str(long[0]["text"]).strip()
    assert new[-1]["body"] == "番号を書いて選べます。\n1. 一"
