"""Opaque S/MIME: an entity in CMS SignedData (RFC 8551 §3.5.2), in every form of BER."""

from tests.harness.composed.letter import Letter, base64, multipart, plain, written
from tests.harness.tnef import ber, der, octets_in, signed

FIELDS = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'
TEXT = plain("Signed words.\n")
FILES = multipart("mixed", TEXT, base64('Content-Type: application/pdf; name="a.pdf"', b"an offer"))
NOT_VERIFIED = ("signature_not_verified",)
PIECES = [FILES[at : at + 50] for at in range(0, len(FILES), 50)]
FOUND = (("a.pdf", "application/pdf", b"an offer"),)


def _opaque(cms: bytes, fields: str = FIELDS) -> Letter:
    """All of it can be read."""
    return Letter(written(base64(fields, cms)), "Signed words.", files=FOUND, defects=NOT_VERIFIED)


def _closed(cms: bytes) -> Letter:
    """Nothing of it can be read."""
    return Letter(written(base64(FIELDS, cms)), files=(("smime.p7m", "application/pkcs7-mime", cms),))


LETTERS = {
    "der": _opaque(signed(der(0x04, FILES))),
    "indefinite": _opaque(signed(der(0x04, FILES), is_indefinite=True)),
    "in-pieces": _opaque(signed(octets_in(PIECES), is_indefinite=True)),
    "in-pieces-of-known-length": _opaque(signed(octets_in(PIECES, is_indefinite=False))),
    "in-pieces-of-pieces": _opaque(signed(ber(0x24, octets_in(PIECES[:3]), octets_in(PIECES[3:])), is_indefinite=True)),
    "old-type": _opaque(signed(der(0x04, FILES)), "Content-Type: application/x-pkcs7-mime"),
    "any-file": _opaque(signed(der(0x04, FILES)), 'Content-Type: application/octet-stream; name="smime.p7m"'),
    "encoding-not-said": Letter(
        written(base64("", signed(der(0x04, FILES))).replace(b"\nContent-Transfer-Encoding: base64", FIELDS.encode())),
        "Signed words.",
        files=FOUND,
        defects=NOT_VERIFIED,
    ),
    "twice": _opaque(signed(der(0x04, base64(FIELDS, signed(der(0x04, FILES)))))),
    "text-alone": Letter(written(base64(FIELDS, signed(der(0x04, TEXT)))), "Signed words.", defects=NOT_VERIFIED),
    "cut-off": Letter(
        written(base64(FIELDS, signed(der(0x04, TEXT))[:-8])), "Signed w", defects=(*NOT_VERIFIED, "smime_malformed")
    ),
    "certificates-alone": _closed(signed(None)),
    "encrypted": _closed(der(0x30, der(0x06, bytes.fromhex("2a864886f70d010703")), der(0xA0, der(0x30)))),
    "no-cms": _closed(b"no CMS at all"),
    "in-a-list's-mixed": Letter(
        written(multipart("mixed", base64(FIELDS, signed(der(0x04, FILES))), plain("A footer.\n"), edge="list")),
        "Signed words.\nA footer.",
        files=FOUND,
        defects=NOT_VERIFIED,
    ),
}
