"""One line a record, no more of an unexpected error than its class and place, and nothing that nobody should read."""

import json
import logging
import sys

import pytest

from shared.logs import Addresses, Form, Masking, OneLine
from shared.settings import Settings

IDS = {"account_id": "1", "mail_id": "m"}


def formatted(
    message: str,
    *args: object,
    with_error: bool = False,
    form: Form = "text",
    masking: Masking | None = None,
    ids: dict[str, str] | None = None,
) -> str:
    error = sys.exc_info() if with_error else None
    record = logging.LogRecord("shared.kafka.consume", logging.WARNING, __file__, 1, message, args, error)
    record.created = 0.123
    if ids is not None:
        record.ids = ids
    return OneLine("parser", form, masking).format(record)


def test_a_record_is_one_line_in_utc_with_the_services_name() -> None:
    assert formatted("%d records\n\nof %s\r\n", 2, "two lines") == (
        "1970-01-01T00:00:00.123Z WARNING parser shared.kafka.consume: 2 records | of two lines"
    )


def test_the_ids_of_a_message_stand_behind_the_text() -> None:
    assert formatted("parsed", ids=IDS).endswith(": parsed account_id=1 mail_id=m")


def test_in_json_everything_is_a_field_of_one_object_in_one_line() -> None:
    line = formatted('a "quoted"\nsecond line', form="json", ids=IDS)
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "1970-01-01T00:00:00.123Z",
        "level": "WARNING",
        "service": "parser",
        "logger": "shared.kafka.consume",
        "text": 'a "quoted" | second line',
        **IDS,
    }


def test_an_errors_text_stays_out() -> None:
    try:
        int("hunter2")
    except ValueError:
        line = formatted("it failed", with_error=True)
    assert "it failed [ValueError at unit/shared/test_logs.py:" in line
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("addresses", "text", "expected"),
    [
        pytest.param("full", "to a.b@shop.example", "to a.b@shop.example", id="full"),
        pytest.param("domain", "to a.b@shop.example", "to …@shop.example", id="domain"),
        pytest.param("none", "to a.b@shop.example", "to …@…", id="none"),
        pytest.param("domain", "account 3 (a@b.example): no", "account 3 (…@b.example): no", id="in brackets"),
        pytest.param("domain", "<a@b.example>,c@d.example;", "<…@b.example>,…@d.example;", id="two"),
        pytest.param("domain", "jürgen@straße.example", "…@straße.example", id="beyond ASCII"),
        pytest.param("domain", '"a b"@c.example', "…@c.example", id="quoted"),
        pytest.param("domain", "at 5 @ home", "at 5 @ home", id="no address"),
    ],
)
def test_what_is_shown_of_an_address(addresses: Addresses, text: str, expected: str) -> None:
    assert formatted(text, masking=Masking(addresses)).partition("consume: ")[2] == expected


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_secret_of_the_settings_gets_into_no_line(form: Form) -> None:
    settings = Settings(
        secret_key="a-key-in-base64=",
        kafka_password="kafkas-own",
        database_url="postgresql://u:data%2Fbase@h/d",
        _env_file=None,
    )
    assert settings.secret_values() >= {"a-key-in-base64=", "kafkas-own", "data/base"}
    masking = Masking("full", settings.secret_values())
    line = formatted("%s %s %s", *sorted(settings.secret_values())[:3], form=form, masking=masking)
    assert not [secret for secret in settings.secret_values() if secret in line]


def test_a_long_line_without_an_address_is_masked_in_a_moment() -> None:
    text = "a" * 1_000_000 + " @"
    assert formatted(text, masking=Masking("none")).endswith(" @")
