"""From a record's bytes to its event; whatever is wrong with it becomes one clear line."""

import json
from collections.abc import Iterable
from typing import Any

from aiokafka import ConsumerRecord
from pydantic import ValidationError

from shared.errors import DefectiveRecord, HigherSchemaError
from shared.events import FETCHED_HEADER, SCHEMA_MAJOR, Event
from shared.events.topics import Topic

RawRecord = ConsumerRecord[bytes | None, bytes | None]
MOST_PROBLEMS = 3
UNREADABLE = "unreadable"


def decode(topic: Topic, record: RawRecord) -> Event:
    """The event in a record. Raises DefectiveRecord, or HigherSchemaError when a newer release wrote it.

    A newer minor version passes: fields are only ever added. Headers that the event does not need may hold anything.
    """
    try:
        event = topic.event.from_record(record.value, record.headers)
    except ValidationError as error:
        _refuse_higher(_document(topic, record).get("schema_version"), topic, record)
        raise DefectiveRecord(f"not a valid {topic.event.__name__}: {problems(error)}") from error
    _refuse_higher(event.schema_version, topic, record)
    return event


def problems(error: ValidationError) -> str:
    """What a validation found, in one line without the values found."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    told = [f"{'.'.join(map(str, each['loc'])) or 'value'}: {each['msg']}" for each in found[:MOST_PROBLEMS]]
    more = [f"and {len(found) - MOST_PROBLEMS} more"] if len(found) > MOST_PROBLEMS else []
    return "; ".join(told + more)


def account_of(topic: Topic, record: RawRecord) -> str:
    """Whose record this is, as well as it can be told.

    What tells no account counts as one: many such records are one writer's fault, not that of several accounts.
    """
    if topic.key == "account_id" and record.key and record.key.isdigit():
        return record.key.decode()
    account = str(_document(topic, record).get("account_id"))
    return account if account.isdecimal() else UNREADABLE


def _refuse_higher(version: object, topic: Topic, record: RawRecord) -> None:
    major, _, minor = str(version).partition(".")
    if major.isdecimal() and minor.isdecimal() and int(major) > SCHEMA_MAJOR:
        raise HigherSchemaError(
            f"{record.topic} partition {record.partition} offset {record.offset} holds a {topic.event.__name__} of "
            f"schema {version}, and this release reads {SCHEMA_MAJOR}.x: start a newer release of this service"
        )


def _document(topic: Topic, record: RawRecord) -> dict[str, Any]:
    content = record.value if not topic.is_sealed else _header(record.headers)
    try:
        document = json.loads(content or b"null")
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _header(headers: Iterable[tuple[str, bytes | None]]) -> bytes | None:
    return next((content for name, content in headers if name == FETCHED_HEADER), None)
