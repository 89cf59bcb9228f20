"""Short answers: yes and no are never confused, in any width, script or dialect."""

from __future__ import annotations

import pytest

from rasa_project.core.model import UNKNOWN, Edition
from rasa_project.edition.source import read
from rasa_project.understanding import short
from rasa_project.understanding.letters import plain
from rasa_project.understanding.lexicon import Lexicon

SAID = {
    "affirm": "はい/ﾊｲ/ハイ！/はーい🙋/せやで/そうです/そやそや/ＯＫ/ｙｅｓ/〇/ええ、そうなんです/たぶんはい/うん/間違いないです",
    "deny": "いいえ/ｲｲｴ/いえいえ/ちゃうわ/ちゃいますねん/×/ＮＯ/うーん違います/ありません/ないです/多分いいえです/そうではないです/せえへん",
    "dont_know": "わからない/ﾜｶﾗﾅｲ/わからへん/未定です/まだ決まってへん/さあ…/うーん/ちょっと分からないですね/みてい",
    None: "いや、そうです/はい、いいえ/たぶん/まだ/入れます/SaaS/おおきに/",
}


@pytest.mark.parametrize(
    ("text", "act"), [(text, act) for act, texts in SAID.items() for text in texts.split("/")]
)
def test_yes_no_and_unknown(text: str, act: str | None) -> None:
    assert short.yes_no_unknown(text) == act


def test_no_phrase_means_two_things() -> None:
    sections = read(short.PHRASES).mapping()
    meant: dict[str, str] = {}
    for act in short.ANSWERS:
        only_with_others = set(sections["hesitation"].mapping()[act].texts())
        for phrase in set(sections[act].texts()) - only_with_others:
            even = short.even(phrase)
            assert meant.setdefault(even, act) == act, (
                f"「{phrase}」は {meant[even]} にもあります。"
            )


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("戻る", "go_back"),
        ("ﾓﾄﾞﾙ", "go_back"),
        ("りせっと", "restart"),
        ("ヘルプ！", "help"),
        ("おおきに", "thanks"),
        ("ありがとうございます😊", "thanks"),
        ("ほなまた", "goodbye"),
        ("まいど", "greet"),
        ("人につないでください", "handoff"),
        ("戻り値", None),
        ("ありがとうって何", None),
        ("最初からパッケージの案件で", None),
    ],
)
def test_set_phrases(text: str, act: str | None) -> None:
    assert short.formula(text) == act


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "plan"),
        ("２番", "procure"),
        ("2番目のやつ", "procure"),
        ("上から三つ目", "network"),
        ("最後の", None),
        ("最後", "network"),
        ("4番でお願いします", UNKNOWN),
        ("5", None),
        ("0", None),
        ("2台", None),
        ("1年延ばす", None),
    ],
)
def test_numbers_count_the_choices_shown(text: str, value: str | None) -> None:
    assert short.chosen_by_number(text, ["plan", "procure", "network"]) == value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("subject", "パッケージやな", "package"),
        ("subject", "ｽｸﾗｯﾁ", "scratch"),
        ("subject", "たぶん、SaaSのほうです", "saas"),
        ("stage", "契約です", "procure"),
        ("contract", "データ入力の契約やねん", "data_entry"),
        ("activity", "かいしゅう", "modify"),
        ("activity", "SaaS", None),
    ],
)
def test_a_choice_by_name(
    lexicon: Lexicon, edition: Edition, fact: str, text: str, value: str | None
) -> None:
    found = short.named(lexicon, text, edition.facts[fact])
    assert found == (value and (value, False))


def test_a_slip_of_one_letter_is_recognised_and_marked(lexicon: Lexicon, edition: Edition) -> None:
    found = short.named(lexicon, "スクラッケシステム", edition.facts["subject"])
    assert found == ("scratch", True)


@pytest.mark.slow
def test_every_label_and_alias_answers_its_question(lexicon: Lexicon, edition: Edition) -> None:
    lost = [
        (fact.id, choice.value, said)
        for fact in edition.facts.values()
        for choice in fact.choices
        for said in (choice.label, *choice.aliases)
        if lexicon.named(plain(said), fact.id) not in ((choice.value, False), None)
    ]
    assert not lost
    unread = [
        (fact.id, said)
        for fact in edition.facts.values()
        for choice in fact.choices
        for said in choice.aliases
        if short.named(lexicon, said, fact) != (choice.value, False)
    ]
    assert not unread


def test_a_bare_answer_needs_a_question_it_can_answer(edition: Edition) -> None:
    assert short.meaning("affirm", edition.facts["saas_city_data"]) == {"saas_city_data": "yes"}
    assert short.meaning("deny", edition.facts["subject"]) == {}
    assert short.meaning("dont_know", edition.facts["subject"]) == {"subject": UNKNOWN}
    assert short.meaning("affirm", None) == {}


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("さっきの答えを変えたい", True),
        ("「市の情報の入力・アップロード」の答えを変えたい", True),
        ("回答を訂正したいです", True),
        ("販売方法の答えを変えたい", True),
        ("販売方法はSaaSに変えたい", False),
        ("答えをパッケージに変えたい", False),
        ("答えをはいに直して", False),
        ("やっぱりパッケージでした", False),
    ],
)
def test_a_wish_to_change_names_no_value(text: str, wish: bool) -> None:
    assert short.wishes_to_change(plain(text), [plain("販売方法")]) is wish
