"""What goes wrong until a connection is encrypted, and by whom it is; no credential has been sent by then."""

import re

from services.poller.domain.failures import IS_BUSY, Failure, FailureKind, quote

IMPLICIT_INSTEAD = "set incoming_tls=implicit and the port for it (993 for IMAP, 995 for POP3), or ask its operator"
_OLD_TLS = re.compile(r"unsupported protocol|protocol version|too small|no shared cipher|wrong ssl version")


def plaintext_refused(server: str) -> Failure:
    """The account asks for an unencrypted login without saying that this is meant."""
    return Failure(
        FailureKind.TLS,
        f"TLS is off, so the password would go to {server} unencrypted",
        "set incoming_tls to implicit or starttls, or allow_plaintext=true if plaintext is meant",
    )


def no_starttls(server: str, command: str) -> Failure:
    """TLS is wanted and not offered on this port, or somebody between has taken the offer out."""
    happened = f"{server} does not offer {command}; no password was sent"
    return Failure(FailureKind.TLS, happened, IMPLICIT_INSTEAD)


def starttls_refused(server: str, command: str, said: str) -> Failure:
    """It offers TLS and does not begin it."""
    happened = f"{server} refuses {command} ({said}); no password was sent"
    if IS_BUSY.search(said):
        return Failure(FailureKind.NETWORK, happened, "the server is busy; Mailweave waits and tries again", said=said)
    return Failure(FailureKind.TLS, happened, IMPLICIT_INSTEAD, said=said)


def logged_in_before_tls(server: str) -> Failure:
    """PREAUTH, after which there is no STARTTLS (RFC 9051 §7.1.4): whose mailbox it would be, nobody has proved."""
    happened = f"{server} greets as logged in already (PREAUTH), so STARTTLS is not possible; nothing was read"
    return Failure(FailureKind.TLS, happened, IMPLICIT_INSTEAD)


def spoke_before_tls(server: str, said: str) -> Failure:
    """Plain text between the OK to STARTTLS and TLS: the server's defect, or somebody's between (CVE-2011-0411)."""
    happened = f"{server} sent plain text after its OK to STARTTLS ({said}); it was not used, and no password was sent"
    next_step = "tell its operator: the server is broken, or somebody changes what it says; set incoming_tls=implicit"
    return Failure(FailureKind.TLS, happened, next_step)


def no_tls(server: str, why: str, *, is_asked_for: bool = False) -> Failure:
    """The TLS handshake failed before a certificate was judged; `is_asked_for`: after an OK to STARTTLS."""
    if _OLD_TLS.search(why):
        happened = f"{server} offers only TLS that is too old or too weak ({why})"
        return Failure(FailureKind.TLS, happened, "tell its operator: TLS 1.2 or 1.3 is needed")
    if is_asked_for:
        return Failure(FailureKind.TLS, f"{server} speaks no TLS after its OK to STARTTLS ({why})", IMPLICIT_INSTEAD)
    next_step = "check incoming_port (993 for IMAP, 995 for POP3), or set incoming_tls=starttls"
    return Failure(FailureKind.TLS, f"{server} does not speak TLS ({why})", next_step)


def unverified(server: str, what: str, next_step: str) -> Failure:
    """The certificate does not verify; the words are those of shared/certificates.py."""
    return Failure(FailureKind.TLS, f"the certificate of {server} does not verify ({quote(what)})", next_step)


def another_certificate(server: str, what: str) -> Failure:
    """A certificate that is not the pinned one; nothing was said to who has shown it."""
    happened = f"{server} is not trusted: {what}; no password was sent"
    next_step = "ask its operator whether it was renewed, and only then set incoming_fingerprint to the new one"
    return Failure(FailureKind.TLS, happened, next_step)


def unusable_trust(server: str, what: str, next_step: str) -> Failure:
    """What the account says of certificates cannot be used."""
    return Failure(FailureKind.TLS, f"no connection to {server}: {what}", next_step)
