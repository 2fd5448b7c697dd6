"""What the answer of a token server means (RFC 6749 §5). Pure and total: any bytes give tokens or a refusal.

A refusal that a person must mend (`auth`) is told from a server that cannot answer now (`network`, `quota`) and from
one that does not speak OAuth2 (`protocol`): only the first says anything about the login.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus

from pydantic import SecretStr

from shared.oauth.providers import Grant
from shared.quoting import quoted

LONGEST_TOKEN = 32 * 1024
DEFAULT_LIFE_S = 600.0
SHORTEST_LIFE_S, LONGEST_LIFE_S = 30.0, 86_400.0
LONGEST_LOGIN_S = 10 * 365 * 86_400.0
LONGEST_WAIT_S = 3600.0
TOKENS = ("access_token", "refresh_token", "id_token")
PASSING = frozenset({"temporarily_unavailable", "server_error"})
CLIENT = frozenset({"invalid_client", "unauthorized_client"})
_TOKEN = re.compile(r"[\x21-\x7e]+")


class Cause(StrEnum):
    """What has to be mended, in the words of an account's health."""

    AUTH = "auth"
    NETWORK = "network"
    PROTOCOL = "protocol"
    QUOTA = "quota"


@dataclass(frozen=True, slots=True)
class Granted:
    """Tokens. `life_s`: seconds until the access token ends; `login_life_s`: until the refresh token does, if told."""

    access_token: SecretStr = field(repr=False)
    life_s: float
    refresh_token: SecretStr | None = field(default=None, repr=False)
    login_life_s: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """No token, for people; nothing secret is in it. `code` is the server's word, `wait_s` what it asked for."""

    cause: Cause
    happened: str
    next_step: str
    said: str = ""
    code: str = ""
    wait_s: float = 0.0

    def __str__(self) -> str:
        return f"{self.happened}: {self.next_step}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, by what right, for which account (0: one that is not stored yet), and with which secrets."""

    server: str
    grant: Grant
    account_id: int = 0
    secrets: Collection[str] = field(default=(), repr=False)

    @property
    def login(self) -> str:
        """How a person logs in anew."""
        return f"`mailweave accounts authorize --account-id {self.account_id or 'ID'}`"


def meaning(asked: Asked, status: int, body: bytes, retry_after: str = "") -> Granted | Refusal:
    """Tokens, or why there are none."""
    document = _document(body)
    code = _text(document.get("error"))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in PASSING:
        return _away(asked, f"answers {status}{_said(asked, document)}", _wait_s(retry_after))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        happened = f"the token server {asked.server} asks to wait ({status}{_said(asked, document)})"
        return Refusal(Cause.QUOTA, happened, "Mailweave waits and asks again", wait_s=_wait_s(retry_after))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return foreign(asked, f"redirects ({status}); secrets are not sent elsewhere")
    if code and status >= HTTPStatus.BAD_REQUEST:
        return _refused(asked, code, document)
    if status != HTTPStatus.OK:
        return foreign(asked, f"answers {status} without a reason")
    return _granted(asked, document)


def _granted(asked: Asked, document: Mapping[str, object]) -> Granted | Refusal:
    token = _text(document.get("access_token"))
    if not _is_token(token):
        return foreign(asked, "answers without a usable access_token")
    if (kind := _text(document.get("token_type")).lower()) not in ("", "bearer"):
        return foreign(asked, f"gives a token of the type {quoted(kind, _secrets(asked, document))}, not bearer")
    rotated = _text(document.get("refresh_token"))
    life_s = _seconds(document.get("expires_in"))
    login_life_s = _seconds(document.get("refresh_token_expires_in"))
    return Granted(
        SecretStr(token),
        DEFAULT_LIFE_S if life_s is None else min(max(life_s, SHORTEST_LIFE_S), LONGEST_LIFE_S),
        SecretStr(rotated) if _is_token(rotated) else None,
        min(login_life_s, LONGEST_LOGIN_S) if login_life_s else None,
    )


def _refused(asked: Asked, code: str, document: Mapping[str, object]) -> Refusal:
    secrets = _secrets(asked, document)
    said, name = quoted(_text(document.get("error_description")), secrets), quoted(code, secrets)
    happened = f"the token server {asked.server} refuses ({name}{f': {said}' if said else ''})"
    if code in CLIENT:
        next_step = "correct oauth_client_id and its secret: has the secret ended, or a permission been taken away?"
    elif asked.grant is Grant.REFRESH_TOKEN:
        next_step = f"log in again: {asked.login}"
    elif code == "invalid_scope":
        next_step = "correct oauth_scopes, or leave them empty"
    else:
        next_step = "let the application use this mailbox, at the provider; docs/oauth.md says how"
    return Refusal(Cause.AUTH, happened, next_step, said or name, name)


def _away(asked: Asked, what: str, wait_s: float = 0.0) -> Refusal:
    happened = f"the token server {asked.server} {what}"
    return Refusal(
        Cause.NETWORK, happened, "Mailweave asks again by itself; the login itself is not in question", wait_s=wait_s
    )


def unreachable(asked: Asked, what: str) -> Refusal:
    """No answer came; `what` follows the server's name."""
    return _away(asked, what)


def foreign(asked: Asked, what: str) -> Refusal:
    """Something else than OAuth2 came back; `what` follows the server's name."""
    happened = f"the token server {asked.server} {what}"
    return Refusal(Cause.PROTOCOL, happened, "check oauth_token_url and oauth_tenant, and what stands between")


def _said(asked: Asked, document: Mapping[str, object]) -> str:
    words = _text(document.get("error_description")) or _text(document.get("error"))
    return f": {quoted(words, _secrets(asked, document))}" if words else ""


def _secrets(asked: Asked, document: Mapping[str, object]) -> tuple[str, ...]:
    """What was sent, and what came."""
    return (*asked.secrets, *(_text(document.get(name)) for name in TOKENS))


def _document(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_token(text: str) -> bool:
    return len(text) <= LONGEST_TOKEN and _TOKEN.fullmatch(text) is not None


def _seconds(value: object) -> float | None:
    """Some servers write a number as a text."""
    text = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    try:
        seconds = float(text[:20])
    except ValueError:
        return None
    return seconds if seconds >= 0 else None  # NaN is not


def _wait_s(retry_after: str) -> float:
    """RFC 9110 §10.2.3 in seconds; a date is not read."""
    return min(float(retry_after), LONGEST_WAIT_S) if retry_after.isascii() and retry_after.isdecimal() else 0.0
