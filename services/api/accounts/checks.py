"""What makes an account's configuration acceptable."""

from collections.abc import Mapping
from typing import Any, Literal

LEAST_CANARY_S = 60
Protocol = Literal["imap", "pop3"]
_PORTS: dict[tuple[Protocol, bool], int] = {
    ("imap", True): 993,
    ("imap", False): 143,
    ("pop3", True): 995,
    ("pop3", False): 110,
}


ENCRYPTION = {"incoming": ("incoming_tls", "incoming_use_ssl"), "smtp": ("smtp_tls", "smtp_use_tls")}
"""The fields that say how a server is spoken to: the mode, and what stands for it where none is given."""


def default_incoming_port(account: Mapping[str, Any]) -> int:
    """The port that RFC 8314 §7.3 and IANA give to the protocol, with TLS from the first byte or without."""
    mode = account["incoming_tls"]
    is_implicit = account["incoming_use_ssl"] if mode is None else mode == "implicit"
    return _PORTS[account["incoming_protocol"], bool(is_implicit)]


def flags_by_mode(account: Mapping[str, Any]) -> dict[str, bool]:
    """What `incoming_use_ssl` and `smtp_use_tls` are where a mode is given: they say whether there is any TLS."""
    return {flag: account[mode] != "none" for mode, flag in ENCRYPTION.values() if account[mode] is not None}


def plaintext_refusal(account: Mapping[str, Any]) -> str:
    """Why a connection without TLS is refused; empty when none is asked for, or allowed."""
    names = [
        f"{flag}=false" if account[mode] is None else f"{mode}=none"
        for server, (mode, flag) in ENCRYPTION.items()
        if account[f"{server}_server"] and not (account[flag] if account[mode] is None else account[mode] != "none")
    ]
    if not names or account["allow_plaintext"]:
        return ""
    return (
        f"{' and '.join(names)} would send the password and all mail unencrypted: "
        "switch TLS on, or set allow_plaintext=true if that is meant"
    )


def after_fetch_refusal(account: Mapping[str, object]) -> str:
    """Why the fields about what is done after fetching do not go together; empty when they do."""
    action = account["after_fetch"]
    if account["incoming_protocol"] == "pop3" and action not in ("nothing", "delete"):
        return f"after_fetch={action} needs IMAP: over POP3 there is nothing but delete"
    return ""


def canary_refusal(account: Mapping[str, object]) -> str:
    """Why the account cannot have canaries as it is configured; empty when it can, or has none."""
    every_s = account["canary_every_s"]
    if not isinstance(every_s, int) or not every_s:
        return ""
    if every_s < LEAST_CANARY_S:
        return f"canary_every_s={every_s} is too often: give {LEAST_CANARY_S} to 86400 seconds, or 0 for no canaries"
    lacks = [name for name in ("incoming_server", "smtp_server") if not account[name]]
    if lacks:
        return f"canary_every_s needs {' and '.join(lacks)}: a canary is sent by the account and comes back to it"
    return ""


def sent_folder_refusal(account: Mapping[str, Any]) -> str:
    """Why this folder cannot be read as what was sent; empty when it can, or none is."""
    sent = account["sent_folder"]
    if sent and account["incoming_protocol"] == "pop3":
        return "sent_folder needs IMAP: POP3 has no folders"
    if sent and sent in account["folders"]:
        return f"{sent} cannot be both in folders and sent_folder: what lies there is either received or sent"
    return ""


def _branch(*required: str, **properties: Any) -> dict[str, Any]:
    """One way for an account to be as JSON Schema says it; a default stands for what is neither given nor required."""
    texts = {name: {"minLength": 1} for name in required if name not in properties}
    return {"required": list(required), "properties": texts | properties}


_GRANTS = {"google": ("refresh_token", "service_account"), "microsoft": ("refresh_token", "client_credentials")}
_CUSTOM = {"const": "custom"}
_SERVICE_ACCOUNT = {"const": "service_account"}
# What `oauth_refusal` says, for callers that read the schema; one list of branches, because tools multiply several.
OAUTH_SCHEMA: dict[str, Any] = {
    "anyOf": [
        _branch(auth={"const": "password"}),
        _branch("oauth_token_url", "oauth_client_id", oauth_provider=_CUSTOM),
        _branch("oauth_token_url", "oauth_grant", oauth_provider=_CUSTOM, oauth_grant=_SERVICE_ACCOUNT),
        _branch("oauth_provider", "oauth_grant", oauth_provider={"const": "google"}, oauth_grant=_SERVICE_ACCOUNT),
        *(
            _branch(
                "oauth_client_id",
                "oauth_provider",
                oauth_provider={"const": provider},
                oauth_grant={"enum": list(grants)},
            )
            for provider, grants in _GRANTS.items()
        ),
    ]
}


def oauth_refusal(account: Mapping[str, object]) -> str:
    """Why an account cannot log in by OAuth2 as these fields say together; empty when it can, or does not."""
    if account["auth"] != "oauth2":
        return ""
    provider, grant = str(account["oauth_provider"]), str(account["oauth_grant"])
    if provider in _GRANTS and grant not in _GRANTS[provider]:
        return f"{provider} knows oauth_grant={' and '.join(_GRANTS[provider])} for mail, not {grant}"
    if grant != "service_account" and not account["oauth_client_id"]:
        return "auth=oauth2 needs oauth_client_id: the id of the application that you registered at the provider"
    if provider == "custom" and not account["oauth_token_url"]:
        return "oauth_provider=custom needs oauth_token_url; else set oauth_provider to google or microsoft"
    return ""
