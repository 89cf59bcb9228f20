"""Papers of a consultation on record, for the conversation whose it is and for nobody else."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from urllib.parse import quote

from sanic.response import HTTPResponse, raw

from ..bootstrap import consultations_under, engine, keeper
from ..contacts import read_contacts
from ..core.errors import KyogiError
from ..edition import in_force
from ..keeping import conversation_key, filed
from ..papers import Kind, Paper
from ..settings import read_settings
from ..store.outbox import pending_answers

ID = re.compile(r"[0-9a-f]{32}")
NO_PAPER = "その書類はありません。ページを開き直してください。"


async def paper(sender: str, consultation: str, kind: str, procurement: str) -> Paper:
    """One paper. Raises KyogiError for one that is not this conversation's, or cannot be made."""
    return await asyncio.to_thread(made, sender, consultation, kind, procurement)


def made(sender: str, consultation: str, kind: str, procurement: str) -> Paper:
    """The same, waiting for database and libraries."""
    from ..papers.make import make  # a second to load, once

    known = kind in [one.value for one in Kind] and ID.fullmatch(consultation)
    record = keeper().records.by_id(consultation) if known else None
    if record is None or record.conversation != conversation_key(sender):
        raise KyogiError(NO_PAPER)
    settings = read_settings()
    of = filed(
        record, lambda day: consultations_under(in_force(day)), read_contacts(settings.contacts)
    )
    return make(Kind(kind), of, settings.templates, day(procurement))


def day(said: str) -> date | None:
    """The day of a procurement. Raises KyogiError for what is no date."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise KyogiError("調達の日は 2026-04-01 の形で書いてください。") from error


def download(paper: Paper, headers: dict[str, str]) -> HTTPResponse:
    """The response that hands over a paper."""
    name = f"attachment; filename*=UTF-8''{quote(paper.name)}"
    sent = {**headers, "Content-Disposition": name, "Cache-Control": "no-store"}
    return raw(paper.content, headers=sent, content_type=paper.media_type)


async def news(sender: str) -> int | None:
    """The number of the latest answer of a desk that this conversation has not heard; None: there is none."""
    try:
        waiting = await asyncio.to_thread(pending_answers, engine(), conversation_key(sender))
    except KyogiError:
        return None  # it will be heard later
    return waiting[-1].id if waiting else None
