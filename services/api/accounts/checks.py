"""What makes an account's configuration acceptable."""

from collections.abc import Mapping
from typing import Literal

Protocol = Literal["imap", "pop3"]
AFTER_FETCH_FIELDS = {"after_fetch", "after_fetch_folder", "incoming_protocol"}
_PORTS: dict[tuple[Protocol, bool], int] = {
    ("imap", True): 993,
    ("imap", False): 143,
    ("pop3", True): 995,
    ("pop3", False): 110,
}


def default_incoming_port(protocol: Protocol, *, use_ssl: bool) -> int:
    """The port that RFC 8314 §7.3 and IANA give to the protocol."""
    return _PORTS[protocol, use_ssl]


def plaintext_refusal(*, incoming_in_clear: bool, smtp_in_clear: bool) -> str:
    """Why a connection without TLS is refused; empty when none is asked for."""
    names = []
    if incoming_in_clear:
        names.append("incoming_use_ssl=false")
    if smtp_in_clear:
        names.append("smtp_use_tls=false")
    if not names:
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
    if action == "move" and not account["after_fetch_folder"]:
        return "after_fetch=move needs after_fetch_folder: the name of a folder that the server has"
    return ""
