"""What a bot of one tenant must know."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from ...core.errors import KyogiError
from ..base import Environment
from ..wire import LOOPBACK, private

LOGIN = "https://login.microsoftonline.com"
OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
ISSUER = "https://api.botframework.com"
HOSTS = "smba.trafficmanager.net,*.botframework.com"


@dataclass(frozen=True)
class Settings:
    """The bot, its tenant, and the addresses of Microsoft's cloud (sovereign clouds have others)."""

    app: str
    tenant: str
    secret: str = field(repr=False)
    login: str = LOGIN
    openid: str = OPENID
    issuer: str = ISSUER
    hosts: tuple[str, ...] = tuple(HOSTS.split(","))
    """Where replies may go; * stands for any beginning."""

    @property
    def token_address(self) -> str:
        """The tenant's own authority: the one of all tenants knows no bot of a single tenant."""
        return f"{self.login}/{self.tenant}/oauth2/v2.0/token"

    @property
    def scope(self) -> str:
        return f"{self.issuer}/.default"

    def admits(self, service_url: str) -> bool:
        """Whether a reply, and with it our token, may be sent there."""
        try:
            parts = urlsplit(service_url)
            port = parts.port
        except ValueError:
            return False
        host = parts.hostname or ""
        plain = not parts.query and not parts.fragment and parts.username is None
        usual = parts.scheme == "https" and port in (None, 443)
        here = parts.scheme in ("http", "https") and host in LOOPBACK
        return plain and (usual or here) and any(fnmatchcase(host, one) for one in self.hosts)


def read_settings(environment: Environment) -> Settings:
    """Raises KyogiError naming what is missing or wrong."""
    hosts = environment.get("HOSTS", HOSTS).lower().split(",")
    return Settings(
        app=identifier(environment, "APP_ID"),
        tenant=identifier(environment, "TENANT_ID"),
        secret=environment.secret("SECRET"),
        login=address(environment, "LOGIN", LOGIN),
        openid=address(environment, "OPENID", OPENID),
        issuer=environment.get("ISSUER", ISSUER).rstrip("/"),
        hosts=tuple(host.strip() for host in hosts if host.strip()),
    )


def identifier(environment: Environment, name: str) -> str:
    """A GUID as Microsoft shows it."""
    said = environment.need(name).strip().lower()
    try:
        return str(uuid.UUID(said))
    except ValueError as error:
        raise KyogiError(
            f"{environment.prefix}{name} は 00000000-0000-0000-0000-000000000000 の形で書いてください。"
        ) from error


def address(environment: Environment, name: str, usual: str) -> str:
    """An address that nobody on the way can change."""
    said = environment.get(name, usual).rstrip("/")
    if not private(said):
        raise KyogiError(f"{environment.prefix}{name} は https:// で始まるアドレスにしてください。")
    return said
