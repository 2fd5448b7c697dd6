"""A person logs in: by browser, with PKCE and a loopback redirect (RFC 7636, 8252), or on another device (RFC 8628)."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from shared.oauth.providers import Configuration
from shared.quoting import quoted

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SLOWEST_S, USUAL_S, LONGEST_S = 60.0, 5.0, 1800.0
STILL_WAITING = frozenset({"authorization_pending", "slow_down"})


class LoginRefusedError(Exception):
    """The person or the provider said no; the text is for people."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a browser is sent away with. `state` and `verifier` are random, made for this login alone."""

    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    def url(self, configuration: Configuration, login_hint: str = "") -> str:
        """Where the person logs in."""
        return str(
            prepare_grant_uri(
                configuration.authorization_address(),
                configuration.client_id,
                "code",
                redirect_uri=self.redirect_uri,
                scope=configuration.scope,
                state=self.state,
                code_challenge=create_s256_code_challenge(self.verifier),
                code_challenge_method="S256",
                login_hint=login_hint or None,
                **configuration.preset.extras,
            )
        )

    def code_in(self, path: str) -> str | None:
        """The code in what the browser came back with; None where it is not from this login.

        Raises LoginRefusedError when it says why there is none.
        """
        query = dict(parse_qsl(urlsplit(path).query))
        if not hmac.compare_digest(query.get("state", "").encode(), self.state.encode()):
            return None
        if "error" in query:
            words = " ".join(filter(None, (query["error"], query.get("error_description"))))
            raise LoginRefusedError(f"the provider gave no login ({quoted(words, (self.state, self.verifier))})")
        return query.get("code")

    def form(self, configuration: Configuration, code: str, client_secret: str) -> Mapping[str, str]:
        """What the code is redeemed with (RFC 6749 §4.1.3)."""
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            **_client(configuration, client_secret),
        }


@dataclass(frozen=True, slots=True)
class DeviceLogin:
    """What a person is to do on another device, and how it is asked whether it is done."""

    device_code: str = field(repr=False)
    user_code: str
    verification_uri: str
    interval_s: float
    life_s: float

    def form(self, configuration: Configuration, client_secret: str) -> Mapping[str, str]:
        """What is asked until the person has said yes (RFC 8628 §3.4)."""
        return {
            "grant_type": DEVICE_CODE,
            "device_code": self.device_code,
            **_client(configuration, client_secret),
        }


def device_form(configuration: Configuration) -> Mapping[str, str]:
    """What a login on another device begins with (RFC 8628 §3.1)."""
    return {"client_id": configuration.client_id, "scope": configuration.scope}


def device_login(status: int, body: bytes) -> DeviceLogin:
    """RFC 8628 §3.2; raises LoginRefusedError when the answer is no beginning."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    document = found if isinstance(found, dict) else {}
    texts = [document.get(name) for name in ("device_code", "user_code")]
    address = document.get("verification_uri") or document.get("verification_url")  # Google's name for it
    if not all(isinstance(text, str) and text for text in (*texts, address)):
        words = " ".join(str(document[name]) for name in ("error", "error_description") if name in document)
        raise LoginRefusedError(f"the provider begins no login on another device ({status} {quoted(words)})".strip())
    interval_s, life_s = _number(document.get("interval"), USUAL_S), _number(document.get("expires_in"), LONGEST_S)
    return DeviceLogin(
        str(texts[0]), quoted(str(texts[1])), quoted(str(address)), min(interval_s, SLOWEST_S), min(life_s, LONGEST_S)
    )


def _number(value: object, otherwise: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value > 0 else otherwise  # type: ignore[arg-type, operator]


def _client(configuration: Configuration, client_secret: str) -> dict[str, str]:
    secret = {"client_secret": client_secret} if client_secret else {}
    return {"client_id": configuration.client_id, **secret}
