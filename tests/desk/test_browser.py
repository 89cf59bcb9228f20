"""The desk in Chromium: with htmx, with two people at once, with the keyboard alone, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk.people import PASSWORD, Person, new_case, now, step
from desk.screen import Screen
from selenium.webdriver.common.keys import Keys
from sqlalchemy.engine import Engine
from store_samples import NOT_REQUIRED, SOMEBODY

from rasa_project.course import Progress
from rasa_project.desk.services import DeskServices
from rasa_project.store.engine import writing
from rasa_project.store.unread import keep_unread

pytestmark = [pytest.mark.browser]
REASON = "前例と同じく、増設に当たらないためです。"


@pytest.fixture
def refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list looks again every second."""
    monkeypatch.setattr("rasa_project.desk.queue.REFRESH", 1)


@pytest.fixture
def without_scripts(screen: Screen) -> Iterator[Screen]:
    screen.scripts(False)
    yield screen
    screen.scripts(True)


def test_a_case_is_worked_from_sign_in_to_the_answer(
    services: DeskServices, screen: Screen
) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    case = new_case(services)
    screen.go("/").type_sign_in("sato")
    screen.see(case.reference)
    screen.press(f"#case-{case.id}")
    screen.js("window.stayed = true")
    screen.type("#reason", REASON)
    screen.press("#claim")
    screen.see("引き取りました。")
    assert screen.value("#reason") == REASON, "typed before claiming, still there"
    screen.type("#comment", "電話で確かめた")
    screen.press("#send-comment")
    screen.see("コメントを保存しました。")
    assert screen.value("#comment") == "" and screen.value("#reason") == REASON
    screen.press("input[value=not_required]")
    screen.press("#decide")
    screen.see("判断を保存しました。")
    assert screen.js("return window.stayed"), "htmx swapped parts; the page was never left"
    assert now(services, case).reason == REASON
    assert screen.complaints() == []


def test_two_people_on_one_case_overwrite_nothing(
    services: DeskServices, screen: Screen, other_screen: Screen
) -> None:
    case = new_case(services)
    screen.sign_in(services, "sato").go(f"/cases/{case.id}")
    other_screen.sign_in(services, "ito").go(f"/cases/{case.id}")
    screen.press("input[value=required]")
    screen.type("#reason", REASON)
    other_screen.press("input[value=not_required]")
    other_screen.type("#reason", "伊藤の理由")
    other_screen.press("#decide")
    other_screen.see("判断を保存しました。")
    screen.press("#decide")
    screen.see("ほかの人が先に")
    assert "伊藤の理由" in screen.text and "伊藤" in screen.one("[role=alert]").text
    assert screen.value("#reason") == REASON and screen.one("input[value=required]").is_selected()
    assert now(services, case).reason == "伊藤の理由"
    assert screen.violations() == []
    screen.press("#decide")
    screen.see("判断を保存しました。")
    assert now(services, case).reason == REASON
    actors = [entry.text for entry in screen.driver.find_elements("css selector", ".history li")]
    assert any("伊藤：判断" in line for line in actors) and any(
        "佐藤：判断" in line for line in actors
    )


@pytest.mark.usefixtures("refresh")
def test_the_list_refreshes_and_leaves_the_typing_alone(
    services: DeskServices, screen: Screen
) -> None:
    first = new_case(services, department="水道局")
    screen.sign_in(services, "sato").go("/")
    screen.see(first.reference)
    screen.type("#q", "水道")
    new = new_case(services, department="水道局")
    hidden = new_case(services, department="建設局")
    screen.see(new.reference)
    assert hidden.reference not in screen.text, "the filter holds"
    screen.type("#q", "局")
    assert screen.value("#q") == "水道局" and screen.js("return document.activeElement.id") == "q"
    third = new_case(services, department="水道局")
    screen.see(third.reference)
    assert screen.js("return document.activeElement.id") == "q"
    assert "q=%E6%B0%B4%E9%81%93" in screen.driver.current_url
    assert screen.complaints() == []


@pytest.mark.usefixtures("refresh")
def test_a_refresh_that_fails_says_so_and_goes_on(services: DeskServices, screen: Screen) -> None:
    case = new_case(services)
    screen.sign_in(services, "sato").go("/")
    services.sign_ins.sign_out_everywhere("sato", actor="kanri")
    screen.see("期限が切れました")
    assert case.reference in screen.text, "the list stays"


def test_a_store_that_is_locked_leaves_the_page_and_the_text(
    services: DeskServices, screen: Screen, engine: Engine
) -> None:
    case = new_case(services)
    screen.sign_in(services, "sato").go(f"/cases/{case.id}")
    screen.type("#comment", "消えないでほしい")
    with writing(engine):
        screen.press("#send-comment")
        screen.see("保存できていません")
    assert screen.value("#comment") == "消えないでほしい"
    screen.press("#send-comment")
    screen.see("コメントを保存しました。")
    assert "保存できていません" not in screen.text


