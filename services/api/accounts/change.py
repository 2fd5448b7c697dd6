"""What a change makes of an account. Pure."""

from collections.abc import Mapping
from http import HTTPStatus

from services.api.accounts.checks import (
    ENCRYPTION,
    after_fetch_refusal,
    canary_refusal,
    default_incoming_port,
    oauth_refusal,
    plaintext_refusal,
    sent_folder_refusal,
)
from services.api.accounts.fields import CONFIGURED
from services.api.accounts.references import OAUTH_REFERENCES, REFERENCES, TOKEN_SERVER, replaced, twice_refusal
from services.api.accounts.references import USERNAMES as USERNAME_OF
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
    secrets = change.model_dump(include=change.model_fields_set & set(REFERENCES.values()))
    changes = _usernames(account, given) | _port(account, given) | _references(account, given, secrets) | given
    changes = _needed_usernames(account.model_dump() | changes, given) | changes
    whole = account.model_dump() | changes
    refusal = twice_refusal(given | secrets) or whole_refusal(whole)
    if refusal:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, refusal)
    return changes


def whole_refusal(account: Mapping[str, object]) -> str:
    """Why an account cannot be as these fields say together; empty when it can."""
    if not account["incoming_server"] and not account["smtp_server"]:
        return NO_SERVER
    refusal = after_fetch_refusal(account) or sent_folder_refusal(account) or canary_refusal(account)
    if refusal := refusal or oauth_refusal(account):
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


def _references(account: Account, given: Mapping[str, object], secrets: Mapping[str, object]) -> dict[str, object]:
    """A secret takes the place of where one lies; what lies somewhere is not sent to another token server, either."""
    is_elsewhere = any(name in given and given[name] != getattr(account, name) for name in TOKEN_SERVER)
    return {**replaced(secrets), **(dict.fromkeys(OAUTH_REFERENCES, "") if is_elsewhere else {})}


def _needed_usernames(account: Mapping[str, object], given: Mapping[str, object]) -> dict[str, object]:
    """Nobody logs in by a token, or by what a reference names, without a name: where none is given, the address."""
    if account["auth"] != "oauth2":
        names = [name for reference, name in USERNAME_OF.items() if given.get(reference)]
        return {name: account["email_address"] for name in names if not account[name]}
    servers = {"smtp_username": "smtp_server", "incoming_username": "incoming_server"}
    return {name: account["email_address"] for name, server in servers.items() if account[server] and not account[name]}


def _port(account: Account, given: Mapping[str, object]) -> dict[str, object]:
    before = account.model_dump(include=INCOMING)
    if not INCOMING & given.keys() or account.incoming_port != default_incoming_port(before):
        return {}
    return {"incoming_port": default_incoming_port(before | {name: given[name] for name in INCOMING & given.keys()})}
