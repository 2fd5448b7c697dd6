"""When servers' certificates end: few enough series, the first ones, and none of servers long unmet."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from shared.metrics.certificates import FORGOTTEN_AFTER_S, MOST_SERVERS, Certificates
from tests.unit.shared.test_health import HandClock

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])


def certificate(days: int) -> bytes:
    """One that ends so many days after the beginning."""
    builder = x509.CertificateBuilder().subject_name(NAME).issuer_name(NAME).public_key(KEY.public_key())
    dated = builder.not_valid_before(BEGIN).not_valid_after(BEGIN + timedelta(days=days))
    return dated.serial_number(1).sign(KEY, SHA256()).public_bytes(Encoding.DER)


def shown(found: Certificates) -> dict[str, float]:
    """Days after the beginning, by server."""
    [family] = found.collect()
    return {each.labels["server"]: (each.value - BEGIN.timestamp()) / 86_400 for each in family.samples}


def test_the_last_certificate_of_a_server_counts_and_nonsense_does_not() -> None:
    found = Certificates(HandClock())
    found.met("imap.example:993", certificate(3))
    found.met("imap.example:993", certificate(90))
    found.met("imap.example:993", b"nonsense")
    found.met("smtp.example:465", None)
    assert shown(found) == {"imap.example:993": 90}


def test_of_many_servers_those_that_end_first_are_shown() -> None:
    found = Certificates(HandClock())
    for days in reversed(range(1, MOST_SERVERS + 4)):
        found.met(f"{days}.example:993", certificate(days))
    expected = {f"{days}.example:993": days for days in range(1, MOST_SERVERS + 1)}
    assert shown(found) == expected | {"others": MOST_SERVERS + 1}


def test_a_server_that_is_not_met_any_more_is_forgotten() -> None:
    clock = HandClock()
    found = Certificates(clock)
    found.met("old.example:993", certificate(1))
    clock.at = FORGOTTEN_AFTER_S
    found.met("new.example:993", certificate(2))
    assert shown(found) == {"old.example:993": 1, "new.example:993": 2}
    clock.at += 1
    assert shown(found) == {"new.example:993": 2}
