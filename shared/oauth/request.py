"""What is asked of a token server, grant by grant."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from shared.errors import ConfigurationError
from shared.oauth.key_file import private_key_in, service_key_fault
from shared.oauth.providers import Configuration, Grant, address_fault

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_LIFE_S = 600


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account proves itself with to the token server; seen by nobody who does not ask by name."""

    client_secret: SecretStr | None = field(default=None, repr=False)
    service_key: SecretStr | None = field(default=None, repr=False)
    refresh_token: SecretStr | None = field(default=None, repr=False)

    def texts(self) -> tuple[str, ...]:
        """All that must not be repeated; of the key file that is its key, since its names are no secret."""
        found = (self.client_secret, self.refresh_token)
        texts = [secret.get_secret_value() for secret in found if secret is not None]
        return (*texts, *(() if self.service_key is None else (private_key_in(self.service_key.get_secret_value()),)))


def token_request(configuration: Configuration, secrets: Secrets, now_s: int, account_id: int) -> Mapping[str, str]:
    """The form (RFC 6749 §4.4.2, §6; RFC 7523 §2.1). Raises ConfigurationError when something is missing."""
    fault = address_fault(configuration.token_address())
    if fault:
        raise ConfigurationError(f"the address of the token server {fault}: set oauth_token_url")
    if configuration.grant is Grant.SERVICE_ACCOUNT:
        return {"grant_type": JWT_BEARER, "assertion": _assertion(configuration, secrets, now_s)}
    if not configuration.client_id:
        raise ConfigurationError("the account has no oauth_client_id: set the application's id")
    client = {"client_id": configuration.client_id} | _shown(client_secret=secrets.client_secret)
    if configuration.grant is Grant.CLIENT_CREDENTIALS:
        if secrets.client_secret is None:
            raise ConfigurationError("no client secret is stored: set oauth_client_secret")
        return {"grant_type": "client_credentials", **client, "scope": configuration.scope}
    if secrets.refresh_token is None:
        raise ConfigurationError(f"nobody has logged in yet: `mailweave accounts authorize --account-id {account_id}`")
    # Without a scope it is the one that was granted (RFC 6749 §6).
    return {"grant_type": "refresh_token", **client, **_shown(refresh_token=secrets.refresh_token)}


def _shown(**secrets: SecretStr | None) -> dict[str, str]:
    return {name: secret.get_secret_value() for name, secret in secrets.items() if secret is not None}


def _assertion(configuration: Configuration, secrets: Secrets, now_s: int) -> str:
    if secrets.service_key is None:
        raise ConfigurationError("no key of a service account is stored: set oauth_service_key")
    text = secrets.service_key.get_secret_value()
    if fault := service_key_fault(text):
        raise ConfigurationError(f"oauth_service_key {fault}")
    key = json.loads(text)
    header = {"alg": "RS256", "typ": "JWT"} | ({"kid": str(key["private_key_id"])} if "private_key_id" in key else {})
    try:
        signed = sign_jwt_bearer_assertion(
            RSAKey.import_key(key["private_key"]),
            key["client_email"],
            configuration.token_address(),
            configuration.subject or None,
            issued_at=now_s,
            expires_at=now_s + ASSERTION_LIFE_S,
            claims={"scope": configuration.scope},
            header=header,
        )
    except (ValueError, TypeError, JoseError, UnsupportedAlgorithm):  # their text may quote the key
        raise ConfigurationError("oauth_service_key holds a private key that cannot be used: make a new key") from None
    return str(signed)
