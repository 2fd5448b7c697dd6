"""What went wrong with an account's SMTP server, in one line that says what to do."""

import ssl

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectTimeoutError,
    SMTPException,
    SMTPResponseException,
    SMTPTimeoutError,
)

from services.sender.domain.account import Security
from services.sender.domain.reply import Reply, one_line, reply_of
from services.sender.ports import ServerFaultError, SessionRefusedError, SmtpServer

TLS_CERTIFICATE = "trust its authority by EMAIL_TLS_CA_FILE, or correct smtp_server"
NO_STARTTLS = "use the port with TLS (465), or ask the provider; plaintext needs smtp_use_tls=false and allow_plaintext"


def said(error: BaseException) -> str:
    """The error's own words, on one printable line."""
    if isinstance(error, SMTPResponseException):
        return one_line(f"{error.code} {error.message}" if error.code > 0 else error.message)
    if isinstance(error, SMTPException):
        return one_line(error.message).rstrip(".").lower()
    return one_line(str(error)) or type(error).__name__


def login_fault(server: SmtpServer, error: Exception) -> ServerFaultError:
    """The server was reached, the login failed; a password that the server repeats is blotted out."""
    place = f"{server.account}: SMTP server {server.host}:{server.port}"
    secret = server.credential.secret.get_secret_value() if server.credential else ""
    words = said(error).replace(secret, "***") if secret else said(error)
    if isinstance(error, SMTPAuthenticationError):
        refusal = reply_of(error.code, words.removeprefix(str(error.code)).strip())
        if is_passing(refusal):
            return SessionRefusedError(server, refusal)
        advice = "check smtp_username and the SMTP password"
        return ServerFaultError(f"{place} refused the login of {server.username} ({words}): {advice}")
    return ServerFaultError(f"{place} offers no login ({words}): check smtp_port, or remove smtp_username")


def is_passing(refusal: Reply) -> bool:
    """Whether a refused AUTH speaks of the server's state: 4yz, but for a password that must be changed (RFC 4954)."""
    return refusal.is_transient and "transition" not in refusal.text.casefold()


def connect_fault(server: SmtpServer, error: BaseException) -> ServerFaultError:
    """No session came about."""
    if isinstance(error, SMTPResponseException) and error.code > 0:
        return SessionRefusedError(server, reply_of(error.code, error.message))
    return ServerFaultError(f"{server.account}: SMTP server {server.host}:{server.port} {_why(server, error)}")


def _why(server: SmtpServer, error: BaseException) -> str:
    cause = _root(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has a certificate that does not verify ({cause.verify_message}): {TLS_CERTIFICATE}"
    if isinstance(cause, ssl.SSLError):
        wants = "smtp_port 465 is for TLS only" if server.security is Security.IMPLICIT_TLS else "check smtp_port"
        return f"does not speak TLS as expected ({one_line(cause.reason or type(cause).__name__)}): {wants}"
    if isinstance(error, SMTPConnectTimeoutError | SMTPTimeoutError | TimeoutError):
        return "does not answer in time: check smtp_server and smtp_port (is it a port with implicit TLS?)"
    if isinstance(error, SMTPResponseException):
        return f"does not speak SMTP ({said(error)}): check smtp_port"
    if isinstance(error, SMTPException) and "STARTTLS" in error.message:
        return f"does not offer STARTTLS: {NO_STARTTLS}"
    return f"cannot be reached ({_reason(cause)}): check smtp_server, smtp_port and the network"


def _root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _reason(cause: BaseException) -> str:
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused"
    return said(cause)
