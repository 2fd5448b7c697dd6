"""What went wrong with an account's SMTP server, in one line that says what to do."""

import ssl
from collections.abc import Sequence

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectTimeoutError,
    SMTPException,
    SMTPResponseException,
    SMTPTimeoutError,
)

from services.sender.domain.reply import MAX_TEXT, Reply, one_line, reply_of
from services.sender.ports import ServerFaultError, SessionRefusedError, SmtpServer, TokenOwner
from shared.certificates import certificate_fault
from shared.quoting import quoted
from shared.tls import UnpinnedError
from shared.trust import Security
from shared.walk import Trouble

NO_STARTTLS = "use the port with TLS (465), or ask the provider; plaintext needs smtp_tls=none and allow_plaintext"


def said(error: BaseException) -> str:
    """The error's own words, on one printable line."""
    if isinstance(error, SMTPResponseException):
        return one_line(f"{error.code} {error.message}" if error.code > 0 else error.message)
    if isinstance(error, SMTPException):
        return one_line(error.message).rstrip(".").lower()
    return one_line(str(error)) or type(error).__name__


def login_fault(server: SmtpServer, error: Exception) -> ServerFaultError:
    """The server was reached, the login failed; a password that the server repeats is blotted out."""
    secret = server.credential.secret.get_secret_value() if server.credential else ""
    words = quoted(said(error), (secret,), MAX_TEXT)
    if isinstance(error, SMTPAuthenticationError):
        refusal = reply_of(error.code, words.removeprefix(str(error.code)).strip())
        if is_passing(refusal):
            return SessionRefusedError(server, refusal)
        if server.token_of is not None:
            what = f"refused the access token for {server.username} ({words})"
            return fault(server, "auth", what, refused_token_advice(server.token_of), words)
        what = f"refused the login of {server.username} ({words})"
        return fault(server, "auth", what, "check smtp_username and the SMTP password", words)
    return fault(server, "auth", f"offers no login ({words})", "check smtp_port, or remove smtp_username")


def refused_token_advice(token_of: TokenOwner) -> str:
    """What to do where a token is good at the token server, and not here."""
    again = f"log in again (`mailweave accounts authorize --account-id {token_of.account_id}`)"
    return f"{again}, or let this login send, at the provider (SMTP AUTH may be off for the mailbox)"


def no_token_fault(server: SmtpServer, offers: Sequence[str]) -> ServerFaultError:
    """A server that no access token can be shown to."""
    offered = one_line(" ".join(offers).upper()) or "nothing"
    what = f"offers neither XOAUTH2 nor OAUTHBEARER (it offers {offered})"
    return fault(server, "auth", what, "check smtp_server and smtp_port, or set auth=password with a password")


def is_passing(refusal: Reply) -> bool:
    """Whether a refused AUTH speaks of the server's state: 4yz, but for a password that must be changed (RFC 4954)."""
    return refusal.is_transient and "transition" not in refusal.text.casefold()


def connect_fault(server: SmtpServer, error: BaseException, certificate: bytes | None = None) -> ServerFaultError:
    """No session came about; the certificate (DER) is the server's, if it did not verify."""
    if isinstance(error, SMTPResponseException) and error.code > 0:
        return SessionRefusedError(server, reply_of(error.code, error.message))
    cause = root_of(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        wrong = certificate_fault(cause.verify_code, cause.verify_message, certificate, "smtp_server")
        what = f"has a certificate that does not verify ({one_line(wrong.what)})"
        return fault(server, "tls", what, wrong.next_step)
    if isinstance(cause, ssl.SSLError):
        wants = "check smtp_port and smtp_tls" if server.security is Security.IMPLICIT_TLS else "check smtp_port"
        reason = one_line(cause.reason or type(cause).__name__)
        return fault(server, "tls", f"does not speak TLS as expected ({reason})", wants)
    if isinstance(error, SMTPConnectTimeoutError | SMTPTimeoutError | TimeoutError):
        advice = "check smtp_server and smtp_port (is it a port with implicit TLS? then set smtp_tls=implicit)"
        return fault(server, "network", "does not answer in time", advice)
    if isinstance(error, SMTPResponseException):
        return fault(server, "protocol", f"does not speak SMTP ({said(error)})", "check smtp_port")
    if isinstance(error, SMTPException) and "STARTTLS" in error.message:
        return fault(server, "tls", "does not offer STARTTLS", NO_STARTTLS)
    advice = "check smtp_server, smtp_port and the network"
    return fault(server, "network", f"cannot be reached ({_reason(cause)})", advice)


def another_certificate_fault(server: SmtpServer, error: UnpinnedError) -> ServerFaultError:
    """A certificate that is not the pinned one; nothing was said to who has shown it."""
    advice = "ask its operator whether it was renewed, and only then set smtp_fingerprint to the new one"
    return fault(server, "tls", f"is not trusted: {error}; no password was sent", advice)


def fault(server: SmtpServer, cause: str, what: str, advice: str, words: str = "") -> ServerFaultError:
    """The one line about this server, and the same taken apart; `words` are the server's own."""
    happened = f"SMTP server {server.host}:{server.port} {what}"
    return ServerFaultError(f"{server.account}: {happened}: {advice}", Trouble(cause, happened, advice, words))


def root_of(error: BaseException) -> BaseException:
    """What lies under the library's errors."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _reason(cause: BaseException) -> str:
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused"
    return said(cause)
