"""The page and its interface, served on the bot's own port under /kyogi/."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw, redirect

from ..bootstrap import signing_secret
from ..core.errors import KyogiError
from ..settings import read_settings
from ..store.masking import mask
from ..text import clean
from . import course_page
from .history import bot_message, messages
from .inbound import OPEN, TOO_LONG, RefusedError, chosen, typed
from .papers import download, has_news, paper
from .responses import HEADERS, NO_PAGE, TYPES, answer, file_response
from .session import COOKIE, Sessions

LOG = logging.getLogger(__name__)
LARGEST_REQUEST = 64_000
"""Bytes; a message of 2,000 characters is 6,000 bytes, escaped at most 24,000."""
NO_SESSION = "会話が見つかりません。ページを開き直してください。"
NOT_JSON = "送られた内容を読み取れませんでした。ページを開き直してください。"
SILENT = "申し訳ありません。いまは返事ができません。しばらくしてから、もう一度送ってください。"
FAILED = {404: NO_PAGE, 405: "その操作はできません。", 413: TOO_LONG}

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Collected(OutputChannel):
    """Collects the bot's messages as they are; the stock collector would cut them at blank lines."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "page"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(bot_message(message.get("text"), message))


class PageChannel(InputChannel):
    """The page's channel: index, static files, the conversation so far, and messages."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions

    @classmethod
    def name(cls) -> str:
        return "page"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PageChannel:
        return cls(Sessions(signing_secret(read_settings())))

    def url_prefix(self) -> str:
        return "/kyogi"  # absolute, so that Rasa does not put it below /webhooks/

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        page = Blueprint("page", strict_slashes=False)
        page.add_route(index, "/", methods=["GET"], name="index")
        page.add_route(static, "/<name:[a-z.]+>", methods=["GET"], name="static")

        async def conversation(request: Request) -> HTTPResponse:
            return await self.conversation(request, on_new_message)

        async def post(request: Request) -> HTTPResponse:
            return await self.post(request, on_new_message)

        page.add_route(conversation, "/api/conversation", methods=["GET"], name="conversation")

        async def get_paper(request: Request, consultation: str, kind: str) -> HTTPResponse:
            return await self.paper(request, consultation, kind)

        async def course(request: Request) -> HTTPResponse:
            return await self.course(request, on_new_message)

        page.add_route(course, "/course", methods=["GET", "POST"], name="course")
        page.add_route(post, "/api/messages", methods=["POST"], name="messages")
        page.add_route(get_paper, "/papers/<consultation>/<kind>", methods=["GET"], name="papers")
        page.listener("before_server_start")(guard)
        return page

    async def conversation(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        """The conversation so far; a visitor without one gets a new one with a greeting."""
        sender = self.sessions.sender(request.cookies.get(COOKIE))
        if sender:
            if await has_news(sender):
                await deliver(on_new_message, sender, OPEN, {})
            tracker = await request.app.ctx.agent.tracker_store.retrieve(sender)
            past = messages(tracker.events) if tracker else []
            if past:
                return answer({"messages": past})
        sender, cookie = self.sessions.new()
        said = await deliver(on_new_message, sender, OPEN, {})
        response = answer({"messages": said})
        response.cookies[COOKIE] = cookie
        response.cookies[COOKIE].update({"httponly": True, "samesite": "Strict", "path": "/kyogi/"})
        response.cookies[COOKIE]["max-age"] = 365 * 24 * 3600
        return response

    async def paper(self, request: Request, consultation: str, kind: str) -> HTTPResponse:
        """A paper of one of the visitor's own consultations."""
        sender = self.sessions.sender(request.cookies.get(COOKIE))
        if sender is None:
            return answer({"error": NO_SESSION}, 403)
        try:
            made = await paper(sender, consultation, kind, request.args.get("procurement", ""))
        except KyogiError as refused:
            return answer({"error": str(refused)}, 404)
        return download(made, HEADERS)

    async def course(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        """A step of the course as a page; who has no conversation opens one on the chat's page."""
        sender = self.sessions.sender(request.cookies.get(COOKIE))
        if sender is None:
            return redirect("/kyogi/", {**HEADERS})
        try:
            choice = course_page.choice_of(request.form)
        except RefusedError as refused:
            return answer({"error": str(refused)}, 400)
        said = await deliver(on_new_message, sender, chosen(choice), {"shown": course_page.TITLE})
        body = course_page.page(said)
        return raw(body.encode("utf-8", "replace"), headers=HEADERS, content_type=TYPES[".html"])

    async def post(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        """One message of the user's: typed text or a pressed button."""
        sender = self.sessions.sender(request.cookies.get(COOKIE))
        if sender is None:
            return answer({"error": NO_SESSION}, 403)
        try:
            text, shown = read_message(request)
        except RefusedError as refused:
            return answer({"error": str(refused)}, 400)
        said = await deliver(on_new_message, sender, text, {"shown": shown})
        return answer({"messages": said})


# Functions, not methods: Sanic writes an attribute on each handler, which a bound method refuses.
async def index(request: Request) -> HTTPResponse:
    # The page's own addresses are relative: without the slash they would lead elsewhere.
    return (
        file_response("index.html")
        if request.path.endswith("/")
        else redirect("/kyogi/", {**HEADERS})
    )


async def static(request: Request, name: str) -> HTTPResponse:
    return file_response(name)


def read_message(request: Request) -> tuple[str, str]:
    """The text for Rasa and the text to show of a request. Raises RefusedError when it is neither."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise RefusedError(NOT_JSON)
    try:
        body = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RefusedError(NOT_JSON) from error
    if not isinstance(body, dict):
        raise RefusedError(NOT_JSON)
    if "choice" in body:
        text = chosen(body["choice"])
        return text, typed(body.get("label") or "（選択）")
    text = typed(body.get("text"))
    return text, mask(clean(str(body["text"])))


async def deliver(
    on_new_message: OnNewMessage, sender: str, text: str, metadata: dict[str, Any]
) -> list[Any]:
    """Let Rasa handle one message; an answer of silence becomes an apology."""
    output = Collected()
    message = UserMessage(text, output, sender, input_channel="page", metadata=metadata)
    await on_new_message(message)
    return output.messages or [bot_message(SILENT, {})]


async def guard(app: Sanic, loop: object) -> None:
    """Refuse large bodies before they are read; whatever fails, the client reads a sentence."""
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.error_handler.add(Exception, failed)


def failed(request: Request, error: Exception) -> HTTPResponse:
    """The response to a request that ended in an exception."""
    status = int(getattr(error, "status_code", 500))
    if status >= 500:
        LOG.error("a request failed", exc_info=error)
    return answer({"error": FAILED.get(status, SILENT)}, status)
