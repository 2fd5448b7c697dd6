"""What an OAuth2 server knows and grants (RFC 6749, 7636, 8628, 7523, 7662), without a wire."""

import base64
import hashlib
import itertools
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


class Rotation(StrEnum):
    """What becomes of a refresh token that was used."""

    NONE = "none"
    """It stays (Google)."""
    GRACE = "grace"
    """It stays until the one that came for it is used (Okta's and Auth0's leeway, without their clock)."""
    STRICT = "strict"
    """It ends at once, and a second use ends the login (RFC 9700 §4.14.2, taken to the letter)."""


class OAuthError(Exception):
    """An answer of 400 with this code."""

    def __init__(self, code: str, description: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.description = description


@dataclass
class Login:
    """One login of a person: its refresh tokens in their order, and whether it was taken back."""

    user: str
    scope: str
    tokens: list[str] = field(default_factory=list)
    oldest_good: int = 0
    is_revoked: bool = False


@dataclass
class Code:
    """An authorization code and what it is bound to."""

    user: str
    scope: str
    redirect_uri: str
    challenge: str


@dataclass
class Device:
    """A login on another device; `polls_left` are answered with authorization_pending although it is approved."""

    user_code: str
    scope: str
    user: str = ""
    is_denied: bool = False


@dataclass
class OAuthModel:
    """`clients` by id with their secrets, "" for a public one. `life_s` of an access token as told."""

    clients: dict[str, str] = field(default_factory=lambda: {"mailweave": "", "daemon": "app-secret"})
    person: str = "ada@shop.example"
    """Who logs in by browser."""
    rotation: Rotation = Rotation.NONE
    life_s: float = 3600
    shared: dict[str, str] = field(default_factory=dict)
    """The shared mailbox that a user may open beside the own one."""
    app_mailbox: str = ""
    """Whose mailbox the application itself opens."""
    service_key: RSAKey | None = None
    granted: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Access tokens: whose, until when."""
    logins: list[Login] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def log_in(self, user: str, scope: str = "mail") -> str:
        """A refresh token, as after a login by browser."""
        login = Login(user, scope)
        self.logins.append(login)
        return self._rotated(login)

    def authorize(self, query: Mapping[str, str]) -> str:
        """The code for a browser that asks correctly; the person says yes."""
        if query.get("response_type") != "code" or query.get("client_id") not in self.clients:
            raise OAuthError("invalid_request")
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge") or not query.get("state"):
            raise OAuthError("invalid_request", "PKCE with S256 and a state are needed")
        code = self._new("code")
        self.codes[code] = Code(self.person, query.get("scope", ""), query["redirect_uri"], query["code_challenge"])
        return code

    def begin_device(self, form: Mapping[str, str]) -> dict[str, object]:
        """RFC 8628 §3.2; `approve` what the person is shown."""
        self._client(form, needs_secret=False)
        device_code = self._new("device")
        self.devices[device_code] = Device(f"CODE-{next(self.numbers)}", form.get("scope", ""))
        return {
            "device_code": device_code,
            "user_code": self.devices[device_code].user_code,
            "verification_uri": "https://login.example/device",
            "expires_in": 60,
            "interval": 0.1,
        }

    def approve(self, user_code: str) -> None:
        """The person has typed it and said yes."""
        next(device for device in self.devices.values() if device.user_code == user_code).user = self.person

    def token(self, form: Mapping[str, str], url: str) -> dict[str, object]:
        """What the token endpoint answers; raises OAuthError."""
        match form.get("grant_type"):
            case "authorization_code":
                return self._by_code(form)
            case "refresh_token":
                return self._by_refresh_token(form)
            case "client_credentials":
                self._client(form)
                if not form.get("scope"):
                    raise OAuthError("invalid_scope")
                return self._access(self.app_mailbox)
            case grant if grant == DEVICE_CODE:
                return self._by_device(form)
            case grant if grant == JWT_BEARER:
                return self._access(self._asserted(form, url))
        raise OAuthError("unsupported_grant_type")

    def introspect(self, token: str) -> dict[str, object]:
        """RFC 7662 §2.2."""
        user, until = self.granted.get(token, ("", 0.0))
        if until < time.time():
            return {"active": False}
        return {"active": True, "username": user, "shared": self.shared.get(user, "nobody"), "scope": "mail"}

    def revoke_access(self) -> None:
        """No access token that was granted so far is good any more."""
        self.granted.clear()

    def revoke_logins(self) -> None:
        """Everybody has to log in again."""
        for login in self.logins:
            login.is_revoked = True

    def _by_code(self, form: Mapping[str, str]) -> dict[str, object]:
        self._client(form)
        code = self.codes.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if code is None or code.challenge != digest or code.redirect_uri != form.get("redirect_uri"):
            raise OAuthError("invalid_grant", "the code does not fit")
        return self._access(code.user) | {"refresh_token": self.log_in(code.user, code.scope)}

    def _by_device(self, form: Mapping[str, str]) -> dict[str, object]:
        self._client(form)
        device = self.devices.get(form.get("device_code", ""))
        if device is None:
            raise OAuthError("expired_token")
        if device.is_denied:
            raise OAuthError("access_denied", "the person said no")
        if not device.user:
            raise OAuthError("authorization_pending")
        del self.devices[form["device_code"]]
        return self._access(device.user) | {"refresh_token": self.log_in(device.user, device.scope)}

    def _by_refresh_token(self, form: Mapping[str, str]) -> dict[str, object]:
        self._client(form)
        used = form.get("refresh_token", "")
        login = next((login for login in self.logins if used in login.tokens), None)
        if login is None or login.is_revoked:
            raise OAuthError("invalid_grant", f"AADSTS50173: the login was taken back: {used}")
        place = login.tokens.index(used)
        if place < login.oldest_good:
            login.is_revoked = self.rotation is Rotation.STRICT
            raise OAuthError("invalid_grant", "the refresh token was used before")
        if self.rotation is Rotation.NONE:
            return self._access(login.user)
        login.oldest_good = place + 1 if self.rotation is Rotation.STRICT else place
        return self._access(login.user) | {"refresh_token": self._rotated(login)}

    def _asserted(self, form: Mapping[str, str], url: str) -> str:
        """The mailbox of a valid assertion (RFC 7523 §3)."""
        assert self.service_key is not None
        try:
            claims = jwt.decode(form.get("assertion", ""), self.service_key, algorithms=["RS256"]).claims
        except (JoseError, ValueError) as error:
            raise OAuthError("invalid_grant", f"Invalid JWT Signature: {type(error).__name__}") from None
        if claims.get("aud") != url or claims.get("exp", 0) < time.time() or not claims.get("scope"):
            raise OAuthError("invalid_grant", "the assertion does not fit")
        if not claims.get("sub"):
            raise OAuthError("unauthorized_client", "no delegation without a subject")
        return str(claims["sub"])

    def _client(self, form: Mapping[str, str], *, needs_secret: bool = True) -> None:
        known = self.clients.get(form.get("client_id", ""))
        if known is None or (needs_secret and form.get("client_secret", "") != known):
            raise OAuthError("invalid_client", "AADSTS7000215: invalid client secret provided")

    def _access(self, user: str) -> dict[str, object]:
        token = self._new("access")
        self.granted[token] = (user, time.time() + self.life_s)
        return {"access_token": token, "token_type": "Bearer", "expires_in": self.life_s}

    def _rotated(self, login: Login) -> str:
        login.tokens.append(self._new("refresh"))
        return login.tokens[-1]

    def _new(self, kind: str) -> str:
        return f"{kind}-{next(self.numbers)}-{secrets.token_urlsafe(24)}"
