"""Logging in to a POP3 server: by USER and PASS (RFC 1939 §7), or by an access token (RFC 5034)."""

import contextlib

from services.poller.domain import failures
from services.poller.domain.failures import quote
from services.poller.domain.pop3_answer import is_offered, sasl_in
from services.poller.pop3.connection import Pop3Connection, RefusedError
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from shared.oauth.sasl import challenge_words, offered_mechanism, token_login


def log_in(connection: Pop3Connection, login: Login) -> None:
    """Raises SourceFailedError where it is refused."""
    if login.is_by_token:
        _show_token(connection, login)
    else:
        _say_password(connection, login)


def _say_password(connection: Pop3Connection, login: Login) -> None:
    if not (login.username + login.secret).isascii():
        _speak_utf8(connection)
    try:
        connection.command(f"USER {login.username}")
        connection.command(f"PASS {login.secret}")
    except RefusedError as refused:
        said = quote(refused.said, login.secret)
        raise SourceFailedError(failures.refused_login(login.server, quote(login.username), said)) from None


def _speak_utf8(connection: Pop3Connection) -> None:
    """So that the server reads name and password as UTF-8 (RFC 6856 §2.2); where it offers none, they go as such."""
    with contextlib.suppress(RefusedError):
        if is_offered("UTF8", connection.lines("CAPA")):
            connection.command("UTF8")


def _show_token(connection: Pop3Connection, login: Login) -> None:
    """In two steps: in one the line would be longer than the 255 bytes that POP3 allows."""
    words, sent = "", None
    offers = _sasl_offers(connection)
    mechanism = offered_mechanism(offers)
    if mechanism is None:
        raise SourceFailedError(failures.no_token_taken(login.server, quote(" ".join(offers))))
    try:
        sent = token_login(mechanism, login.username, login.host, login.port, login.secret)
        lines = [f"AUTH {mechanism}", sent.initial, sent.after_failure]
        while lines and (challenge := connection.challenged(lines.pop(0))) is not None:
            words = challenge_words(challenge, (login.secret,))
        if not lines and challenge is not None:
            raise connection.broken("it asks on after the last word of the login")
    except (RefusedError, ValueError) as refused:
        said = quote(sent.hidden_in(f"{refused} {words}".strip()) if sent else str(refused), login.secret)
        raise SourceFailedError(failures.refused_token(login.server, quote(login.username), said)) from None


def _sasl_offers(connection: Pop3Connection) -> list[str]:
    try:
        return sasl_in(connection.lines("CAPA"))
    except RefusedError:
        return []
