"""Kinds of fields that several resources share."""

from typing import Annotated, Generic, TypeVar

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

LARGEST_INTEGER = 2_147_483_647
Item = TypeVar("Item")


def storable(text: str) -> str:
    """The text; ValueError for what neither PostgreSQL nor UTF-8 can hold: NUL, and half of a surrogate pair."""
    if "\x00" in text:
        raise ValueError("must not contain the character NUL")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not contain half of a surrogate pair")
    return text


def _one_line(text: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError("must be one line without control characters")
    return storable(text)


Text = Annotated[str, AfterValidator(storable)]
Line = Annotated[str, StringConstraints(max_length=998), AfterValidator(_one_line)]
Name = Annotated[Line, StringConstraints(min_length=1, max_length=200)]
Port = Annotated[int, Field(ge=1, le=65535)]
RowId = Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]
RowIdInPath = Annotated[int, Path(ge=1, le=LARGEST_INTEGER)]
Limit = Annotated[int, Query(ge=1, le=500, description="how many at most")]


class Request(BaseModel):
    """A request: unknown fields are refused, so that a misspelt one is not lost silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Resource(BaseModel):
    """Something that is shown."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(Resource, Generic[Item]):
    """A part of a list."""

    results: list[Item]
    next: str | None = Field(default=None, description="where the rest is; null at the end")
