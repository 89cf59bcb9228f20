"""Microsoft's side: keys, the tenant's authority and the connector, with their documented shapes and limits."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rasa_project.vendors.base import Incoming
from rasa_project.vendors.teams.settings import Settings

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
SECRET = "a-client-secret"
ISSUER = "https://api.botframework.com"
LARGEST_ACTIVITY = 28 * 1024
PRIVATE_CHAT = "a:1SzO3-personal-chat"
THREAD = "19:abcdef@thread.tacv2;messageid=1700000000000"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Microsoft:
    """One stand-in. What it does next can be told, what it was asked is kept."""

    keys: dict[str, rsa.RSAPrivateKey]
    endorsements: list[str] = field(default_factory=lambda: ["msteams", "webchat"])
    base: str = ""
    lasts: int = 3600
    next_answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    keys_fetched: int = 0
    out_of_order: bool = False
    tokens: list[str] = field(default_factory=list)
    posted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    attempts: int = 0

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/openid", self.openid),
                Route("/keys", self.key_set),
                Route("/{tenant}/oauth2/v2.0/token", self.token, methods=["POST"]),
                Route("/v3/conversations/{id:path}/activities", self.activity, methods=["POST"]),
            ]
        )

    async def openid(self, _: Request) -> Response:
        if self.out_of_order:
            return Response(status_code=503)
        return JSONResponse({"issuer": ISSUER, "jwks_uri": f"{self.base}/keys"})

    async def key_set(self, _: Request) -> Response:
        self.keys_fetched += 1
        return JSONResponse({"keys": [self.public(name) for name in self.keys]})

    def public(self, name: str) -> dict[str, Any]:
        numbers = self.keys[name].public_key().public_numbers()
        sizes = {"n": (numbers.n, 256), "e": (numbers.e, 3)}
        encoded = {
            part: base64.urlsafe_b64encode(number.to_bytes(size, "big")).rstrip(b"=").decode()
            for part, (number, size) in sizes.items()
        }
        about = {"kty": "RSA", "use": "sig", "kid": name, "endorsements": self.endorsements}
        return {**about, **encoded}

    async def token(self, request: Request) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        right = {
            "grant_type": "client_credentials",
            "client_id": APP,
            "client_secret": SECRET,
            "scope": "https://api.botframework.com/.default",
        }
        if request.path_params["tenant"] != TENANT or form != right:
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        self.tokens.append(f"token-{len(self.tokens)}")
        answer = {"token_type": "Bearer", "expires_in": self.lasts, "access_token": self.tokens[-1]}
        return JSONResponse(answer)

    async def activity(self, request: Request) -> Response:
        self.attempts += 1
        body = await request.body()
        if self.next_answers:
            status, headers = self.next_answers.pop(0)
            if status >= 300:
                return JSONResponse({"error": {}}, status_code=status, headers=headers)
        if request.headers["authorization"] != f"Bearer {self.tokens[-1]}":
            return JSONResponse({"error": {}}, status_code=401)
        if max(len(body), 2 * len(body.decode())) > LARGEST_ACTIVITY:
            return JSONResponse({"error": {"code": "MessageSizeTooBig"}}, status_code=413)
        self.posted.append((request.path_params["id"], json.loads(body)))
        return JSONResponse({"id": str(len(self.posted))}, status_code=201)

    def settings(self) -> Settings:
        return Settings(
            app=APP,
            tenant=TENANT,
            secret=SECRET,
            login=self.base,
            openid=f"{self.base}/openid",
            hosts=("smba.trafficmanager.net", "127.0.0.1"),
        )

    @property
    def service_url(self) -> str:
        return f"{self.base}/"

    def signed(
        self, key: str = "first", header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        """A token as the connector makes it; a claim that is None is left out."""
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": APP, "iat": now, "nbf": now - 300, "exp": now + 3600}
        usual |= {"serviceurl": self.service_url, **claims}
        said = {name: value for name, value in usual.items() if value is not None}
        return jwt.encode(said, self.keys[key], "RS256", {"kid": key, **(header or {})})

    def message(self, said: str = "こんにちは", **changed: Any) -> dict[str, Any]:
        """A message in a private chat."""
        return {
            "type": "message",
            "id": "1485983408511",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQ", "name": "田中"}
            | {"aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"},
            "recipient": {"id": f"28:{APP}", "name": "協議ナビ"},
            "conversation": {
                "conversationType": "personal",
                "tenantId": TENANT,
                "id": PRIVATE_CHAT,
            },
            "channelData": {"tenant": {"id": TENANT}},
            "textFormat": "plain",
            "text": said,
            **changed,
        }

    def request(self, activity: Any, token: str | None = None) -> Incoming:
        """An activity as the web server hands it on."""
        headers = {"authorization": f"Bearer {token or self.signed()}"}
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        return Incoming("POST", "", {}, headers, body)
