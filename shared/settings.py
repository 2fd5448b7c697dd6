"""Settings come from the environment and `.env`; each is declared once, with its meaning.

A service subclasses `Settings` in its settings.py. An unknown EMAIL_ name is an error that suggests the nearest one.
"""

import difflib
import importlib
import logging
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self, TypeVar

import psycopg
from dotenv import dotenv_values
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.errors import ConfigurationError
from shared.services import PROGRAMS, Service

PREFIX = "EMAIL_"
ENV_FILE = ".env"
NEAR = 0.75
"""How alike two names are (difflib) before one is suggested for the other."""
logger = logging.getLogger(__name__)


def _read_database_url(url: SecretStr) -> SecretStr:
    """The URL, once libpq has understood it; the complaints of libpq and of the resolver may quote the password."""
    stripped = url.get_secret_value().strip()
    try:
        parts = conninfo_to_dict(stripped)
    except (psycopg.Error, ValueError):
        parts = {"host": "@"}
    ports = str(parts.get("port", "")).replace(",", "")
    if (ports and not ports.isdecimal()) or any("@" in str(parts.get(name, "")) for name in ("host", "dbname")):
        raise PydanticCustomError(
            "database_url",
            "not as postgresql://user:password@host:port/database or as libpq's key=value pairs; "
            "in a URL write special characters of the password as %XX",
        )
    return SecretStr(stripped)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text must be spelt: for the machine, and in a person's words."""

    pattern: str
    words: str

    def matches(self, text: str) -> bool:
        """Whether it is spelt so."""
        return re.fullmatch(self.pattern, text) is not None

    def __call__(self, text: str) -> str:
        """The text, as a validator of pydantic."""
        if not self.matches(text):
            raise PydanticCustomError("spelling", "must be {words}", {"words": self.words})
        return text


SCHEMA_NAME = Spelling(r"[a-z][a-z0-9_]{0,40}", "a small letter and then up to 40 small letters, digits and _")
TOPIC_PREFIX = Spelling(r"[a-z0-9.]{0,40}", "up to 40 small letters, digits and dots")
LOG_LEVEL = Spelling(r"DEBUG|INFO|WARNING|ERROR", "DEBUG, INFO, WARNING or ERROR")
DatabaseUrl = Annotated[SecretStr, AfterValidator(_read_database_url)]


class Settings(BaseSettings):
    """What every service needs."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    kafka_servers: str = Field("127.0.0.1:9092", description="Kafka bootstrap servers, comma-separated host:port")
    kafka_session_timeout_s: float = Field(10, gt=0, description="a consumer silent for this long loses its partitions")
    publish_timeout_s: float = Field(30, gt=0, description="how long Kafka may take to acknowledge what is published")
    transient_max_s: float = Field(
        900, gt=0, description="a record that alone keeps failing for this long, while others pass, is set aside"
    )
    shutdown_grace_s: float = Field(
        20, gt=0, description="seconds a stopping process may take to finish its work; 65 for the sender (DATA)"
    )
    database_url: DatabaseUrl = Field(
        SecretStr("postgresql://mailweave@127.0.0.1:5432/mailweave"), description="PostgreSQL, as a libpq URL"
    )
    database_pool_size: int = Field(4, ge=1, description="connections a process may open")
    database_timeout_s: float = Field(
        30, ge=1, description="seconds a statement may take; PostgreSQL silent for twice as long is given up"
    )
    live_schema: Annotated[str, AfterValidator(SCHEMA_NAME)] = Field(
        "live", description="schema of the projections; a replay uses its own"
    )
    topic_prefix: Annotated[str, AfterValidator(TOPIC_PREFIX)] = Field(
        "", description="put before every topic and group name"
    )
    topic_partitions: int = Field(6, ge=1, description="partitions of a new topic")
    topic_replication: int = Field(1, ge=1, description="replicas of a new topic")
    generation: int = Field(0, ge=0, description="number of the replay this process belongs to, 0 = live")
    blob_url: str = Field(
        "file://.mailweave/blobs", description="where blobs lie: file:///path, s3://bucket, gs://bucket, az://container"
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="32 random bytes in base64 that wrap all keys and passwords; losing it loses them"
    )
    http_port: int = Field(0, ge=0, le=65535, description="port of /metrics, /live and /ready; 0 = any free one")
    http_host: str = Field("127.0.0.1", description="address that /metrics, /live and /ready listen on")
    log_level: Annotated[str, AfterValidator(LOG_LEVEL)] = Field("INFO", description="least level that is logged")
    retention_days: int = Field(365, ge=1, description="days that raw.fetched keeps every message for replays")
    max_attachment_size: int = Field(
        26_214_400, ge=0, description="bytes; a larger attachment is named in the message but not stored"
    )
    auto_reply_max_age_s: float = Field(
        86_400,
        ge=0,
        description="seconds; a message that was older when it was fetched gets no automatic reply, and one that "
        "was asked for longer ago is not sent",
    )
    lease_ttl_s: float = Field(30, gt=0, description="seconds that a claim on an account holds without renewal")
    tls_ca_file: Path | None = Field(None, description="PEM file with extra certificate authorities to trust")

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """The settings of this process; raises ConfigurationError with one line that says what to change."""
        refuse_unknown_names()
        try:
            return cls(**overrides)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = PREFIX + str(first["loc"][0]).upper()
            raise ConfigurationError(f"{name}: {first['msg']}; correct it in the environment or in .env") from None


S = TypeVar("S", bound=Settings)


def settings_classes() -> dict[str, type[BaseSettings]]:
    """The settings class of each service, by the service's name."""
    return {program.name: _settings_class(program) for program in PROGRAMS.values()}


def _settings_class(program: Service) -> type[BaseSettings]:
    found = vars(importlib.import_module(f"{program.module}.settings")).values()
    (settings,) = [
        each for each in found if isinstance(each, type) and issubclass(each, Settings) and each is not Settings
    ]
    return settings


def known_names() -> frozenset[str]:
    """The environment name of every setting of every service."""
    classes: list[type[BaseSettings]] = [Settings, *settings_classes().values()]
    return frozenset(env_name(each, field) for each in classes for field in each.model_fields)


def env_name(cls: type[BaseSettings], field: str) -> str:
    """The environment name of a field."""
    alias = cls.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else PREFIX + field.upper()


def _hint(name: str, known: Iterable[str]) -> str:
    """Of known names the nearest, if it is near: all of them begin alike, which makes none of them so."""
    endings = [each.removeprefix(PREFIX) for each in known]
    nearest = difflib.get_close_matches(name.removeprefix(PREFIX), endings, n=1, cutoff=NEAR)
    return f"did you mean {PREFIX}{nearest[0]}?" if nearest else "remove it, or see docs/settings.md."


def refuse_unknown_names() -> None:
    """Raises ConfigurationError for an EMAIL_ name that no service knows; says once that CELERY_ names mean nothing."""
    names = {*os.environ, *dotenv_values(ENV_FILE)}
    known = known_names()
    for name in sorted(names):
        if name.startswith(PREFIX) and name.upper() not in known:
            raise ConfigurationError(f"{name} is not a setting of Mailweave: {_hint(name.upper(), known)}")
    celery = sorted(name for name in names if name.startswith("CELERY_"))
    if celery:
        logger.warning("ignored: %s (Mailweave has no Celery; Kafka carries the work)", ", ".join(celery))
