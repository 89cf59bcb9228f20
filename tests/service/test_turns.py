"""The interview turn by turn, without Rasa: what is asked, kept, dropped and said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rasa_project.bootstrap import services
from rasa_project.conversation import Conversation
from rasa_project.service import Turn, Utterance, choose, open_conversation, take_turn


class Talk:
    """One conversation, driven by buttons and understood sentences."""

    def __init__(self) -> None:
        self.services = services()
        self.turn: Turn = open_conversation(self.services)

    def press(self, *payloads: str) -> Talk:
        for payload in payloads:
            self.turn = choose(self.services, self.turn.conversation, payload)
        return self

    def say(
        self,
        act: str,
        text: str = "",
        term: str | None = None,
        doubted: Mapping[str, str] | None = None,
        **facts: str,
    ) -> Talk:
        said = Utterance(text, act, facts, term, doubted or {})
        self.turn = take_turn(self.services, self.turn.conversation, said)
        return self

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.turn.conversation.answers)

    @property
    def asked(self) -> str | None:
        return self.turn.conversation.asked

    @property
    def text(self) -> str:
        return "\n".join(message.text for message in self.turn.messages)

    @property
    def buttons(self) -> list[str]:
        return [button.payload for button in self.turn.messages[-1].buttons]


SAAS_RENEWAL = ("answer:stage=plan", "answer:subject=saas", "answer:activity=renew_contract")
SAAS_DONE = (*SAAS_RENEWAL, "answer:saas_city_data=no", "answer:network=none")


def test_a_conversation_opens_with_a_greeting_and_the_first_question() -> None:
    talk = Talk()
    assert talk.asked == "stage"
    assert "協議ナビ" in talk.text
    assert "answer:stage=plan" in talk.buttons


def test_each_question_offers_its_choices_and_not_knowing_and_says_how_many_may_come() -> None:
    talk = Talk().press("answer:stage=plan", "answer:subject=saas")
    assert talk.asked == "activity"
    assert "answer:activity=renew_contract" in talk.buttons
    assert "answer:activity=extend_lease" not in talk.buttons, "no SaaS is leased"
    assert "answer:activity=unknown" in talk.buttons
    assert "あと最大4問" in talk.text


def test_an_interview_by_buttons_ends_in_one_result_message_with_its_decision() -> None:
    talk = Talk().press(*SAAS_DONE)
    message = talk.turn.messages[-1]
    assert talk.asked is None
    assert message.custom is not None
    decision = message.custom["decision"]
    assert isinstance(decision, dict)
    assert [(p["id"], p["status"]) for p in decision["procedures"]] == [("art7", "exempt")]
    assert message.text.splitlines()[1].endswith("協議は不要（対象外）"), "the verdict comes first"


def test_a_reason_is_given_only_if_its_condition_was_answered() -> None:
    talk = Talk().press(*SAAS_DONE)
    assert "市が持っている情報を入れない" in talk.text
    assert "製品を指定して" not in talk.text, "nobody said that a product is specified"


def test_facts_volunteered_are_not_asked_again() -> None:
    talk = Talk().say("inform", stage="plan", subject="saas", activity="introduce")
    assert talk.asked == "saas_city_data"
    assert "こう読み取りました" in talk.text


@pytest.mark.parametrize(
    "act",
    ["ask_why", "ask_definition", "ask_forms", "ask_contact", "ask_provision", "ask_roles",
     "ask_progress", "greet", "thanks", "goodbye", "help", "learn", "what_if"],
)  # fmt: skip
def test_after_a_digression_the_open_question_comes_back_by_itself(act: str) -> None:
    talk = Talk().press(*SAAS_RENEWAL)
    before = talk.answers
    talk.say(act)
    assert talk.asked == "saas_city_data"
    assert talk.answers == before
    assert "answer:saas_city_data=yes" in talk.buttons
    assert len(talk.turn.messages) == 2


def test_not_knowing_goes_on_record_and_names_who_would_know() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("dont_know")
    assert talk.answers["saas_city_data"] == "unknown"
    assert "使う課の担当者" in talk.text


def test_back_restores_the_answers_before_the_last_one() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("dont_know").say("go_back")
    assert talk.asked == "saas_city_data"
    assert "saas_city_data" not in talk.answers
    talk.say("go_back").say("go_back").say("go_back")
    assert talk.asked == "stage"
    talk.say("go_back")
    assert "これより前の質問はありません" in talk.text


def test_back_after_the_result_reopens_the_last_question() -> None:
    talk = Talk().press(*SAAS_DONE).say("go_back")
    assert talk.asked == "network"


def test_changing_one_answer_keeps_the_others_and_says_which_are_dropped() -> None:
    talk = Talk().press(*SAAS_DONE, "change:subject", "answer:subject=package")
    assert talk.answers == {"stage": "plan", "subject": "package", "network": "none"}
    assert talk.asked == "activity"
    assert "「すること」「市の情報の入力・アップロード」" in talk.text.replace("、", "")


def test_a_correction_in_words_shows_what_changed_in_the_result() -> None:
    talk = Talk().press(*SAAS_DONE)
    talk.say("change_answer", saas_city_data="yes").press("answer:saas_product_specified=no")
    assert "前の結果から変わったところ" in talk.text
    assert "協議は不要（対象外） → 協議が必要" in talk.text


def test_changing_without_a_value_offers_every_answer() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("change_answer")
    assert talk.buttons == ["change:stage", "change:subject", "change:activity"]


def test_two_values_that_exclude_each_other_are_refused_and_explained() -> None:
    talk = (
        Talk()
        .press("answer:stage=plan", "answer:subject=saas")
        .say("inform", activity="extend_lease")
    )
    assert "組み合わせられません" in talk.text
    assert talk.answers == {"stage": "plan", "subject": "saas"}


def test_an_activity_said_of_something_that_has_none_is_let_go() -> None:
    talk = Talk().say("inform", stage="plan", subject="website", activity="introduce")
    assert talk.answers == {"stage": "plan", "subject": "website"}
    assert talk.asked == "network"


def test_what_if_shows_the_other_result_and_changes_nothing() -> None:
    talk = Talk().press(*SAAS_DONE)
    before = talk.turn.conversation
    talk.say("what_if", saas_city_data="yes", saas_product_specified="no")
    assert "協議は不要（対象外） → 協議が必要" in talk.text
    assert talk.turn.conversation == before


def test_unreadable_answers_are_explained_then_offered_then_led_to_the_desk() -> None:
    talk = Talk().press(*SAAS_RENEWAL)
    said = [talk.say("out_of_scope", "ふにゃ").text for _ in range(4)]
    assert "お聞きする理由" in said[0]
    assert "ボタンを押すか" in said[1]
    assert "窓口：デジタル統括室 DX推進担当" in said[2]
    assert "窓口：" in said[3]
    assert talk.asked == "saas_city_data"
    assert talk.press("answer:saas_city_data=no").turn.conversation.misses == 0


def test_it_help_is_told_that_this_is_not_the_desk_for_it() -> None:
    talk = Talk().say("out_of_scope", "パスワードを忘れました")
    assert "窓口ではありません" in talk.text
    assert talk.turn.conversation.misses == 0


def test_restart_asks_before_answers_are_lost() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("restart")
    assert talk.answers
    assert talk.say("deny").answers
    assert talk.say("restart").say("affirm").answers == {}
    assert talk.asked == "stage"


def test_restart_needs_no_question_when_nothing_would_be_lost() -> None:
    assert Talk().say("restart").asked == "stage"
    assert Talk().press(*SAAS_DONE).say("restart").answers == {}


@pytest.mark.parametrize(
    "payload",
    ["", "answer:", "answer:cio_designation=exempt", "answer:network=none", "answer:stage=nope", "answer:verdict=exempt", "change:network", "act:inform",
     "act:take_turn", "sure:delete", "answer:stage", "x" * 500],
)  # fmt: skip
def test_a_payload_that_no_button_carries_changes_nothing(payload: str) -> None:
    talk = Talk().press(*SAAS_RENEWAL)
    before = talk.answers
    talk.press(payload)
    assert talk.answers == before
    assert talk.asked == "saas_city_data"
    assert talk.text


def test_a_button_of_a_question_that_no_longer_applies_records_nothing() -> None:
    talk = Talk().press("answer:stage=plan", "answer:subject=package", "answer:saas_city_data=no")
    assert "saas_city_data" not in talk.answers
    assert "そのボタンは、いまは使えません" in talk.text


def test_a_fact_said_that_is_of_no_use_is_not_recorded_and_that_is_said() -> None:
    talk = (
        Talk()
        .press("answer:stage=plan", "answer:subject=package")
        .say("inform", saas_city_data="no")
    )
    assert "saas_city_data" not in talk.answers
    assert "記録していません" in talk.text


def test_a_doubtful_reading_waits_for_a_yes() -> None:
    talk = Talk().say("inform", doubted={"subject": "saas"}, stage="plan")
    assert talk.answers == {"stage": "plan"}
    assert "対象のもの＝SaaS" in talk.text
    assert talk.buttons == ["sure:facts", "sure:none"]
    assert talk.say("affirm").answers == {"stage": "plan", "subject": "saas"}
    assert talk.asked == "activity"


@pytest.mark.parametrize("no", ["typed", "pressed", "something else"])
def test_a_doubtful_reading_that_is_not_confirmed_is_forgotten(no: str) -> None:
    talk = Talk().press("answer:stage=plan").say("inform", doubted={"subject": "saas"})
    if no == "typed":
        talk.say("deny", subject="unknown")
    elif no == "pressed":
        talk.press("sure:none")
    else:
        talk.say("ask_why").press("sure:facts")
    assert talk.answers == {"stage": "plan"}
    assert talk.asked == "subject"


def test_a_doubtful_correction_is_a_correction_when_confirmed() -> None:
    talk = Talk().press(*SAAS_DONE).say("change_answer", doubted={"saas_city_data": "yes"})
    assert talk.answers["saas_city_data"] == "no"
    assert talk.press("sure:facts").answers["saas_city_data"] == "yes"


def test_a_doubtful_reading_that_decides_nothing_is_not_asked_about() -> None:
    talk = Talk().press("answer:stage=organization").say("inform", doubted={"subject": "saas"})
    assert talk.turn.conversation.pending is None


def test_contact_details_that_are_not_set_are_said_to_be_unset() -> None:
    assert "まだ設定されていません" in Talk().say("ask_contact").text


def test_handing_over_names_the_form_and_carries_the_answers() -> None:
    text = Talk().press(*SAAS_RENEWAL).say("handoff").text
    assert "案件整理・相談票" in text
    assert "SaaSの継続利用" in text


@pytest.mark.parametrize(
    ("term", "expected"),
    [("※8", "【※8】"), ("第7条", "【要領5(1)"), ("5(2)", "【要領5(2)"), ("９（２）", "【要領9(2)"),
     ("10", "【要領10(1)"), ("99(9)", "見つかりませんでした")],
)  # fmt: skip
def test_a_provision_is_summarised_with_its_number_and_the_official_page(
    term: str, expected: str
) -> None:
    text = Talk().say("ask_provision", term=term).text
    assert expected in text
    assert "https://www.city.osaka.lg.jp/" in text


def test_a_word_is_explained_and_a_near_miss_is_offered() -> None:
    assert "【スクラッチシステム】" in Talk().say("ask_definition", term="スクラッチ").text
    assert "もしかして" in Talk().say("ask_definition", term="スクラッチシステン").text


def test_a_conversation_survives_being_stored() -> None:
    conversation = Talk().press(*SAAS_DONE).turn.conversation
    assert Conversation.from_dict(conversation.as_dict()) == conversation
    waiting = Talk().say("inform", doubted={"subject": "saas"}).turn.conversation
    assert waiting.pending
    assert Conversation.from_dict(waiting.as_dict()) == waiting
    assert Conversation.from_dict(None) == Conversation()
