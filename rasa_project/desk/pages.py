"""Templates, and what becomes of a page on its way to the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from . import wording
from .auth import may
from .static import ADDRESSES
from .visit import Visit

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["wording"] = wording
TEMPLATES.globals["may"] = may
TEMPLATES.globals["nav"] = (
    ("/", "案件の一覧", "reader"),
    ("/figures", "集計", "reader"),
    ("/learners", "学習", "reader"),
    ("/exports", "書き出し", "administrator"),
    ("/users", "利用者", "administrator"),
    ("/audit", "監査ログ", "administrator"),
)
TEMPLATES.globals["static"] = ADDRESSES
TEMPLATES.filters["when"] = wording.when


@dataclass(frozen=True)
class Page:
    """One entry of the table of pages."""

    method: str
    path: str
    role: str | None
    """Who may open it, at least; None: everybody."""
    show: Callable[[Visit], Response]


def page(visit: Visit, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from a template."""
    shown = TEMPLATES.get_template(template).render(
        visit=visit,
        root=visit.root,
        user=visit.user,
        csrf=visit.csrf,
        name_of=namer(visit),
        **values,
    )
    return HTMLResponse(shown, status)


def message(
    visit: Visit,
    status: int,
    text: str,
    *,
    kept: Mapping[str, tuple[str, ...]] | None = None,
    action: str | None = None,
) -> Response:
    """A page with a sentence and, below it, what was typed, to be sent again (to `action`).

    htmx puts only the sentence in place: what was typed still stands there.
    """
    address = action or visit.path
    shown = page(visit, "message.html", status, text=text, kept=kept or {}, action=address)
    return retargeted(shown, "#notice")


def retargeted(response: Response, target: str) -> Response:
    """Where htmx puts the response, whatever the element that asked had in mind."""
    response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = target
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def redirect(visit: Visit, address: str) -> Response:
    """Go on with one of our pages, which can be reloaded."""
    return RedirectResponse(visit.root + address, 303)


def namer(visit: Visit) -> Callable[[str | None], str]:
    """Names to show; users are read from the store when the first is wanted."""

    def name_of(actor: str | None) -> str:
        if actor is None:
            return ""
        if actor in wording.ACTORS:
            return wording.ACTORS[actor]
        if not visit.names:
            users = visit.services.accounts.users()
            visit.names.update({user.name: user.display_name for user in users})
        return visit.names.get(actor, actor)

    return name_of
