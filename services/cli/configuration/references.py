"""Secrets that lie elsewhere, as options of `mailweave accounts add|change`: what is typed is no secret."""

from collections.abc import Mapping
from typing import Any

from services.cli.rest import Document, UsageError

REFERENCE_OPTIONS = {"password_ref", "smtp_password_ref", "client_secret_ref", "service_key_ref"}


def password_references(options: Mapping[str, Any], *, has_incoming: bool, has_smtp: bool) -> Document:
    """The fields for the servers that there are; raises UsageError where a password is given, too."""
    reference, smtp_reference = options["password_ref"], options["smtp_password_ref"]
    if reference is not None and (options["password_env"] or options["password_stdin"] or options.get("no_password")):
        raise UsageError("give a password or --password-ref, not both: the one says what the other says where to find")
    if smtp_reference is not None and options["smtp_password_env"]:
        raise UsageError("give --smtp-password-env or --smtp-password-ref, not both")
    if smtp_reference is None and not options["smtp_password_env"]:
        smtp_reference = reference
    found = {"incoming_password_ref": reference} if reference is not None and has_incoming else {}
    return found | ({"smtp_password_ref": smtp_reference} if smtp_reference is not None and has_smtp else {})


def oauth_references(options: Mapping[str, Any]) -> Document:
    """The fields of OAuth2."""
    names = {"client_secret_ref": "oauth_client_secret_ref", "service_key_ref": "oauth_service_key_ref"}
    return {field: options[name] for name, field in names.items() if options[name] is not None}