def test_an_expired_session_asks_to_sign_in_and_gives_the_text_back(
    services: DeskServices, screen: Screen
) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    case = new_case(services)
    screen.sign_in(services, "sato").go(f"/cases/{case.id}")
    screen.type("#comment", "途中まで書いたこと")
    services.sign_ins.sign_out_everywhere("sato", actor="kanri")
    screen.press("#send-comment")
    screen.see("サインインの期限が切れた")
    screen.type_sign_in("sato")
    screen.see("まだ保存していません")
    screen.press("main button.primary")
    screen.see("コメントを保存しました。")
    assert "途中まで書いたこと" in screen.text


def test_the_keyboard_finds_a_case_and_takes_it(services: DeskServices, screen: Screen) -> None:
    case = new_case(services)
    screen.sign_in(services, "sato").go("/")
    screen.keys(Keys.TAB)
    assert screen.js("return document.activeElement.textContent") == "本文へ移動"
    screen.keys(Keys.ENTER)
    screen.tab_to(f"#case-{case.id}")
    screen.keys(Keys.ENTER)
    screen.see("質問と答え")
    screen.tab_to("#claim")
    screen.keys(Keys.ENTER)
    screen.see("引き取りました。")
    assert screen.js("return document.activeElement.className") == "done", "told where one is"


def test_the_keyboard_decides_and_enter_in_a_choice_does_not_claim(
    services: DeskServices, screen: Screen
) -> None:
    case = new_case(services)
    screen.sign_in(services, "sato").go(f"/cases/{case.id}")
    screen.tab_to("input[name=decision]")
    screen.keys(Keys.SPACE)
    screen.keys(Keys.ARROW_RIGHT)
    screen.keys(Keys.ENTER)
    screen.see("判断の理由を書いてください")
    assert now(services, case) == case
    screen.tab_to("#reason")
    screen.keys(REASON)
    screen.tab_to("#decide")
    screen.keys(Keys.ENTER)
    screen.see("判断を保存しました。")
    assert now(services, case).decision == "not_required"


def test_everything_works_without_javascript(
    services: DeskServices, without_scripts: Screen
) -> None:
    screen = without_scripts
    services.accounts.set_password("kanri", PASSWORD, actor="kanri")
    case = new_case(services, department="水道局")
    screen.go("/").type_sign_in("kanri")
    screen.type("#q", "水道")
    screen.press("#filter button")
    screen.see(case.reference)
    screen.press(f"#case-{case.id}")
    screen.type("#reason", REASON)
    screen.press("#claim")
    screen.see("引き取りました。")
    assert screen.value("#reason") == REASON
    screen.press("input[value=conditional]")
    screen.press("#decide")
    screen.see("判断を保存しました。")
    screen.go("/exports").press("#consultations + p + form button")
    screen.see("書き出しの画面へ")
    screen.see("受け取る", reloading=True)
    assert now(services, case).decision == "conditional"


PAGES = (
    "/sign-in", "/", "/?state=all&desk=both", "/cases/1", "/cases/2", "/consultation", "/figures",
    "/learners", "/exports", "/users", "/users/account?name=sato", "/audit", "/nowhere",
)  # fmt: skip


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_every_page_is_accessible_and_fits(
    services: DeskServices, screen: Screen, width: int, dark: bool
) -> None:
    fill(services)
    screen.dark(dark)
    screen.resize(width, 800)
    screen.go("/sign-in")
    assert screen.violations() == []
    screen.sign_in(services, "kanri")
    for path in PAGES:
        screen.go(path)
        assert screen.violations() == [], path
        assert screen.js("return document.documentElement.scrollWidth") <= width, path


def fill(services: DeskServices) -> None:
    """Something on every page."""
    first, second = new_case(services, department="水道局"), new_case(services, "handed_over")
    services.desk.decide(first.id, "ito", 1, NOT_REQUIRED, lambda *_: "回答です。")
    step(Person(services, "ito"), second, "comment", comment="長いコメント" * 40)
    keep_unread(services.engine, "ほにゃらら" * 30, asked="stage", act="unreadable")
    services.learners.keep(SOMEBODY, Progress("2024-04-01").as_dict())
    services.learners.share(SOMEBODY, "新任の田中")


def test_a_case_prints_without_its_buttons(services: DeskServices, screen: Screen) -> None:
    case = new_case(services)
    screen.sign_in(services, "sato").go(f"/cases/{case.id}")
    screen.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        shown = {
            name: screen.one(name).is_displayed() for name in (".top", "#work", "#answers", "h1")
        }
    finally:
        screen.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert shown == {".top": False, "#work": False, "#answers": True, "h1": True}
