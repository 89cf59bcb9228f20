"""The page and its interface, under /kyogi/."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw, redirect

from ..core.errors import KyogiError
from ..delivery.event import Event, Said
from ..store.masking import mask
from ..text import clean
from . import course_page
from .door import Door
from .inbound import OPEN, TOO_LONG, RefusedError, pressed, typed
from .papers import download, news, paper
from .responses import HEADERS, TYPES, answer, file_response, refusal, too_many

COOKIE = "kyogi_session"
A_YEAR = 365 * 24 * 3600
LARGEST_REQUEST = 64_000
"""Bytes; a message of 2,000 characters is 6,000 bytes, escaped at most 24,000."""
NO_SESSION = "会話が見つかりません。ページを開き直してください。"
NOT_JSON = "送られた内容を読み取れませんでした。ページを開き直してください。"
ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Page:
    """The page's channel: index, static files, the conversation so far, messages, papers, the course."""

    name = "page"

    def __init__(self, door: Door) -> None:
        self.door = door

    def blueprint(self) -> Blueprint:
        """Its addresses. Functions, not methods: Sanic writes an attribute on each handler."""
        page = Blueprint("page", url_prefix="/kyogi", strict_slashes=False)

        async def conversation(request: Request) -> HTTPResponse:
            return await self.conversation(request)

        async def post(request: Request) -> HTTPResponse:
            return await self.post(request)

        async def get_paper(request: Request, consultation: str, kind: str) -> HTTPResponse:
            return await self.paper(request, consultation, kind)

        async def course(request: Request) -> HTTPResponse:
            return await self.course(request)

        page.add_route(index, "/", methods=["GET"], name="index")
        page.add_route(static, "/<name:[a-z.]+>", methods=["GET"], name="static")
        page.add_route(conversation, "/api/conversation", methods=["GET"], name="conversation")
        page.add_route(post, "/api/messages", methods=["POST"], name="messages")
        page.add_route(course, "/course", methods=["GET", "POST"], name="course")
        page.add_route(get_paper, "/papers/<consultation>/<kind>", methods=["GET"], name="papers")
        return page

    def visitor(self, request: Request) -> str | None:
        """The conversation of the visitor's cookie."""
        return self.door.keys.conversation(request.cookies.get(COOKIE))

    async def say(self, event: Event) -> list[dict[str, Any]]:
        """The bot's messages for this conversation's page."""
        return self.sealed(event.conversation, await self.door.counter.answer(event))

    def sealed(self, conversation: str, said: tuple[Said, ...]) -> list[dict[str, Any]]:
        """Messages whose choices can be pressed in this conversation only."""
        return [self.door.keys.sealed(conversation, one) for one in said]

    def opening(self, conversation: str, why: str) -> Event:
        """The conversation is opened, or hears what waits for it."""
        return Event(self.name, f"{conversation}:{why}", conversation, OPEN)

    async def conversation(self, request: Request) -> HTTPResponse:
        """The conversation so far; a visitor without one gets a new one with a greeting."""
        conversation = self.visitor(request)
        if conversation:
            latest = await news(conversation)
            if latest is not None:
                await self.say(self.opening(conversation, f"news:{latest}"))
            counter = self.door.counter
            past = await counter.threads.call(counter.ledger.history, conversation)
            if past:
                return answer({"messages": self.sealed(conversation, past)})
        conversation, cookie = self.door.keys.new_session()
        said = await self.say(self.opening(conversation, "open"))
        return self.with_cookie(answer({"messages": said}), cookie)

    def with_cookie(self, response: HTTPResponse, cookie: str) -> HTTPResponse:
        """The response that gives a visitor their conversation."""
        response.cookies[COOKIE] = cookie
        response.cookies[COOKIE].update({"httponly": True, "samesite": "Strict", "path": "/kyogi/"})
        response.cookies[COOKIE]["max-age"] = A_YEAR
        if self.door.secure:
            response.cookies[COOKIE]["secure"] = True
        return response

    async def paper(self, request: Request, consultation: str, kind: str) -> HTTPResponse:
        """A paper of one of the visitor's own consultations, or of the conversation that a link was made for."""
        linked = self.door.keys.linked(request.args.get("for"))
        conversation = linked or self.visitor(request)
        if conversation is None:
            return refusal("session", NO_SESSION, 403)
        try:
            made = await paper(
                conversation, consultation, kind, request.args.get("procurement", "")
            )
        except KyogiError as refused:
            return answer({"error": str(refused)}, 404)
        return download(made, HEADERS)

    async def course(self, request: Request) -> HTTPResponse:
        """A step of the course as a page; who has no conversation opens one on the chat's page."""
        conversation = self.visitor(request)
        if conversation is None:
            return redirect("/kyogi/", {**HEADERS})
        try:
            choice = course_page.choice_of(request.form, self.door.keys, conversation)
        except RefusedError as refused:
            return refusal("body", str(refused), 400)
        name = f"{conversation}:{secrets.token_hex(8)}"
        said = await self.say(Event(self.name, name, conversation, choice, course_page.TITLE))
        body = course_page.page(said)
        return raw(body.encode("utf-8", "replace"), headers=HEADERS, content_type=TYPES[".html"])

    async def post(self, request: Request) -> HTTPResponse:
        """One message of the user's: typed text or a pressed button."""
        conversation = self.visitor(request)
        if conversation is None:
            return refusal("session", NO_SESSION, 403)
        if len(request.body) > LARGEST_REQUEST:
            return refusal("size", TOO_LONG, 413)
        try:
            event = self.event(read_object(request), conversation)
        except RefusedError as refused:
            return refusal("body", str(refused), 400)
        if wait := too_many(await self.door.person(conversation)):
            return wait
        return answer({"messages": await self.say(event)})

    def event(self, body: dict[str, Any], conversation: str) -> Event:
        """What a message means. Raises RefusedError when it means nothing.

        `id` names the message: sent again under the same name, it is answered once.
        """
        said = body.get("id")
        if said is not None and not (isinstance(said, str) and ID.fullmatch(said)):
            raise RefusedError(NOT_JSON)
        name = f"{conversation}:{said or secrets.token_hex(16)}"
        if "choice" in body:
            text = pressed(self.door.keys.unseal(conversation, body["choice"]))
            shown = typed(body.get("label") or "（選択）")
        else:
            text = typed(body.get("text"))
            shown = mask(clean(str(body["text"])))
        return Event(self.name, name, conversation, text, shown)


async def index(request: Request) -> HTTPResponse:
    # The page's own addresses are relative: without the slash they would lead elsewhere.
    return (
        file_response("index.html")
        if request.path.endswith("/")
        else redirect("/kyogi/", {**HEADERS})
    )


async def static(request: Request, name: str) -> HTTPResponse:
    return file_response(name)


def read_object(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises RefusedError when there is none."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise RefusedError(NOT_JSON)
    try:
        body = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RefusedError(NOT_JSON) from error
    if not isinstance(body, dict):
        raise RefusedError(NOT_JSON)
    return body
