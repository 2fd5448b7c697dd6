"""Errors as `application/problem+json` (RFC 9457), each with one sentence that says what to do."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from services.api.patterns import ADDRESS_PATTERN, MESSAGE_ID_PATTERN, VARIABLE_PATTERN
from shared.errors import ConfigurationError, PermanentError, TransientError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = "5"
WHOLE_BODY = "body"


class Problem(Exception):
    """A request that cannot be served; the detail is shown to the caller."""

    def __init__(self, status: HTTPStatus, detail: str, *, results: Sequence[dict[str, Any]] = ()) -> None:
        """`results` are those of tests that the request asked for."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.results = results


def problem_response(
    status: int,
    detail: str,
    *,
    errors: Sequence[dict[str, str]] = (),
    results: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The response of RFC 9457 §3; `errors` lists each wrong field, `results` those of a test that failed."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    if results:
        body["results"] = list(results)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def register_problems(app: FastAPI) -> None:
    """Every error that a route may raise becomes a problem."""

    @app.exception_handler(Problem)
    async def _problem(_: Request, error: Problem) -> JSONResponse:
        return problem_response(error.status, error.detail, results=error.results)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [field_error(found) for found in error.errors()]
        detail = "; ".join(_sentence(**found) for found in errors)
        return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _allowed(request)
        return problem_response(error.status_code, _HINTS.get(error.status_code, error.detail), headers=headers)

    @app.exception_handler(TransientError)
    async def _later(_: Request, error: TransientError) -> JSONResponse:
        return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers={"Retry-After": RETRY_AFTER_S})

    @app.exception_handler(ConfigurationError)
    async def _wrong_setting(_: Request, error: ConfigurationError) -> JSONResponse:
        return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    @app.exception_handler(PermanentError)
    async def _never(_: Request, error: PermanentError) -> JSONResponse:
        return problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(error))

    @app.exception_handler(Exception)
    async def _defect(_: Request, __: Exception) -> JSONResponse:
        return problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, "a defect of Mailweave: see the log of the api")


_HINTS: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "the body cannot be read: send JSON in UTF-8",
    HTTPStatus.NOT_FOUND: "there is nothing at this path: /api/email/docs lists all endpoints",
    HTTPStatus.METHOD_NOT_ALLOWED: "this path does not take this method: /api/email/docs lists all endpoints",
}


def _allowed(request: Request) -> str:
    """Every method that this path takes (RFC 9110 §10.2.1); Starlette names those of one route only."""
    paths: dict[str, dict[str, object]] = request.app.openapi()["paths"]
    asked = request.url.path
    alike = [path for path in paths if re.fullmatch(_PARAMETER.sub("[^/]+", path), asked)]
    named = [asked] if asked in paths else alike
    return ", ".join(sorted({method.upper() for path in named for method in paths[path]}))


_PARAMETER = re.compile(r"\{\w+\}")


def storable_query(request: Request) -> None:
    """A dependency of every route: neither path nor query hold the character NUL, which PostgreSQL has no place for."""
    for name, value in (*request.path_params.items(), *request.query_params.multi_items()):
        if "\x00" in f"{name}{value}":
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name!a}: must not contain the character NUL (%00)")


def _sentence(field: str, message: str) -> str:
    return message if field == WHOLE_BODY else f"{field}: {message}"


def field_error(found: dict[str, Any]) -> dict[str, str]:
    """Where and what, in a person's words; never the value, which may be a password."""
    if found["type"] == "json_invalid":
        return {"field": WHOLE_BODY, "message": _not_json(found)}
    place = [str(part) for part in found["loc"] if part not in ("body", "query", "path", "header")]
    return {"field": ".".join(place) or WHOLE_BODY, "message": _words(found, has_field=bool(place))}


def _not_json(found: dict[str, Any]) -> str:
    why = found.get("ctx", {}).get("error", "it cannot be read")
    return f"the body is not JSON ({why} at character {found['loc'][-1]}): send a JSON object"


def _words(found: dict[str, Any], *, has_field: bool) -> str:
    if found["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(found["ctx"]["pattern"], "is not written as this field needs it: /docs shows how")
    if not has_field and found["type"] in _WHOLE_BODY_WORDS:
        return _WHOLE_BODY_WORDS[found["type"]]
    return _WORDS.get(found["type"]) or str(found["msg"]).removeprefix("Value error, ")


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "there is no such field here: is it misspelt?",
    "none_required": "must be null",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_attributes_type": "must be an object",
    "uuid_parsing": "must be a UUID, as in 5a9d4a5b-1b7e-4f7e-8d3a-6f3c2d1e0b9a",
    "uuid_type": "must be a UUID, as in 5a9d4a5b-1b7e-4f7e-8d3a-6f3c2d1e0b9a",
    "timezone_aware": "give the offset too, as in 2026-01-31T12:00:00Z",
    "datetime_from_date_parsing": "must be an instant with its offset, as in 2026-01-31T12:00:00Z",
    "datetime_parsing": "must be an instant with its offset, as in 2026-01-31T12:00:00Z",
}
"""pydantic's kinds of errors in the words of who reads them; its own words stand where they say it well."""
_NO_OBJECT = "the body is not a JSON object: send one, with the header Content-Type: application/json"
_WHOLE_BODY_WORDS = {
    "missing": "there is no body: send a JSON object",
    "model_attributes_type": _NO_OBJECT,
    "model_type": _NO_OBJECT,
    "dict_type": _NO_OBJECT,
}
"""The same where the body as a whole is wrong, and none of its fields."""
_PATTERNS = {
    ADDRESS_PATTERN: "is no email address: write it as name@example.com, without a name or brackets around it",
    MESSAGE_ID_PATTERN: "is no Message-ID: write it as it stands in the header field, without blanks",
    VARIABLE_PATTERN: "is no name of a variable: write letters, digits and _, as in customer_name",
}
"""What a person is told instead of a regular expression."""
