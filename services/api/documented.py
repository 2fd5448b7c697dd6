"""What every route may answer besides what it is for, as the documentation shows it."""

from http import HTTPStatus
from typing import Any

from services.api.problems import MEDIA_TYPE

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457: `detail` is a sentence that says what to do next",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
MEANINGS = {
    HTTPStatus.BAD_REQUEST: "the request cannot be read, or its parts contradict each other",
    HTTPStatus.UNAUTHORIZED: "there is no token, or nobody has it",
    HTTPStatus.FORBIDDEN: "the token lacks the scope",
    HTTPStatus.NOT_FOUND: "there is no such thing",
    HTTPStatus.CONFLICT: "it is not possible as things stand",
    HTTPStatus.GONE: "it was there, and is not kept any more",
    HTTPStatus.PRECONDITION_FAILED: "somebody else has changed it since the version of If-Match",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the request is too large",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "there are no such bytes",
    HTTPStatus.UNPROCESSABLE_ENTITY: "fields are wrong; `errors` names each",
    HTTPStatus.SERVICE_UNAVAILABLE: "PostgreSQL or Kafka is away; Retry-After says when to ask again",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    int(status): {"description": meaning, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    for status, meaning in MEANINGS.items()
}
