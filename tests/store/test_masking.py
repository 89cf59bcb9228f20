"""Numbers and addresses of persons are masked; what a consultation is about is not."""

from __future__ import annotations

import io
import logging
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasa_project.store.masking import MAIL, NUMBER, PHONE, MaskingFilter, mask
from rasa_project.store.reference import LETTERS, check_letter, written

WIDE = {ord(half): ord(half) + 0xFEE0 for half in "0123456789()+-@.abcdefghijklmnopqrstuvwxyz"}
HYPHENS = "-‐‑‒–—―−－ー"
AREAS = (("06", 4, 4), ("072", 3, 4), ("0721", 2, 4), ("03", 4, 4), ("090", 4, 4), ("080", 4, 4),
         ("070", 4, 4), ("050", 4, 4), ("0120", 3, 3), ("0570", 3, 3), ("0800", 3, 4))  # fmt: skip
DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))
BROKEN = "%d %d"
AROUND = st.sampled_from(["", "電話は", "連絡先：", "tel", "です。", "まで、", "担当 ", "（", "、"])


@st.composite
def phones(draw: st.DrawFn) -> str:
    """A telephone number in one of the usual notations."""
    area, *sizes = draw(st.sampled_from(AREAS))
    middle, last = (draw(st.text("0123456789", min_size=n, max_size=n)) for n in sizes)
    hyphen = draw(st.sampled_from(HYPHENS))
    said = draw(st.sampled_from([
        f"{area}{hyphen}{middle}{hyphen}{last}", f"({area}){middle}-{last}", f"{area}({middle}){last}",
        f"{area} {middle} {last}", f"{area}.{middle}.{last}", f"{area}{middle}{last}",
        f"+81-{area[1:]}-{middle}-{last}", f"+81 {area[1:]} {middle} {last}", f"+81{area[1:]}{middle}{last}",
        f"+81 (0){area[1:]}{hyphen}{middle}{hyphen}{last}",
    ]))  # fmt: skip
    return said.translate(WIDE) if draw(st.booleans()) else said


@given(AROUND, phones(), st.sampled_from(["", "です。", "まで、", "（内線3456）", "\n", "、"]))
def test_a_telephone_number_in_any_usual_notation_is_masked(
    before: str, said: str, after: str
) -> None:
    masked = mask(before + said + after)
    assert PHONE in masked
    assert not any(letter.isdecimal() for letter in masked)


@given(
    AROUND, st.from_regex(r"\A[a-z0-9._+-]{1,12}@[a-z0-9]{1,9}(\.[a-z]{2,5}){1,3}\Z"), st.booleans()
)
def test_a_mail_address_is_masked(before: str, said: str, wide: bool) -> None:
    assert mask(before + (said.translate(WIDE) if wide else said)).endswith(MAIL)


@given(
    st.text("0123456789", min_size=12, max_size=12).filter(lambda one: one[:2] not in ("19", "20")),
    st.sampled_from(["", "-", " ", "－", "　"]),
    st.booleans(),
)
def test_twelve_digits_are_masked(digits: str, gap: str, wide: bool) -> None:
    said = gap.join((digits[:4], digits[4:8], digits[8:]))
    masked = mask(f"番号は{said.translate(WIDE) if wide else said}です")
    assert masked.startswith("番号は［") and masked.endswith("］です")
    assert not any(letter.isdecimal() for letter in masked)


@pytest.mark.parametrize(
    "said", ["電話 6208-1234", "6208−1234", "内線1234", "内線：1234", "携帯は6208 1234",
             "口座 12345678901234", "1234-5678-9012-3456", "123456-789012"],
)  # fmt: skip
def test_shorter_and_longer_numbers_of_persons_are_masked(said: str) -> None:
    masked = mask(said)
    assert PHONE in masked or NUMBER in masked
    assert not any(letter.isdecimal() for letter in masked)


harmless = st.one_of(
    st.builds("要領{}({})".format, st.integers(1, 13), st.integers(1, 9)),
    st.builds("※{}".format, st.integers(1, 8)),
    st.builds("規程第{}条第{}項".format, st.integers(1, 30), st.integers(1, 5)),
    DATES.map(str),
    DATES.map(lambda day: f"{day:%Y/%m/%d}"),
    DATES.map(lambda day: f"{day:%Y.%m.%d}"),
    DATES.map(lambda day: f"{day:%Y%m%d}"),
    DATES.map(lambda day: f"令和{day.day}年{day.month}月{day.day}日"),
    st.integers(1900, 2099).map(lambda year: f"{year}年度"),
    st.integers(1900, 2098).map(lambda year: f"{year}-{year + 1}"),
    st.integers(1900, 2096).map(lambda year: f"{year} {year + 1} {year + 2}"),
    st.integers(0, 10**14).map(lambda yen: f"{yen:,}円"),
    st.integers(0, 10**12).map(lambda yen: f"{yen}円"),
    st.integers(0, 10**6).map(lambda yen: f"{yen}万円"),
    st.integers(0, 10**12).map(lambda yen: f"¥{yen:,}"),
    st.integers(2000, 9999).map(lambda number: f"{number}-{number}件"),
    st.times().map(lambda time: f"{time:%H:%M}"),
    st.text(LETTERS, min_size=6, max_size=6).map(lambda data: written(data + check_letter(data))),
    st.text("23456789", min_size=4, max_size=4).map(lambda data: f"{data}-K7R"),
    st.sampled_from(["端末8台", "192.168.10.1", "5(2)、9(1)", "Windows 11", "ver. 2.10.3"]),
)


@given(
    st.lists(harmless, min_size=1, max_size=5),
    st.sampled_from(["、", "と", "。", " ", "\n"]),
    st.booleans(),
)
def test_what_a_consultation_is_about_stays(parts: list[str], between: str, wide: bool) -> None:
    said = between.join(parts)
    said = said.translate(WIDE) if wide else said
    assert mask(said) == said


@given(st.text(st.characters()))
def test_masking_is_done_once_and_leaves_what_a_database_takes(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked and "\0" not in masked
    assert masked.encode().decode() == masked


@pytest.mark.parametrize("part", ["a", "0", "06-", "1234-", "a@", "(0", " 0", "内線"])
def test_a_long_text_takes_no_longer_than_its_length(part: str) -> None:
    began = time.process_time()
    mask(part * 20_000)
    assert time.process_time() - began < 2


@pytest.mark.filterwarnings("error")
def test_logs_are_masked_with_arguments_and_what_came_with_an_exception() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskingFilter())
    logger = logging.Logger("masked")
    logger.addHandler(handler)
    try:
        raise ValueError("cannot read 090-1234-5678")
    except ValueError:
        logger.exception("from %s, %d", "taro@example.lg.jp", 123456789012)
    logger.warning(BROKEN, "06-6208-1234")
    logger.info("conversation %s", "0123456789012345" * 3 + "a" * 16)
    said = stream.getvalue()
    assert "ValueError" in said and MAIL in said and "0123456789012345" in said
    for hidden in ("1234-5678", "taro", "123456789012 ", "6208"):
        assert hidden not in said
