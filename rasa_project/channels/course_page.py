"""The course as a page: the same lessons and progress as in the chat, to read at leisure and to print."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from ..delivery.keys import SEAL, Keys
from .inbound import BAD_CHOICE, RefusedError, chosen

TITLE = "実施要領の学習"
START = "course:overview"
LEAVE = "act:resume"
PAGE = """<!doctype html>
<html lang="ja">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>{title}｜協議ナビ</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="colours.css">
  <link rel="stylesheet" href="app.css">
</head>
<body>
  <header class="top">
    <h1>{title}</h1>
    <p><a href="./">協議ナビの相談に戻る</a></p>
  </header>
  <main>
    <form class="course" method="post" action="course">
{content}
    </form>
  </main>
</body>
</html>
"""


def choice_of(form: Any, keys: Keys, conversation: str) -> str:
    """The button that was pressed, for Rasa. Raises RefusedError for one that is no part of the course."""
    sealed = (form or {}).get("choice")
    said = keys.unseal(conversation, sealed) if sealed else START
    if said is None or not said.startswith("course:"):
        raise RefusedError(BAD_CHOICE)
    return chosen(said)


def page(messages: Iterable[dict[str, Any]]) -> str:
    """The messages of one turn as a page; whatever they say is text, never markup."""
    content = "\n".join(bubble(message) for message in messages)
    return PAGE.format(title=escape(TITLE), content=content)


def bubble(message: dict[str, Any]) -> str:
    """One message with its buttons; leaving is the link at the top."""
    choices = [one for one in message["choices"] if one["payload"].partition(SEAL)[0] != LEAVE]
    buttons = "".join(button(one) for one in choices)
    group = (
        f'<div class="choices" role="group" aria-label="選択肢">{buttons}</div>' if choices else ""
    )
    return f'<div class="message bot"><div class="bubble"><p class="text">{escape(message["text"])}</p></div>{group}</div>'


def button(choice: dict[str, Any]) -> str:
    """One button of the form."""
    about = choice.get("description")
    said = f'<span class="label">{escape(choice["label"])}</span>'
    said += f'<span class="about">{escape(about)}</span>' if about else ""
    value = escape(choice["payload"], quote=True)
    return f'<button class="choice" name="choice" value="{value}">{said}</button>'
