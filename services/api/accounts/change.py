"""What a change makes of an account. Pure."""

from collections.abc import Mapping
from http import HTTPStatus

from services.api.accounts.checks import (
    ENCRYPTION,
    after_fetch_refusal,
    default_incoming_port,
    oauth_refusal,
    plaintext_refusal,
)
from services.api.accounts.fields import CONFIGURED
from services.api.accounts.resources import NO_SERVER, Account, AccountChange
from services.api.problems import Problem

USERNAMES = ("smtp_username", "incoming_username")
INCOMING = {"incoming_protocol", "incoming_use_ssl", "incoming_tls"}


def changed_columns(account: Account, change: AccountChange) -> Mapping[str, object]:
    """The columns that get other values; what follows from a changed field follows it.

    A user name that was the address stays the address, a port that was the protocol's own stays that. Raises a Problem
    with 422 when the whole could not be created so.
    """
    given = change.model_dump(include=change.model_fields_set & set(CONFIGURED))
    given |= _encryption(account, given)
    changes = _usernames(account, given) | _port(account, given) | given
    changes = _needed_usernames(account.model_dump() | changes) | changes
    whole = account.model_dump() | changes
    refusal = whole_refusal(whole)
    if refusal:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, refusal)
    return changes


def whole_refusal(account: Mapping[str, object]) -> str:
    """Why an account cannot be as these fields say together; empty when it can."""
    if not account["incoming_server"] and not account["smtp_server"]:
        return NO_SERVER
    if refusal := after_fetch_refusal(account) or oauth_refusal(account):
        return refusal
    return plaintext_refusal(account)


def _encryption(account: Account, given: Mapping[str, object]) -> dict[str, object]:
    """The mode and its flag say the same: a given mode decides; a flag alone is of who knows no mode."""
    found: dict[str, object] = {}
    for mode, flag in ENCRYPTION.values():
        if given.get(mode) is not None or (mode in given and flag not in given):
            found[flag] = given[mode] != "none"
        elif mode not in given and flag in given and given[flag] != getattr(account, flag):
            found[mode] = None
    return found


def _usernames(account: Account, given: Mapping[str, object]) -> dict[str, object]:
    address = given.get("email_address", account.email_address)
    return {name: address for name in USERNAMES if getattr(account, name) == account.email_address}


def _needed_usernames(account: Mapping[str, object]) -> dict[str, object]:
    """By a token nobody logs in without a name: the mailbox's is the address where none is given."""
    if account["auth"] != "oauth2":
        return {}
    servers = {"smtp_username": "smtp_server", "incoming_username": "incoming_server"}
    return {name: account["email_address"] for name, server in servers.items() if account[server] and not account[name]}


def _port(account: Account, given: Mapping[str, object]) -> dict[str, object]:
    before = account.model_dump(include=INCOMING)
    if not INCOMING & given.keys() or account.incoming_port != default_incoming_port(before):
        return {}
    return {"incoming_port": default_incoming_port(before | {name: given[name] for name in INCOMING & given.keys()})}
