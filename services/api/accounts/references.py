"""Secrets that lie elsewhere, as an account names them. Pure."""

from collections.abc import Mapping
from http import HTTPStatus

from services.api.problems import Problem
from shared.secret_references.allowed import AllowedReferences
from shared.secret_references.reference import NoReference

REFERENCES: Mapping[str, str] = {
    "incoming_password_ref": "incoming_password",
    "smtp_password_ref": "smtp_password",
    "oauth_client_secret_ref": "oauth_client_secret",
    "oauth_service_key_ref": "oauth_service_key",
}
"""By the field that says where it lies the one that takes the secret itself."""


OAUTH_REFERENCES = ("oauth_client_secret_ref", "oauth_service_key_ref")
TOKEN_SERVER = frozenset({"oauth_provider", "oauth_tenant", "oauth_token_url"})
"""Whoever changes these names another receiver for the secrets: those that are stored or named are not sent there."""
USERNAMES: Mapping[str, str] = {"incoming_password_ref": "incoming_username", "smtp_password_ref": "smtp_username"}


def twice_refusal(given: Mapping[str, object]) -> str:
    """Why a secret and its place cannot be given together; empty when they are not."""
    for reference, secret in REFERENCES.items():
        if given.get(reference) and given.get(secret) is not None:
            return f"give {secret} or {reference}, not both: the one says what the other says where to find"
    return ""


def replaced(given: Mapping[str, object]) -> Mapping[str, object]:
    """A secret that is given takes the place of a reference to one."""
    return {reference: "" for reference, secret in REFERENCES.items() if given.get(secret) is not None}


def refuse_others(allowed: AllowedReferences, given: Mapping[str, object]) -> None:
    """Raises a Problem with 422 for a place that this installation's settings let nobody name."""
    for name in REFERENCES:
        if text := str(given.get(name) or ""):
            reference = allowed.read(text)
            if isinstance(reference, NoReference):
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} {reference.reason}")
