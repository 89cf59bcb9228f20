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
LEASE = ("answer:stage=plan", "answer:subject=package", "answer:activity=extend_lease")
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


def test_changing_the_subject_offers_those_that_the_activity_does_not_go_with_too() -> None:
    talk = Talk().press(*SAAS_RENEWAL, "change:subject")
    assert "answer:subject=package" in talk.buttons
    # The other way round, the subject stays: what is changed is only what is done to it.
    assert "answer:activity=extend_lease" not in talk.press("change:activity").buttons


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


def test_a_refused_value_does_not_bring_back_one_that_the_new_subject_excludes() -> None:
    talk = Talk().press(*LEASE).say("inform", subject="saas", activity="replace_model")
    assert "組み合わせられません" in talk.text
    assert "「すること」の答えは、もう使わないので消しました" in talk.text
    assert talk.answers == {"stage": "plan", "subject": "saas"}
    assert talk.asked == "activity"


def test_a_refused_value_leaves_the_former_one_where_that_still_fits() -> None:
    talk = (
        Talk()
        .press("answer:stage=plan", "answer:subject=package", "answer:activity=modify")
        .say("inform", subject="saas", activity="replace_model")
    )
    assert talk.answers == {"stage": "plan", "subject": "saas", "activity": "modify"}


def test_a_supposition_that_makes_no_sense_is_answered() -> None:
    talk = Talk().press(*LEASE)
    before = talk.turn.conversation
    said = talk.say("what_if", subject="saas", activity="replace_model")
    assert "組み合わせられません" in said.text
    assert talk.turn.conversation == before


def test_nobody_is_asked_to_choose_again_what_is_not_asked_for() -> None:
    talk = Talk().press("answer:stage=network")
    talk.say("inform", subject="saas", activity="extend_lease")
    assert "もう一度選んでください" not in talk.text
    assert "記録していません" in talk.text


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
    assert "選択肢から選ぶか" in said[1]
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


def test_restart_needs_no_question_after_a_result_that_names_no_procedure() -> None:
    talk = Talk().press("answer:stage=network", "answer:network=none")
    assert talk.say("restart").answers == {}


@pytest.mark.parametrize("payload", ["change:saas_city_data", "answer:verdict=exempt"])
def test_a_yes_after_a_button_answers_what_is_shown_and_not_whether_to_begin_anew(
    payload: str,
) -> None:
    talk = Talk().press(*SAAS_RENEWAL, "answer:saas_city_data=no").say("restart").press(payload)
    fact = str(talk.asked)
    talk.say("affirm", "はい", None, None, **{fact: "yes"})
    assert talk.answers[fact] == "yes"
    assert talk.answers["stage"] == "plan"


def test_not_knowing_whether_to_begin_anew_loses_and_records_nothing() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("restart").say("dont_know", saas_city_data="unknown")
    assert talk.asked == "saas_city_data"
    assert "saas_city_data" not in talk.answers
    assert talk.say("affirm", "はい", saas_city_data="yes").answers["saas_city_data"] == "yes"


def test_what_is_said_to_be_undecided_is_recorded_instead_of_beginning_anew() -> None:
    talk = Talk().press("answer:stage=procure").say("restart").say("dont_know", contract="unknown")
    assert talk.answers == {"stage": "procure", "contract": "unknown"}
    assert talk.turn.conversation.pending is None


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
    assert "その選択肢は、いまは使えません" in talk.text


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


def test_a_correction_without_a_value_waits_for_the_name_of_the_answer() -> None:
    talk = Talk().press(*SAAS_DONE).say("change_answer").say("inform", "ネットワーク")
    assert talk.asked == "network"
    assert "いまの答えは「どれもない」です" in talk.text
    assert talk.answers["network"] == "none"
    assert talk.turn.conversation.pending is None


def test_the_label_of_the_answer_to_change_is_its_name_not_an_answer() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("change_answer")
    talk.say("inform", "対象のもの：SaaS（事業者が提供するサービス）", subject="saas")
    assert talk.asked == "subject"


def test_a_question_about_the_name_of_an_answer_is_answered() -> None:
    talk = Talk().press(*SAAS_DONE).say("change_answer")
    talk.say("ask_definition", "本市情報通信ネットワークって何？", term="本市情報通信ネットワーク")
    assert "【本市情報通信ネットワーク】" in talk.text
    assert talk.asked is None


@pytest.mark.parametrize("act", ["affirm", "deny"])
def test_yes_or_no_to_which_answer_to_change_answers_no_other_question(act: str) -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("change_answer").say(act, saas_city_data="yes")
    assert "saas_city_data" not in talk.answers
    assert ("どの答えを変えますか" if act == "affirm" else "では、続けます") in talk.text


def test_a_new_value_after_which_answer_to_change_is_taken() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("change_answer")
    talk.say("change_answer", "やっぱりパッケージでした", subject="package")
    assert talk.answers == {"stage": "plan", "subject": "package"}


def test_restart_is_done_when_asked_for_twice_and_dropped_by_a_change_of_mind() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("restart").say("change_answer", "やっぱりやめときます")
    assert talk.answers
    assert "では、続けます" in talk.text
    assert talk.say("restart").say("restart").answers == {}


def test_a_supposition_that_makes_no_sense_is_said_to_make_none() -> None:
    talk = Talk().press(*SAAS_DONE).say("what_if", activity="extend_lease")
    assert "「リース延長」は、これまでの答えと組み合わせられません" in talk.text
    assert "→" not in talk.text


@pytest.mark.parametrize("act", ["affirm", "deny"])
def test_yes_or_no_after_a_result_is_no_other_matter(act: str) -> None:
    talk = Talk().press(*SAAS_DONE).say(act, "はい")
    assert "結果は上のとおりです" in talk.text
    assert "それ以外のこと" not in talk.text
    assert "読み取れませんでした" in talk.say("inform", "ふーん").text


