"""The input field: Japanese input, failures, long and strange texts."""

from __future__ import annotations

import pytest
from pages import Page
from selenium.webdriver.common.keys import Keys

pytestmark = [pytest.mark.browser]

MINE = ".user .text"


def composing(page: Page, text: str) -> None:
    """Text that an input method has not settled yet."""
    place = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    page.driver.execute_cdp_cmd("Input.imeSetComposition", place)


def enter(page: Page) -> None:
    """The key as the browser itself gets it, which tells the page of a composition going on."""
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    page.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    page.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyUp", **key})


@pytest.mark.model
def test_enter_settles_a_word_of_the_input_method_and_only_then_sends(page: Page) -> None:
    page.input.click()
    composing(page, "なぜ")
    enter(page)
    page.settle()
    assert page.texts(MINE) == [], "the word was still being converted"
    page.driver.execute_cdp_cmd("Input.insertText", {"text": "なぜ聞くの？"})
    enter(page)
    page.settle()
    assert page.texts(MINE) == ["なぜ聞くの？"]


@pytest.mark.model
def test_shift_and_enter_make_a_new_line(page: Page) -> None:
    page.type("SaaSを", Keys.SHIFT + Keys.ENTER + Keys.NULL, "契約したい")
    assert page.texts(MINE) == []
    page.type("")
    assert page.texts(MINE) == ["SaaSを\n契約したい"]


@pytest.mark.model
def test_html_is_shown_as_it_was_typed(page: Page) -> None:
    page.type("<img src=x onerror=alert(1)><b>太字</b>")
    page.open()
    assert page.texts(MINE) == ["<img src=x onerror=alert(1)><b>太字</b>"]
    assert not page.all(".log img, .log b")
    assert not page.complaints()


@pytest.mark.model
def test_a_refused_message_stays_in_the_field_with_the_servers_sentence(page: Page) -> None:
    page.type("/restart")
    assert page.input.get_property("value") == "/restart"
    assert "命令は使えません" in page.one("#trouble-text").text


def test_an_error_keeps_the_text_and_offers_to_send_it_again(failing_page: Page) -> None:
    failing_page.type("エラー")
    assert failing_page.input.get_property("value") == "エラー"
    assert "混み合っています" in failing_page.one("#trouble-text").text
    assert failing_page.texts(MINE) == [], "what was not taken is not shown as sent"
    failing_page.click(failing_page.one("#retry"))
    assert failing_page.texts(MINE) == ["エラー"]
    assert not failing_page.one("#trouble").is_displayed()


def test_an_error_without_words_is_put_into_words(failing_page: Page) -> None:
    failing_page.type("壊れる")
    assert "通信できませんでした" in failing_page.one("#trouble-text").text
    assert failing_page.input.get_property("value") == "壊れる"


def test_a_message_that_did_arrive_is_not_sent_twice(failing_page: Page) -> None:
    failing_page.type("切断")
    assert "通信できませんでした" in failing_page.one("#trouble-text").text
    failing_page.click(failing_page.one("#retry"))
    assert failing_page.texts(MINE) == ["切断"]
