"""Searching and finding what is alike: the same on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine
from store_samples import SAAS, consultation, decided_case, new_case

from rasa_project.store.cases import Filters, queue
from rasa_project.store.desk import Desk
from rasa_project.store.outbox import Decision
from rasa_project.store.records import Records
from rasa_project.store.similar import similar

TEXTS = {
    "cloud": "対象：クラウドサービス（SaaS）\n内容：契約更新",
    "server": "対象：サーバーの機種更新\n内容：機種の更新",
    "web": "対象：ホームページ\n内容：再構築 100%",
}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("クラウド", {"cloud"}),
        ("ｸﾗｳﾄﾞ", {"cloud"}),
        ("クラウド サービス", {"cloud"}),
        ("サービスクラウド", set()),
        ("更新", {"cloud", "server"}),
        ("更新 対象", {"cloud", "server"}),
        ("サーバ", {"server"}),
        ("サーバーの機種", {"server"}),
        ("機種契約", set()),
        ("saas", {"cloud"}),
        ("ＳａａＳ", {"cloud"}),
        ("新内", set()),
        ("築", {"web"}),
        ("ジ", {"web"}),
        ("S", {"cloud", "server", "web"}),
        ("q", set()),
        ("100%", {"web"}),
        ("※", set()),
        ("' OR 1=1 --", set()),
        ('更新"', {"cloud", "server"}),
        ("更新 AND NOT", set()),
        ("総務", {"cloud", "server", "web"}),
    ],
)
def test_words_are_found_where_they_stand(
    said: str, found: set[str], records: Records, desk: Desk, engine: Engine
) -> None:
    ids = {}
    for name, text in TEXTS.items():
        ids[new_case(records, desk, text=text, department="総務局 DS").id] = name
    assert {ids[case.id] for case in queue(engine, Filters(text=said)).cases} == found


def test_number_comments_and_reasons_are_searched_too(
    records: Records, desk: Desk, engine: Engine
) -> None:
    other, case = new_case(records, desk), new_case(records, desk)
    case = desk.comment(case.id, "sato", case.version, "住民税の帳票を印刷する")
    decision = Decision("required", "専用回線を使うため")
    desk.decide(case.id, "sato", case.version, decision, lambda *_: "")
    for said in (
        case.reference,
        case.reference.lower().replace("-", ""),
        "帳票",
        "専用回線 住民税",
    ):
        assert [one.id for one in queue(engine, Filters(text=said)).cases] == [case.id]
    assert not queue(engine, Filters(text="帳票", states=("new",))).cases
    records.save(consultation(id=other.consultation, text="改めた文章"))
    assert [one.id for one in queue(engine, Filters(text="改めた")).cases] == [other.id]
    assert [one.id for one in queue(engine, Filters(text="クラウド")).cases] == [case.id]


def test_a_search_is_paged_like_the_queue(records: Records, desk: Desk, engine: Engine) -> None:
    ids = [new_case(records, desk).id for _ in range(3)]
    for oldest_first, order in ((True, ids), (False, ids[::-1])):
        filters = Filters(text="クラウド", oldest_first=oldest_first)
        first = queue(engine, filters, limit=2)
        second = queue(engine, filters, first.next, limit=2)
        assert [case.id for case in (*first.cases, *second.cases)] == order
        assert second.next is None


def test_the_case_most_alike_comes_first_the_decided_before_the_open(
    records: Records, desk: Desk, engine: Engine
) -> None:
    same = decided_case(records, desk, answers=SAAS)
    near = decided_case(records, desk, answers={**SAAS, "activity": "renew_contract"})
    still_open = new_case(records, desk, answers=SAAS)
    decided_case(records, desk, answers={"stage": "abolish", "abolish_target": "both"}, text="廃止")
    mine = new_case(records, desk, answers=SAAS)
    found = similar(engine, mine.consultation)
    assert [one.case.id for one in found] == [same.id, near.id, still_open.id]
    assert found[0].likeness > found[1].likeness and found[0].likeness > 0.9
    assert found[0].case.decision == "not_required"
    assert len(similar(engine, mine.consultation, limit=1)) == 1


def test_rare_words_in_common_find_a_case_of_another_subject(
    records: Records, desk: Desk, engine: Engine
) -> None:
    other = decided_case(records, desk, answers={"subject": "cms"}, text="顔認証ゲートの試行")
    mine = new_case(records, desk, answers=SAAS, text="クラウドで顔認証を使う")
    assert [one.case.id for one in similar(engine, mine.consultation)] == [other.id]


def test_nothing_is_like_what_is_not_on_record(engine: Engine) -> None:
    assert similar(engine, "0" * 32) == ()
