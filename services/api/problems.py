"""Errors as `application/problem+json` (RFC 9457), each with one sentence that says what to do."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.errors import ConfigurationError, PermanentError, TransientError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = "5"
WHOLE_BODY = "body"


class Problem(Exception):
    """A request that cannot be served; the detail is shown to the caller."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def problem_response(
    status: int, detail: str, *, errors: Sequence[dict[str, str]] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    """The response of RFC 9457 §3; `errors` lists each wrong field."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def register_problems(app: FastAPI) -> None:
    """Every error that a route may raise becomes a problem."""

    @app.exception_handler(Problem)
    async def _problem(_: Request, error: Problem) -> JSONResponse:
        return problem_response(error.status, error.detail)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        if (unread := _unread_body(error.errors())) is not None:
            return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, unread)
        errors = [_field_error(found) for found in error.errors()]
        detail = "; ".join(_sentence(**found) for found in errors)
        return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        return problem_response(error.status_code, _HINTS.get(error.status_code, error.detail))

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


def _unread_body(found: Sequence[Any]) -> str | None:
    """What is wrong with a body as a whole, when it is none of its fields."""
    first = found[0]
    if first["type"] == "json_invalid":
        reason = first.get("ctx", {}).get("error", "it cannot be read")
        return f"the body is not JSON ({reason} at character {first['loc'][-1]}): send a JSON object"
    if tuple(first["loc"]) != ("body",):
        return None
    if first["type"] == "missing":
        return "there is no body: send a JSON object"
    if first["type"] in ("model_attributes_type", "model_type", "dict_type"):
        return "the body is not a JSON object: send one, with the header Content-Type: application/json"
    return None


def _sentence(field: str, message: str) -> str:
    return message if field == WHOLE_BODY else f"{field}: {message}"


def _field_error(found: dict[str, Any]) -> dict[str, str]:
    """Where and what; never the value, which may be a password."""
    place = [str(part) for part in found["loc"] if part not in ("body", "query", "path")]
    return {"field": ".".join(place) or WHOLE_BODY, "message": str(found["msg"]).removeprefix("Value error, ")}
