"""Whether traces are made, and where they go."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings


def _endpoint(value: str) -> str:
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError(
            "give http://host:4318 or https://…, without a name or password (they go into OTEL_EXPORTER_OTLP_HEADERS)"
        )
    return value


class TracingSettings(BaseSettings):
    """Of all services."""

    otlp_endpoint: Annotated[str, AfterValidator(_endpoint)] = Field(
        "",
        description="where traces of messages go by OTLP over HTTP, as http://collector:4318; empty = none are made",
    )
    trace_ratio: float = Field(
        1.0, ge=0, le=1, description="which part of the messages is traced, where EMAIL_OTLP_ENDPOINT is given"
    )
