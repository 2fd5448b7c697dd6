"""Where a provider's token server is and what is asked of it. Pure; the facts are the providers' own documents'."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,253}")
ANY_TENANT = "common"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Provider(StrEnum):
    """Who issues the tokens."""

    CUSTOM = "custom"
    GOOGLE = "google"
    MICROSOFT = "microsoft"


class Grant(StrEnum):
    """By what right tokens are asked for (RFC 6749 §1.3)."""

    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a person has logged in once (§6)
    CLIENT_CREDENTIALS = "client_credentials"  # the application itself (§4.4)
    SERVICE_ACCOUNT = "service_account"  # its key signs, a domain has delegated to it (RFC 7523)


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider; `{tenant}` in its addresses is the organization. `extras` go into the authorization request.

    `redirect_host` is the name under which it lets a program on a person's machine listen (RFC 8252 §7.3).
    `idle_days`: after so many without use a login ends.
    """

    token_url: str = ""
    authorization_url: str = ""
    device_url: str = ""
    scopes: Mapping[Grant, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)
    redirect_host: str = "127.0.0.1"
    idle_days: int = 0


_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
_GMAIL = "https://mail.google.com/"
PRESETS: Mapping[Provider, Preset] = {
    Provider.CUSTOM: Preset(),
    Provider.GOOGLE: Preset(
        "https://oauth2.googleapis.com/token",
        "https://accounts.google.com/o/oauth2/v2/auth",
        scopes={Grant.REFRESH_TOKEN: _GMAIL, Grant.SERVICE_ACCOUNT: _GMAIL},
        extras={"access_type": "offline", "prompt": "consent"},  # else there is no refresh token at a second login
        idle_days=180,
    ),
    Provider.MICROSOFT: Preset(
        f"{_MICROSOFT}/token",
        f"{_MICROSOFT}/authorize",
        f"{_MICROSOFT}/devicecode",
        scopes={
            Grant.REFRESH_TOKEN: "https://outlook.office.com/IMAP.AccessAsUser.All "
            "https://outlook.office.com/POP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
            Grant.CLIENT_CREDENTIALS: "https://outlook.office365.com/.default",
        },
        extras={"prompt": "select_account"},
        redirect_host="localhost",
        idle_days=90,
    ),
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """How an account gets its tokens, as it is configured; what is empty is the provider's own.

    `subject` is the mailbox that a service account acts for. No secret is in it.
    """

    provider: Provider
    grant: Grant
    client_id: str = ""
    tenant: str = ""
    scopes: str = ""
    token_url: str = ""
    authorization_url: str = ""
    device_url: str = ""
    subject: str = ""

    @property
    def preset(self) -> Preset:
        """What its provider has."""
        return PRESETS[self.provider]

    @property
    def scope(self) -> str:
        """What is asked for, with blanks between (RFC 6749 §3.3)."""
        return self.scopes or self.preset.scopes.get(self.grant, "")

    def token_address(self) -> str:
        """Where tokens are asked for."""
        return self._address(self.token_url, self.preset.token_url)

    def authorization_address(self) -> str:
        """Where a person logs in by browser."""
        return self._address(self.authorization_url, self.preset.authorization_url)

    def device_address(self) -> str:
        """Where a login on another device begins; empty where the provider has none for mail."""
        return self._address(self.device_url, self.preset.device_url)

    def _address(self, own: str, presets: str) -> str:
        return own or presets.format(tenant=self.tenant or ANY_TENANT)


def address_fault(url: str) -> str:
    """Why secrets are not sent to this address; empty when they may be: https, or this machine itself."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no address"
    if not host or parts.username is not None or parts.fragment:
        return "is no address as https://host/path"
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return ""
    return "must begin with https://"
