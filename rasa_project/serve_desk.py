"""The desk on loopback: brings the tables up to date, then serves until stopped."""

from __future__ import annotations

import logging
import threading
import time
from datetime import date
from functools import partial

import uvicorn

from .bootstrap import consultations_under, conversations, edition_of, engine
from .contacts import read_contacts
from .core.explain import Consultations
from .course import open_course
from .delivery.bell import ring
from .delivery.expiry import expire_conversations
from .desk.app import app
from .desk.services import DeskServices, DeskSettings
from .edition import in_force
from .settings import Settings, read_settings
from .store.engine import utc_now
from .store.errors import StoreError
from .store.retention import expire
from .watch.logs import safe_logs

LOG = logging.getLogger(__name__)
DAY = 24 * 3600.0
"""Seconds."""


def main() -> None:
    """Serve. uvicorn must not believe forwarding headers: the desk looks itself who sent them."""
    settings = read_settings()
    safe_logs({"KYOGI_LOG": settings.log})
    services = services_of(settings)
    services.consultations.interview.remaining({})  # unfold the interview before somebody waits
    threading.Thread(target=expire_daily, args=(settings,), daemon=True).start()
    uvicorn.run(
        app(services),
        host="127.0.0.1",
        port=settings.desk_port,
        proxy_headers=False,
        ws="none",  # uvicorn would look for newer websockets than Rasa admits
        server_header=False,
        access_log=False,  # addresses hold what was searched for
        log_config=None,
    )


def expire_daily(settings: Settings) -> None:
    """Delete what has been kept long enough, at the start and then every day."""
    while True:
        try:
            expire(engine(), utc_now(), settings.keep_days)
            expire_conversations(conversations(), utc_now(), settings.keep_days)
        except StoreError:
            LOG.exception("nothing was expired")
        time.sleep(DAY)


def services_of(settings: Settings) -> DeskServices:
    """What the desk works with."""
    consultations = consultations_under(edition_of(settings))
    return DeskServices(
        engine=engine(),
        consultations=consultations,
        edition_of=consultations_on,
        course=open_course(consultations),
        contacts=read_contacts(settings.contacts),
        settings=DeskSettings(
            proxy=settings.sso_proxy,
            header=settings.sso_header,
            prefix=settings.desk_prefix or "",
        ),
        ring=partial(ring, settings.redis),
    )


def consultations_on(day: date) -> Consultations:
    """The consultations of the edition in force on a day; built once an edition."""
    return consultations_under(in_force(day))


if __name__ == "__main__":
    main()
