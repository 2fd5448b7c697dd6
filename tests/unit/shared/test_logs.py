"""One line a record, and no more of an unexpected error than its class and place."""

import logging
import sys

from shared.logs import OneLine


def formatted(message: str, *args: object, with_error: bool = False) -> str:
    error = sys.exc_info() if with_error else None
    record = logging.LogRecord("shared.kafka.consume", logging.WARNING, __file__, 1, message, args, error)
    record.created = 0.123
    return OneLine("parser").format(record)


def test_a_record_is_one_line_in_utc_with_the_services_name() -> None:
    assert formatted("%d records\n\nof %s\r\n", 2, "two lines") == (
        "1970-01-01T00:00:00.123Z WARNING parser shared.kafka.consume: 2 records | of two lines"
    )


def test_an_errors_text_stays_out() -> None:
    try:
        int("hunter2")
    except ValueError:
        line = formatted("it failed", with_error=True)
    assert line.endswith("it failed [ValueError at unit/shared/test_logs.py:24]")
