"""Kinds of fields that several resources share."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Generic, Self, TypeVar

from fastapi import Path, Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from shared.events import AddrSpec

LARGEST_INTEGER = 2_147_483_647
Item = TypeVar("Item")


# JSON Schema's `pattern` finds, it does not match the whole: for callers to read, the validators below decide.
NO_NUL = {"pattern": r"^[^\x00]*$"}
ONE_LINE = {"pattern": r"^[^\x00-\x1f\x7f]*$"}
# Every blank of Unicode by its number: what `\s` means differs between readers of a schema.
_NO_BLANK = r"[^@<>,;:\"\x00-\x20\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
ADDRESS_SCHEMA = {"type": "string", "maxLength": 320, "pattern": f"^{_NO_BLANK}@{_NO_BLANK}$"}


def storable(text: str) -> str:
    """The text; ValueError for what neither PostgreSQL nor UTF-8 can hold: NUL, and half of a surrogate pair."""
    if "\x00" in text:
        raise ValueError("must not contain the character NUL")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not contain half of a surrogate pair")
    return text


def one_line(text: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError("must be one line without control characters")
    return storable(text)


def _no_text(value: object) -> object:
    if isinstance(value, str | bool):
        raise ValueError("must be a whole number")  # noqa: TRY004 - pydantic's word for a refused value
    return value


def _rfc3339(value: object) -> object:
    if isinstance(value, str) and INSTANT.match(value) is None:
        raise ValueError("must be an instant with its offset, as in 2026-01-31T12:00:00Z")
    return value


INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
Instant = Annotated[AwareDatetime, BeforeValidator(_rfc3339)]
NO_TEXT = BeforeValidator(_no_text)
"""Of a number in a document: "7" and true are none there. It stands behind the bounds, or they leave the schema."""
Flag = Annotated[bool, Strict()]
"""In a document: "yes" and 1 are none there."""
Text = Annotated[str, AfterValidator(storable), Field(json_schema_extra=NO_NUL)]
Line = Annotated[str, StringConstraints(max_length=998), AfterValidator(one_line), Field(json_schema_extra=ONE_LINE)]
Address = Annotated[AddrSpec, AfterValidator(one_line), WithJsonSchema(ADDRESS_SCHEMA)]
Name = Annotated[Line, StringConstraints(min_length=1, max_length=200)]
Port = Annotated[int, Field(ge=1, le=65535), NO_TEXT]
RowId = Annotated[int, Field(ge=1, le=LARGEST_INTEGER), NO_TEXT]
RowIdInPath = Annotated[int, Path(ge=1, le=LARGEST_INTEGER)]
Limit = Annotated[int, Query(ge=1, le=500, description="how many at most")]


class Request(BaseModel):
    """A request: unknown fields are refused, so that a misspelt one is not lost silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _holds_only_what_can_be_stored(self) -> Self:
        """In names and values, however deep: what a field's own type does not look at goes to PostgreSQL too."""
        for place, text in _texts(self.model_dump(exclude_unset=True)):
            try:
                storable(text)
            except ValueError as error:
                raise ValueError(f"{place}: {error}") from None
        return self


def _texts(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every text in a document with the field that it lies in."""
    for field, value in document.items():
        waiting: list[object] = [value]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                yield field, each
            elif isinstance(each, Mapping):
                waiting += [*each.keys(), *each.values()]
            elif isinstance(each, list | tuple):
                waiting += each


def one_of_these(*fields: str) -> Any:
    """JSON Schema's `anyOf` for texts of which at least one must be given."""
    return [{"required": [field], "properties": {field: {"minLength": 1}}} for field in fields]


def without_defaults(schema: dict[str, Any]) -> None:
    """The schema of a change: what is absent stays, so there are no defaults, and something must be there."""
    for field in schema["properties"].values():
        field.pop("default", None)
    schema["minProperties"] = 1


class Resource(BaseModel):
    """Something that is shown."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(Resource, Generic[Item]):
    """A part of a list."""

    results: list[Item]
    next: str | None = Field(default=None, description="where the rest is; null at the end")
