"""Parsing is total: any bytes give an event, the same each time, of bounded size, that everything behind can hold."""

from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import encode_rfc2231, format_datetime, formataddr

from hypothesis import given
from hypothesis import strategies as st

from services.parser.domain.encodings.charset import decoded
from services.parser.domain.encodings.labels import codec_of
from services.parser.domain.encodings.transfer import decoded_content
from services.parser.domain.fields.addresses import MAX_ADDRESS_CHARS, MAX_ADDRESSES, MAX_NAME_CHARS, read_addresses
from services.parser.domain.fields.dates import (
    DATE_ABSURD,
    DATE_MALFORMED,
    FIRST_YEAR,
    LAST_YEAR,
    read_date,
    read_received,
)
from services.parser.domain.fields.encoded_words import field_text
from services.parser.domain.fields.message_ids import MAX_ID_BYTES, bounded, read_ids, read_message_id
from services.parser.domain.fields.parameters import read_parameters
from services.parser.domain.message import parse_message
from services.parser.domain.parts.filenames import MAX_FILENAME_BYTES, safe_filename
from services.parser.offline import parse_file
from shared.html_text import html_text
from tests.harness.strategies import almost_dates, field_values, labels, raw_messages

FIELDS_LIMIT_BYTES = 100_000
ADDED_BYTES = 1000
plain_words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
atoms = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)
encodings = st.sampled_from(("base64", "quoted-printable", "x-uuencode", "7bit", "", "Base64 ")) | st.text(max_size=9)


def is_storable(text: str) -> bool:
    """Whether PostgreSQL and JSON hold it."""
    return "\0" not in text and text.encode("utf-8", "replace").decode() == text


@given(raw_messages)
def test_any_bytes_give_one_event_of_bounded_size(raw: bytes) -> None:
    event = parse_file(raw)
    value = event.to_record().value
    assert value == parse_file(raw).to_record().value
    assert b"\\u0000" not in value
    without_bodies = event.model_copy(update={"plain_body": "", "html_body": ""})
    assert len(without_bodies.to_record().value) < FIELDS_LIMIT_BYTES
    assert type(event).from_record(value, event.to_record().headers) == event


@given(raw_messages, st.lists(raw_messages, max_size=4))
def test_what_is_parsed_in_between_leaves_no_trace(raw: bytes, others: list[bytes]) -> None:
    first = parse_file(raw).to_record().value
    for other in others:
        parse_file(other)
    assert parse_file(raw).to_record().value == first


@given(raw_messages)
def test_nothing_is_multiplied(raw: bytes) -> None:
    message = parse_message(raw)
    content = sum(len(attachment.content) for attachment in message.attachments)
    assert len(message.plain_body) + len(message.html_body) + content <= 2 * len(raw) + ADDED_BYTES


@given(field_values, labels)
def test_a_field_s_text_can_be_stored(value: bytes, label: str) -> None:
    assert is_storable(field_text(value, label))


@given(st.lists(field_values, max_size=4), labels)
def test_addresses_are_bounded_and_can_be_stored(values: list[bytes], label: str) -> None:
    found = read_addresses(values, label)
    assert len(found) <= MAX_ADDRESSES
    for each in found:
        assert is_storable(each.name + each.address)
        assert len(each.name) <= MAX_NAME_CHARS
        assert 0 < len(each.address) <= MAX_ADDRESS_CHARS


@given(almost_dates)
def test_a_date_is_an_instant_in_utc_or_a_defect(text: str) -> None:
    found, defect = read_date(text)
    assert (found is None) == (defect in {DATE_MALFORMED, DATE_ABSURD})
    assert found is None or (found.tzinfo is UTC and FIRST_YEAR <= found.year <= LAST_YEAR)
    assert read_received(f"by x; {text}") == read_received(f"by x; {text}")


@given(st.binary(max_size=200), labels)
def test_any_bytes_under_any_label_are_text(content: bytes, label: str) -> None:
    text, _ = decoded(content, label)
    assert len(text) <= 2 * len(content)
    assert codec_of(label) == codec_of(label.upper()) or not label.isascii()


@given(st.binary(max_size=400), encodings)
def test_any_transfer_encoding_gives_bytes_and_not_more(content: bytes, encoding: str) -> None:
    assert len(decoded_content(content, encoding)) <= len(content)


@given(st.text(max_size=400) | field_values.map(lambda value: value.decode("latin-1")))
def test_parameters_and_file_names_are_bounded(text: str) -> None:
    for value in read_parameters(text).parameters.values():
        name = safe_filename(value)
        assert is_storable(name)
        assert len(name.encode()) <= MAX_FILENAME_BYTES
        assert "/" not in name


@given(st.lists(field_values, max_size=3))
def test_ids_are_bounded_and_without_space(values: list[bytes]) -> None:
    found = bounded(read_ids(values))
    assert len(found) <= 40
    for each in (*found, *filter(None, map(read_message_id, values))):
        assert len(each.encode()) <= MAX_ID_BYTES
        assert not set(each) & set(" \t\r\n\0<>")


@given(
    st.text(max_size=300) | st.lists(st.sampled_from(("<p>", "</", "<!--", "<script", ">", "&#9;", "a"))).map("".join)
)
def test_the_text_of_any_html_is_no_longer_than_it(html: str) -> None:
    assert len(html_text(html)) <= len(html)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_a_written_date_is_read_back(at: datetime, zone_minutes: int) -> None:
    written = at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=zone_minutes)))
    assert read_date(format_datetime(written)) == (written.astimezone(UTC), "")


@given(st.lists(plain_words, min_size=1, max_size=4).map(" ".join), st.sampled_from(("utf-8", "gb18030")))
def test_a_written_subject_is_read_back(text: str, charset: str) -> None:
    assert field_text(Header(text, charset).encode().encode()) == text


@given(plain_words, atoms, atoms)
def test_a_written_address_is_read_back(name: str, local: str, domain: str) -> None:
    (found,) = read_addresses([formataddr((name, f"{local}@{domain}.test")).encode()])
    assert (found.name, found.address) == (name.strip("'\""), f"{local}@{domain}.test")


@given(plain_words)
def test_a_written_file_name_is_read_back(name: str) -> None:
    written = encode_rfc2231(name, "utf-8")
    assert read_parameters(f"attachment; filename*={written}").parameters["filename"] == name


@given(st.text(max_size=60), st.sampled_from(("utf-8", "utf-16", "utf-32", "utf-7", "gb18030")))
def test_a_text_under_an_honest_label_is_read_back(text: str, label: str) -> None:
    assert decoded(text.encode(label), label) == (text, "")
