"""Forms: what a browser posts, whether it was a page of ours that made it post, and what REST says is wrong in it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request
from pydantic import ValidationError

from services.api.preconditions import ANY, Expected
from services.api.problems import Problem, field_error

MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
SAFE = frozenset({"GET", "HEAD"})
OURS = frozenset({"same-origin", "none"})
LONGEST_NUMBER = 19


def refuse_other_sites(request: Request) -> None:
    """Raises a Problem where another site made the browser ask for a change.

    Every browser since 2023 says by Sec-Fetch-Site who asks; where it does not (plain HTTP to another machine), Origin
    must be this host. Who sends neither is no browser, and so has no cookie that somebody else could use.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    is_ours = site in OURS if site else not origin or urlsplit(origin).netloc == request.headers.get("host")
    if not is_ours:
        raise Problem(HTTPStatus.FORBIDDEN, "this form was sent by another site: open the page here and send it again")


async def read_typed(request: Request) -> dict[str, str]:
    """The fields just as they were typed, with LF between lines; of a name that comes twice the last one."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send the form as {MEDIA_TYPE}, as browsers do")
    try:
        text = (await request.body()).decode()
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, "the form cannot be read: send it as UTF-8") from None
    return {name: with_lf(value) for name, value in fields}


async def read_form(request: Request) -> dict[str, str]:
    """The same without blanks around each field."""
    return {name: value.strip() for name, value in (await read_typed(request)).items()}


Form = Annotated[dict[str, str], Depends(read_form)]
TypedForm = Annotated[dict[str, str], Depends(read_typed)]


def with_lf(text: str) -> str:
    """The text with LF between lines: browsers send CRLF, whatever the page had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def number(text: str) -> int | str:
    """What is no whole number stays as it was typed: REST says what is wrong with it."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return int(sign + digits) if digits.isascii() and digits.isdigit() and len(digits) < LONGEST_NUMBER else text


def seen(form: Mapping[str, str]) -> Expected:
    """The version that the form was made from: what somebody else has changed meanwhile is not overwritten."""
    version = form.get("version", "")
    is_ours = version.isascii() and version.isdecimal() and len(version) < 10
    return Expected(frozenset({int(version)})) if is_ours else ANY


def said(error: ValidationError | Problem) -> list[tuple[str, str]]:
    """Each field that REST refuses (`action_data.template_id`; empty for the whole) and why, without REST's paths."""
    if isinstance(error, ValidationError):
        found = [field_error(dict(each)) for each in error.errors(include_input=False, include_url=False)]
        return [_placed("" if each["field"] == "body" else f"{each['field']}: ", each["message"]) for each in found]
    return [_placed("", error.detail)]


def _placed(place: str, sentence: str) -> tuple[str, str]:
    """Some sentences begin with the field they are about, and some end with where REST lists what there is."""
    text = place + sentence.partition("; GET /api/")[0].partition(": GET /api/")[0]
    begin, colon, rest = text.partition(": ")
    name, line, number_of_line = begin.partition(" line ")
    if not colon or not name.replace("_", "").replace(".", "").isalnum() or " " in name:
        return "", text
    return name, f"line {number_of_line}: {rest}" if line else rest
