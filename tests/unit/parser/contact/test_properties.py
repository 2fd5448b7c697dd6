"""Any signature gives a contact, in time that its length bounds; what is quoted never reaches it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.domain.contact.lines import MAX_LINES, MAX_SIGNATURE_CHARS
from services.parser.domain.contact.phones import MAX_PHONES
from services.parser.domain.contact.read import MAX_EMAILS, MAX_URLS, read_contact
from services.parser.domain.fields.addresses import Address
from services.parser.domain.message import parse_message

WORDS = (
    *("\n", " ", "-- ", "Tel. ", "Fax: ", "+49", "040", "123456", "(0)", "Ada", "Berg", "GmbH", ", Inc.", "CEO", " | "),
    *(
        "www.",
        "https://",
        "@",
        "x.de",
        "株式会社",
        "部長",
        "Geschäftsführer: ",
        "at ",
        "\0",
        "١٢٣٤٥٦",
        "\u200f",
        "Germany",
    ),
)
pieces = st.sampled_from(WORDS)
signatures = st.lists(pieces | st.text(max_size=9), max_size=60).map("".join)
MEGABYTE = 1_000_000
ADA = Address("Ada Berg", "ada@hafen.de")


@given(signatures, st.text(max_size=40), st.text(max_size=40))
def test_any_signature_gives_a_bounded_contact(signature: str, name: str, address: str) -> None:
    contact = read_contact(Address(name, address), signature)
    assert contact is not None
    assert contact == read_contact(Address(name, address), signature)
    assert len(contact.emails) <= MAX_EMAILS
    assert len(contact.urls) <= MAX_URLS
    assert len(contact.phones) <= MAX_PHONES
    assert all(phone.is_e164 is phone.value.startswith("+") or not phone.is_e164 for phone in contact.phones)


HOSTILE = (
    *(
        "a.",
        "1 ",
        "+",
        "a@",
        "http://",
        "Ltd, ",
        "(",
        "GmbH & Co. ",
        "1-",
        "Sp. z o",
        "Tel 0 1 1 1 1 1\n",
        "x " * 40 + "\n",
    ),
    *("a-a.a-a.", "+1 (1", "Dr. ", ": ", "|", "\t", "<http:", "株式会社", "١", "head of ", "www.a."),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_takes_no_longer_than_a_signature_may(piece: str) -> None:
    signature = piece * (MEGABYTE // len(piece))
    begun = time.process_time()
    read_contact(ADA, signature)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("piece", HOSTILE)
def test_nor_do_as_many_long_lines_as_are_read(piece: str) -> None:
    line = piece.replace("\n", " ") * (300 // len(piece))
    begun = time.process_time()
    read_contact(ADA, f"{line}\n" * MAX_LINES)
    assert time.process_time() - begun < 1


def test_what_lies_far_below_is_no_signature() -> None:
    contact = read_contact(ADA, "Ada" + "\n" * MAX_SIGNATURE_CHARS + "+49 40 12345678")
    assert contact is not None
    assert contact.phones == ()


QUOTE = b"> --\n> Bob Stone\n> Head of Sales\n> Stone Ltd.\n> +44 20 7946 0958\n> bob@stone.example www.stone.example\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"Yes.\n\nOn Mon, 2 Mar 2026 at 09:00, Bob <bob@stone.example> wrote:\n" + QUOTE, id="below"),
        pytest.param(b"Bob <bob@stone.example> wrote:\n" + QUOTE + b"\nYes.\n\n-- \nAda Berg\n", id="above"),
        pytest.param(
            b"Yes.\n\n-- \nAda Berg\n\n-----Original Message-----\nFrom: Bob <bob@stone.example>\n"
            b"Sent: Monday, 2 March 2026 09:00\nTo: Ada\nSubject: x\n\nHello\n\n" + QUOTE.replace(b"> ", b""),
            id="under a header block",
        ),
    ],
)
def test_facts_of_a_quote_are_not_the_authors(body: bytes) -> None:
    contact = parse_message(b"From: Ada Berg <ada@hafen.de>\nSubject: Re: x\n\n" + body).facts.contact
    assert contact is not None
    assert [each.value for each in contact.emails] == ["ada@hafen.de"]
    assert (contact.phones, contact.title, contact.company, contact.urls) == ((), None, None, ())


def test_a_signature_in_html_is_read_too() -> None:
    html = (
        b"<p>Yes.</p><p>Best regards,</p><p>Ada Berg<br>Head of Sales<br>Hafen GmbH<br>"
        b'Tel. 040 12345678<br><a href="https://hafen.de">hafen.de</a></p>'
    )
    contact = parse_message(b"From: Ada Berg <ada@hafen.de>\nContent-Type: text/html\n\n" + html).facts.contact
    assert contact is not None
    assert [phone.value for phone in contact.phones] == ["+494012345678"]
    assert contact.title is not None
    assert contact.title.value == "Head of Sales"
