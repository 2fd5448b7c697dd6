"""Logging in to an SMTP server (RFC 4954): by a password with each method that it offers, or by an access token."""

import asyncio
from typing import cast

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPServerDisconnected, SMTPStatus

from services.sender.domain.reply import reply_of
from services.sender.ports import SmtpServer
from services.sender.smtp.errors import connect_fault, is_passing, login_fault, no_token_fault
from shared.credentials import CredentialKind
from shared.oauth.sasl import challenge_words, offered_mechanism, token_login


async def log_in(client: SMTP, server: SmtpServer) -> None:
    """By the credential, if there is one; raises ServerFaultError and has closed the connection then."""
    if server.credential is None:
        return
    secret = server.credential.secret.get_secret_value()
    try:
        if server.credential.kind is CredentialKind.ACCESS_TOKEN:
            await _show_token(client, server, secret)
        else:
            await _authenticate(client, server.username, secret)
    except asyncio.CancelledError:
        _end(client)
        raise
    except (ConnectionError, TimeoutError) as error:
        _end(client)
        raise connect_fault(server, error) from error
    except (SMTPException, ValueError) as error:
        _end(client)
        raise login_fault(server, error) from error


def _end(client: SMTP) -> None:
    """At once: a server that waits for more of the login would take its time to end TLS."""
    if client.transport is not None:
        cast("asyncio.Transport", client.transport).abort()
    client.close()


async def _authenticate(client: SMTP, username: str, password: str) -> None:
    """By each method that the server offers until one is taken; what is told is the first refusal.

    A server may hang up after a refusal: the next method then finds no connection, which explains nothing.
    """
    methods = client.supported_auth_methods if client.supports_extension("auth") else []
    refusal: SMTPAuthenticationError | None = None
    for method in methods:
        try:
            await getattr(client, f"auth_{method.replace('-', '')}")(username, password)
        except SMTPAuthenticationError as error:
            refusal = refusal or error
            if is_passing(reply_of(error.code, error.message)):
                break  # another method would be told the same
        except (SMTPServerDisconnected, ConnectionError):
            if refusal is None:
                raise
            break
        else:
            return
    if refusal is not None:
        raise refusal
    await client.login(username, password)  # there is no method: the library says what is missing


async def _show_token(client: SMTP, server: SmtpServer, token: str) -> None:
    """A refusal comes after the challenge is answered; the challenge says why."""
    offers = client.server_auth_methods
    mechanism = offered_mechanism(offers)
    if mechanism is None:
        raise no_token_fault(server, offers)
    login = token_login(mechanism, server.username, server.host, server.port, token)
    words = ""
    response = await client.execute_command(b"AUTH", mechanism.encode(), login.initial.encode())
    if response.code == SMTPStatus.auth_continue:
        words = challenge_words(response.message, (token,))
        response = await client.execute_command(login.after_failure.encode())
    if response.code != SMTPStatus.auth_successful:
        raise SMTPAuthenticationError(response.code, login.hidden_in(f"{response.message} {words}".strip()))
