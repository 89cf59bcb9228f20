"""An interview in a real browser: with the mouse, by typing, with the keyboard alone, on a phone."""

from __future__ import annotations

from unicodedata import normalize

import pdf_text
import pytest
from pages import ACTIVE, Page
from selenium.webdriver.common.keys import Keys

pytestmark = [pytest.mark.browser, pytest.mark.model]

SAAS = {
    "stage": "plan",
    "subject": "saas",
    "activity": "renew_contract",
    "saas_city_data": "no",
    "saas_product_specified": "no",
    "network": "none",
}
SYSTEM = {"stage": "plan", "subject": "scratch", "activity": "introduce", "network": "use"}
PROCURED = {
    "stage": "procure",
    "art7_status": "not_yet",
    "contract": "data_entry",
    "subject": "package",
    "activity": "introduce",
    "network": "connect_bureau_network",
}
ART7, ART17_3 = (
    "企画に係る協議（規程第7条）",
    "本市情報通信ネットワークの利用等に係る協議（規程第17条第3項）",
)
NARROW = "return document.documentElement.scrollWidth"


def click_through(page: Page, facts: dict[str, str]) -> None:
    """Answer with the mouse until the result is there."""
    while page.asked:
        page.press(page.label(facts))


def test_clicking_leads_to_a_result(page: Page) -> None:
    click_through(page, SAAS)
    assert page.statuses == {ART7: "exempt"}
    assert "不要" in page.one(".badge").text
    assert not page.complaints()


def test_typing_the_same_answers_leads_to_the_same_result(page: Page) -> None:
    while page.asked:
        page.type(page.label(SAAS))
    assert page.statuses == {ART7: "exempt"}
    assert not page.complaints()


def test_the_keyboard_alone_leads_to_the_same_result(page: Page) -> None:
    while page.asked:
        wanted = page.label(SAAS)
        for _ in range(40):
            if page.focused.get_attribute("data-label") == wanted:
                break
            page.focused.send_keys(Keys.TAB)
        page.focused.send_keys(Keys.ENTER)
        page.settle()
    assert page.statuses == {ART7: "exempt"}
    assert page.focused.tag_name == "h2", "the result is read from its heading"


@pytest.mark.parametrize("facts", [SAAS, SYSTEM, PROCURED, {}], ids=["SaaS", "system", "data", "?"])
def test_the_result_prints_on_one_page(page: Page, facts: dict[str, str]) -> None:
    known = dict.fromkeys(("stage", *PROCURED, *SAAS), "unknown") | facts
    click_through(page, known)
    pdf = page.print()
    printed = normalize("NFKC", pdf_text.text(pdf))  # glyphs shared with radicals come as those
    assert [pdf_text.size(one) for one in pdf_text.pages(pdf)] == [(210, 297)]
    for heading in page.texts(".card .procedure h3"):
        verdict, _, name = heading.lstrip("●△？－").partition(" ")
        assert normalize("NFKC", verdict) in printed and normalize("NFKC", name) in printed
    assert "印刷日時" in printed and "協議ナビ" in printed
    assert "わからない" not in printed or not facts, "buttons are not printed"


def test_on_a_phone_nothing_scrolls_sideways(page: Page) -> None:
    page.resize(360, 740).open()
    while page.asked:
        assert page.js(NARROW) <= 360
        page.press(page.label(SYSTEM))
    assert page.js(NARROW) <= 360
    assert page.statuses == {ART7: "required", ART17_3: "required"}
    page.press("答えを変える")
    assert page.js(NARROW) <= 360


def test_a_reload_keeps_the_conversation(page: Page) -> None:
    page.press(page.label(SAAS))
    page.press(page.label(SAAS))
    page.press("なぜ聞くの？")
    before, asked = page.texts(".text"), page.asked
    page.open()
    assert page.texts(".text") == before
    assert page.asked == asked
    click_through(page, SAAS)
    assert page.statuses == {ART7: "exempt"}


def test_an_answer_is_changed_on_the_card_and_the_difference_is_told(page: Page) -> None:
    click_through(page, SAAS)
    changes = page.one(".card").find_elements("css selector", ".change")
    city_data = next(c for c in changes if "市の情報" in str(c.get_property("textContent")))
    page.click(city_data)
    assert page.asked == "saas_city_data"
    click_through(page, {**SAAS, "saas_city_data": "yes"})
    assert page.statuses == {ART7: "required"}
    (told,) = [text for text in page.texts(".bot .text") if "変わったところ" in text]
    assert f"{ART7}：協議は不要（対象外） → 協議が必要" in told


def test_the_calendar_takes_the_day_of_the_procurement_that_the_keyboard_types(page: Page) -> None:
    click_through(page, SYSTEM)
    field = page.one(".filed input[type=date]")
    assert "調達の予定日" in str(page.js("return arguments[0].labels[0].textContent", field))
    page.js("arguments[0].focus()", field)
    typed = {"year": ("2026", Keys.ARROW_RIGHT), "month": ("10",), "day": ("01",)}
    for part in page.js("return new Intl.DateTimeFormat().formatToParts().map((p) => p.type)"):
        page.focused.send_keys(*typed.get(part, ("",)))  # in the order of the browser's language
    link = page.one(".filed a[href*=calendar]")
    assert str(link.get_property("href")).endswith("/calendar?procurement=2026-10-01")
    tabs = 0
    while page.focused != link:
        page.focused.send_keys(Keys.TAB)
        assert (tabs := tabs + 1) < 6, "the link comes soon after its field"
    read = "fetch(arguments[0].href).then((r) => r.text()).then(arguments[1])"
    calendar = page.driver.execute_async_script(read, link)
    assert "DUE;VALUE=DATE:20261001" in calendar and "調達の予定日" in calendar
    page.js("arguments[0].focus()", field)
    page.focused.send_keys(Keys.BACKSPACE)
    assert str(link.get_property("href")).endswith("/calendar")
    assert not page.complaints()


def test_choices_of_the_past_cannot_be_pressed(page: Page) -> None:
    click_through(page, SAAS)
    past = [c for c in page.all(".choice") if c not in page.all(ACTIVE)]
    assert past and not any(choice.is_enabled() for choice in past)


def test_no_request_leaves_this_machine(page: Page) -> None:
    click_through(page, SAAS)
    seen = page.js(
        "return performance.getEntries().map((e) => e.name).filter((n) => n.includes(':'))"
    )
    assert len(seen) > 5
    assert all(name.startswith(page.address) for name in seen), seen
