"""Photograph the page for the README: docs/images/page.png and docs/images/phone.png.

    python scripts/screenshot.py      (or: make screenshot)

Starts a bot of its own and answers a few questions. Without a change to the page the pictures come
out the same, byte for byte.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the bot and the browser as the tests drive them

from pages import CHROMIUM, DRIVER, Page, chromium, forget  # noqa: E402
from servers import running, train  # noqa: E402

IMAGES = ROOT / "docs" / "images"
FACTS = {
    "stage": "plan",
    "subject": "saas",
    "activity": "renew_contract",
    "saas_city_data": "yes",
    "saas_product_specified": "no",
    "network": "use",
}
NO_BROWSER = "Chromium がありません。bash scripts/debian_packages.sh を実行してください。"
NO_FONT = (
    "日本語のフォントがないので、写真の字が四角になります。"
    "apt-get install fonts-ipaexfont-gothic を実行してください。"
)
SAME_GLYPH = """
    const drawn = [...'協議'].map((letter) => {
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d');
      pen.font = '40px ' + getComputedStyle(document.body).fontFamily;
      pen.fillText(letter, 5, 50);
      return canvas.toDataURL();
    });
    return drawn[0] === drawn[1];
"""


def main() -> int:
    """0, or 1 with one sentence."""
    if not (CHROMIUM.exists() and DRIVER.exists()):
        print(NO_BROWSER, file=sys.stderr)
        return 1
    train()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        var, profile = Path(folder, "var"), Path(folder, "profile")
        with running(var) as bot, chromium(profile) as driver:
            page = Page(driver, bot.address).open()
            if page.js(SAME_GLYPH):
                print(NO_FONT, file=sys.stderr)
                return 1
            photograph_result(page)
            forget(driver)
            photograph_question(page)
    return 0


def photograph_result(page: Page) -> None:
    """A result on a wide screen, from the heading of its card."""
    page.resize(1280, 960).open()
    while page.asked:
        page.press(page.label(FACTS))
    save(page, "page.png")


def photograph_question(page: Page) -> None:
    """A question on a phone."""
    page.resize(360, 740).open()
    for _ in range(3):
        page.press(page.label(FACTS))
    save(page, "phone.png")


def save(page: Page, name: str) -> None:
    """Take the picture without a blinking cursor."""
    page.js("document.activeElement.blur()")
    path = IMAGES / name
    page.driver.save_screenshot(str(path))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
