"""What is wrong with a certificate is said in words; none of these is accepted, and nothing is said to its server."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.certificates import fingerprint_of, spelt
from shared.tls import Contexts
from shared.trust import USUAL_TRUST
from tests.contract import mail_source
from tests.contract.certificate_maker import Made, make, showing
from tests.contract.mail_source import Place, first_failure

PAST, FUTURE = datetime(2024, 2, 29, tzinfo=UTC), datetime(2080, 5, 1, tzinfo=UTC)
RENAME = "set incoming_server to a name that it is for"
PIN = (
    "if the server is yours, give the account its authority (ca_certificates) or pin its certificate "
    "(incoming_fingerprint=FINGERPRINT), else tell its operator"
)
ANEW = "issue it anew as RFC 5280 has it; from Python 3.13 on such a certificate is no longer taken"
WRONG: dict[str, tuple[Made, str]] = {
    "expired": (Made(ends=PAST), "it expired on 2024-02-29): tell its operator, who has to renew it"),
    "not yet valid": (
        Made(begins=FUTURE),
        "it is valid only from 2080-05-01 on): set the clock of this machine, or tell its operator",
    ),
    "for other names": (
        Made(names=("mail.a.example", "*.b.example")),
        f"it is for mail.a.example, *.b.example): {RENAME}",
    ),
    "for many names": (
        Made(names=tuple(f"m{number}.example" for number in range(7))),
        f"it is for {', '.join(f'm{number}.example' for number in range(5))} and 2 more): {RENAME}",
    ),
    "named by the common name alone": (
        Made(names=(), common_name="mail.old.example"),
        f"it is for mail.old.example): {RENAME}",
    ),
    "self-signed": (
        Made(is_self_signed=True),
        f"it is self-signed): {PIN}",
    ),
    "no authority key identifier": (
        Made(names_its_authority=False),
        f"it or its authority's breaks RFC 5280: missing authority key identifier): {ANEW}",
    ),
    "constraints that are not critical": (
        Made(has_critical_constraints=False),
        f"it or its authority's breaks RFC 5280: basic constraints of ca cert not marked critical): {ANEW}",
    ),
    "a short key": (
        Made(rsa_bits=1024),
        "it is too weak: EE certificate key too weak): tell its operator, who needs a stronger key",
    ),
}


def shown_by(folder: Path) -> str:
    """The fingerprint of the certificate that was made there."""
    return spelt(fingerprint_of(ssl.PEM_cert_to_DER_cert((folder / "server.pem").read_text())))


def strict(extra_authorities: Path | None) -> Contexts:
    """As Python 3.13 makes it."""
    contexts = Contexts(extra_authorities)
    contexts.of(USUAL_TRUST).verify_flags |= ssl.VERIFY_X509_STRICT
    return contexts


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize("case", WRONG)
async def test_what_is_wrong(case: str, protocol: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, words = WRONG[case]
    ca_file, context = make(tmp_path, made)
    monkeypatch.setattr(mail_source, "Contexts", strict)
    async with showing(context) as port:
        line = await first_failure(Place(protocol, port, use_tls=True, ca_file=str(ca_file)), timeout_s=10)
    words = words.replace("FINGERPRINT", shown_by(tmp_path))
    assert line == f"{mail_source.ACCOUNT}: the certificate of localhost:{port} does not verify ({words}"


async def test_an_authority_that_nobody_knows(tmp_path: Path) -> None:
    _, context = make(tmp_path, Made())
    async with showing(context) as port:
        line = await first_failure(Place("imap", port, use_tls=True), timeout_s=10)
    unknown = (
        "this machine does not know its authority (Example Authority), or the server leaves out a certificate between"
    )
    assert line.endswith(f" does not verify ({unknown}): {PIN}".replace("FINGERPRINT", shown_by(tmp_path)))
