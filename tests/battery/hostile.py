"""Requests that no browser and no vendor would send, some of them behind a good cookie or a good signature."""

from __future__ import annotations

import http.client
import json
import random
import time

from battery.talkers import Talker
from visitors import CONVERSATION, COOKIE, MESSAGES

from rasa_project.vendors.slack.signature import signature

HOSTILE = "<script>alert(1)</script>"
NOWHERE, SIGNING, TRUSTED = "http://127.0.0.1:9", "s" * 32, "h" * 32
GUID = "00000000-0000-0000-0000-00000000000"
VENDORS = {
    "KYOGI_CHANNELS": "slack,teams,mattermost,matrix",
    "KYOGI_SLACK_BOT_TOKEN": "xoxb-0",
    "KYOGI_SLACK_SIGNING_SECRET": SIGNING,
    "KYOGI_SLACK_API": NOWHERE,
    "KYOGI_TEAMS_APP_ID": f"{GUID}1",
    "KYOGI_TEAMS_TENANT_ID": f"{GUID}2",
    "KYOGI_TEAMS_SECRET": "t" * 32,
    "KYOGI_TEAMS_LOGIN": NOWHERE,
    "KYOGI_TEAMS_OPENID": NOWHERE,
    "KYOGI_MATTERMOST_URL": NOWHERE,
    "KYOGI_MATTERMOST_CALLBACK": NOWHERE,
    "KYOGI_MATTERMOST_BOT_TOKEN": "m" * 26,
    "KYOGI_MATTERMOST_KEY": "k" * 32,
    "KYOGI_MATTERMOST_TOKENS": TRUSTED,
    "KYOGI_MATRIX_HOMESERVER": NOWHERE,
    "KYOGI_MATRIX_SERVER_NAME": "example.invalid",
    "KYOGI_MATRIX_AS_TOKEN": "a" * 32,
    "KYOGI_MATRIX_HS_TOKEN": TRUSTED,
}
"""All four services switched on, whose own servers nobody can reach."""
CHANNELS = "/kyogi/channels"
PATHS = (CONVERSATION, MESSAGES, MESSAGES, "/kyogi/", "/kyogi/course", "/kyogi/papers/0/x", "/kyogi/app.js",
         "/livez", "/readyz", "/metrics", "/kyogi/..%2f..%2fsettings.py", "/%00", "/webhooks/rest/webhook",
         f"{CHANNELS}/slack", f"{CHANNELS}/teams", f"{CHANNELS}/mattermost/hook", f"{CHANNELS}/mattermost/click",
         f"{CHANNELS}/matrix/_matrix/app/v1/transactions/1", f"{CHANNELS}/nobody")  # fmt: skip
BODIES = (b"{" * 5_000, b"[" * 50_000, b'{"text": 1}', b"x" * 300_000, b"", b"null", b"[]",
          json.dumps({"text": HOSTILE, "id": HOSTILE}).encode(), b'{"text": "\\ud800\\u0000/restart"}',
          json.dumps({"text": HOSTILE}).encode(), b'{"text": "\\ud800\\u0000"}', b'{"events": [null, {}, 1]}',
          json.dumps({"choice": f"answer:{HOSTILE}~0"}).encode(), b'{"choice": "answer:stage=plan~0"}',
          b'{"type": "event_callback", "event": []}', b'{"type": "message", "serviceUrl": "http://127.0.0.1"}',
          b"payload=%7B%22type%22%3A%22block_actions%22%7D", b'{"events": [{"type": "m.room.message"}]}',
          b'{"type": "event_callback", "event_id": "E", "event": {"type": "message", "channel": 1, "user": {}}}')  # fmt: skip
KINDS = ("application/json", "application/json", "text/html", "multipart/form-data", "application/x-www-form-urlencoded", "")  # fmt: skip


def abuse(chance: random.Random, victim: Talker, abuser: Talker) -> tuple[int, bytes, str]:
    """One hostile request: its status, body and content type. A connection cut off counts as 400."""
    body = chance.choice((chance.randbytes(200), *BODIES))
    cookies = (victim.cookie[:-1], "x" * 5_000, HOSTILE, "", abuser.cookie, abuser.cookie)
    headers = {
        "Content-Type": chance.choice(KINDS),
        "Cookie": f"{COOKIE}={chance.choice(cookies)}",
        "X-Real-IP": HOSTILE,
        **chance.choice(({}, trusted(body))),
    }
    connection = http.client.HTTPConnection("127.0.0.1", chance.choice(abuser.ports), timeout=20)
    try:
        path = f"{chance.choice(PATHS)}?for={chance.choice(('', '%0d%0aSet-Cookie:a=b', '%3Cscript%3E'))}"
        connection.request(
            chance.choice(("GET", "POST", "POST", "PUT", "HEAD")), path, body, headers
        )
        response = connection.getresponse()
        return response.status, response.read(), response.headers.get("Content-Type", "")
    except (ConnectionError, http.client.HTTPException):
        return 400, b"", ""
    finally:
        connection.close()


def trusted(body: bytes) -> dict[str, str]:
    """The proofs that Slack, Mattermost and Matrix themselves would bring."""
    now = str(int(time.time()))
    return {
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature(SIGNING, now, body),
        "Authorization": f"Bearer {TRUSTED}",
    }