def test_a_result_is_not_said_again_when_nothing_new_was_said() -> None:
    talk = Talk().press(*SAAS_DONE).say("inform", network="none")
    assert "【結果】" not in talk.text
    assert "【結果】" in talk.say("inform", network="use").text


def test_going_on_after_another_matter_brings_the_question_back() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("handoff").say("affirm", "続けます")
    assert talk.asked == "saas_city_data"
    assert "読み取れませんでした" not in talk.text


def test_facts_are_said_and_kept_in_the_order_of_the_questions() -> None:
    talk = Talk().say("inform", abolish_target="system", stage="abolish")
    assert list(talk.answers) == ["stage", "abolish_target"]
    assert "こう読み取りました：いまの段階＝廃止、廃止するもの＝情報システム" in talk.text


def test_not_knowing_something_else_than_is_asked_is_said_back() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("dont_know", subject="unknown")
    assert "こう読み取りました：対象のもの＝わからない" in talk.text


def test_doubtfully_not_knowing_something_else_is_no_answer_to_the_open_question() -> None:
    talk = Talk().press("answer:stage=plan", "answer:subject=package")
    talk.say("dont_know", doubted={"network": "unknown"})
    assert "activity" not in talk.answers
    assert "という意味でよいですか" in talk.text


def test_after_a_result_questions_are_answered_from_the_result() -> None:
    talk = Talk().press("answer:stage=network", "answer:network=other_department")
    assert "他の所属の長が「協議・申出書」で申し出ます" in talk.say("ask_why").text
    assert "要領12(1)" in talk.say("ask_provision", "根拠は？").text
    assert "出す人は他の所属の長" in talk.say("ask_roles", "誰が出すん").text
    assert "質問は、もうありません" in talk.say("ask_progress").text
    assert "基盤担当（" in talk.say("handoff").text
    assert "DX推進担当" not in talk.text


def test_a_question_that_also_states_something_is_answered_from_the_new_record() -> None:
    talk = Talk().press("answer:stage=network").say("ask_forms", network="other_department")
    assert "この案件で必要な様式です" in talk.text
    assert "協議・申出書" in talk.text


def test_why_is_about_the_question_that_was_open() -> None:
    talk = Talk().press(*SAAS_RENEWAL).say("ask_why", saas_city_data="no")
    assert "「市の情報の入力・アップロード」をお聞きする理由です" in talk.text
    assert talk.asked == "network"


def test_a_result_without_forms_says_so() -> None:
    assert "出す様式はありません" in Talk().press(*SAAS_DONE).say("ask_forms").text


def test_a_desk_of_the_network_is_named_when_a_connection_is_abolished() -> None:
    talk = Talk().press("answer:stage=abolish", "answer:abolish_target=network").say("handoff")
    assert "窓口：デジタル統括室 基盤担当" in talk.text


def test_work_to_do_without_papers_is_not_called_nothing_to_do() -> None:
    talk = Talk().press("answer:stage=network", "answer:network=build_bureau_network_only")
    assert "出す書類はありませんが、することがあります" in talk.text
    assert "必要な手続はありません" not in talk.text


def test_the_grounds_of_the_open_question_are_its_item_of_the_guideline() -> None:
    talk = Talk().press("answer:stage=plan")
    assert "【要領1(1)" in talk.say("ask_provision", "根拠は？").text
    assert "見つかりませんでした" in talk.say("ask_provision", "※9は？").text


def test_of_two_roles_only_the_one_that_is_named_is_explained() -> None:
    text = Talk().say("ask_roles", "最高情報統括責任者って誰？").text
    assert "【最高情報統括責任者】" in text
    assert "【情報統括責任者】" not in text


def test_contact_details_that_are_not_set_are_said_to_be_unset() -> None:
    assert "まだ設定されていません" in Talk().say("ask_contact").text


def test_handing_over_names_the_form_and_carries_the_answers() -> None:
    text = Talk().press(*SAAS_RENEWAL).say("handoff").text
    assert "案件整理・相談票" in text
    assert "SaaSの継続利用" in text


def test_facts_stated_while_asking_for_a_person_are_recorded_and_handed_over() -> None:
    talk = Talk().press("answer:stage=plan").say("handoff", subject="saas", activity="introduce")
    assert talk.answers == {"stage": "plan", "subject": "saas", "activity": "introduce"}
    assert "窓口に伝える内容" in talk.text
    assert "・対象のもの：SaaS" in talk.text
    assert talk.asked == "saas_city_data"


@pytest.mark.parametrize(
    ("term", "expected"),
    [("※8", "【※8】"), ("第7条", "【要領5(1)"), ("第7条", "【要領5(2)"), ("5(2)", "【要領5(2)"),
     ("第7条ただし書き", "【要領5(2)"), ("第11条第1項ただし書き", "【要領9(2)"), ("第4条", "【要領3(1)"),
     ("第17条", "【要領10(1)"), ("９（２）", "【要領9(2)"), ("10", "【要領10(1)"), ("99(9)", "見つかりませんでした")],
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
    assert "【端末機】" in Talk().say("ask_definition", term="スタンドアロン").text


def test_a_conversation_survives_being_stored() -> None:
    conversation = Talk().press(*SAAS_DONE).turn.conversation
    assert Conversation.from_dict(conversation.as_dict()) == conversation
    waiting = Talk().say("inform", doubted={"subject": "saas"}).turn.conversation
    assert waiting.pending
    assert Conversation.from_dict(waiting.as_dict()) == waiting
    assert Conversation.from_dict(None) == Conversation()
