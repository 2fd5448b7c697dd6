"""Settings come from the environment and `.env`; each is declared once, with its meaning.

A service subclasses `Settings` in its settings.py. An unknown EMAIL_ name is an error that suggests the nearest one.
"""

import difflib
import importlib
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from shared.database_url import password_of, read_database_url
from shared.errors import ConfigurationError
from shared.secret_files import SECRETS_DIR, files_in
from shared.services import PROGRAMS, SERVICES, Service
from shared.spelling import Spelling
from shared.tracing.settings import TracingSettings

PREFIX = "EMAIL_"
ENV_FILE = ".env"
NEAR = 0.75
"""How alike two names are (difflib) before one is suggested for the other."""
LEAST_SECRET_LENGTH = 4
"""A shorter one would be found everywhere."""
logger = logging.getLogger(__name__)


SCHEMA_NAME = Spelling(r"[a-z][a-z0-9_]{0,40}", "a small letter and then up to 40 small letters, digits and _")
TOPIC_PREFIX = Spelling(r"[a-z0-9.]{0,40}", "up to 40 small letters, digits and dots")
LOG_LEVEL = Spelling(r"DEBUG|INFO|WARNING|ERROR", "DEBUG, INFO, WARNING or ERROR")
DatabaseUrl = Annotated[SecretStr, AfterValidator(read_database_url)]


class Settings(TracingSettings):
    """What every service needs."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    kafka_servers: str = Field("127.0.0.1:9092", description="Kafka bootstrap servers, comma-separated host:port")
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL; EMAIL_TLS_CA_FILE counts here too"
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"
    )
    kafka_username: str = Field("", description="who logs in to Kafka with SASL")
    kafka_password: SecretStr = Field(SecretStr(""), description="that user's password")
    kafka_certificate_file: Path | None = Field(
        None, description="PEM file with the certificate that Kafka asks of its clients, where it asks for one"
    )
    kafka_key_file: Path | None = Field(None, description="PEM file with that certificate's key, if it is a file apart")
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
        SecretStr(""),
        description="32 random bytes in base64 that wrap all keys and passwords; losing it loses them. Several with "
        "commas between them: the first wraps, all open (`mailweave keys`)",
    )
    secrets_dir: Path | None = Field(
        None,
        description="folder with a file for each setting that is kept there, named like it (EMAIL_SECRET_KEY), as "
        "Docker and Kubernetes mount secrets; the environment and `.env` win",
    )
    http_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="port of /metrics, /live and /ready; 0 = any free one; without it "
        + ", ".join(f"{service.http_port} {name}" for name, service in SERVICES.items()),
    )
    http_host: str = Field("127.0.0.1", description="address that /metrics, /live and /ready listen on")
    log_level: Annotated[str, AfterValidator(LOG_LEVEL)] = Field("INFO", description="least level that is logged")
    log_format: Literal["text", "json"] = Field("text", description="text, or json: an object a line")
    log_addresses: Literal["full", "domain", "none"] = Field(
        "domain", description="what logs show of an email address: full, domain (…@shop.example) or none"
    )
    log_messages_per_s: int = Field(
        100,
        ge=0,
        description="lines a second about single messages; what is over is counted in one; 0 = only that",
    )
    retention_days: int = Field(365, ge=1, description="days that raw.fetched keeps every message for replays")
    max_attachment_size: int = Field(
        26_214_400, ge=0, description="bytes; a larger attachment is named in the message but not stored"
    )
    trusted_authserv_ids: str = Field(
        "",
        description="whose Authentication-Results are believed, commas between them: authserv-ids of the servers that "
        "receive mail for the accounts; `ID/under` for one that writes the field under its own Received (Gmail: "
        "mx.google.com/under)",
    )
    auto_reply_max_age_s: float = Field(
        86_400,
        ge=0,
        description="seconds; a message that was older when it was fetched gets no automatic reply, and one that "
        "was asked for longer ago is not sent",
    )
    lease_ttl_s: float = Field(30, gt=0, description="seconds that a claim on an account holds without renewal")
    tls_ca_file: Path | None = Field(None, description="PEM file with extra certificate authorities to trust")

    @property
    def authserv_ids(self) -> frozenset[str]:
        """Those of `trusted_authserv_ids`, in small letters."""
        return frozenset(filter(None, (each.strip().lower() for each in self.trusted_authserv_ids.split(","))))

    def secret_values(self) -> frozenset[str]:
        """What must never be shown: secrets, and the passwords within URLs."""
        values = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        passwords = [password_of(value) for value in values if "=" in value or "://" in value]
        passwords += self.secret_key.get_secret_value().replace(",", " ").split()
        return frozenset(each for each in (*values, *passwords) if len(each) >= LEAST_SECRET_LENGTH)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Files of EMAIL_SECRETS_DIR count least."""
        in_files = {name: files_in(_secrets_dir()).get(env_name(cls, name)) for name in cls.model_fields}
        kept = {name: text for name, text in in_files.items() if text is not None}
        return init_settings, env_settings, dotenv_settings, InitSettingsSource(settings_cls, kept)

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """The settings of this process; raises ConfigurationError with one line that says what to change."""
        refuse_unknown_names()
        try:
            return cls(**overrides)  # type: ignore[arg-type]
        except ValidationError as error:
            raise ConfigurationError(_lines(error)[0]) from None


def _lines(error: ValidationError) -> list[str]:
    """What to change, a line for each setting, without its value."""
    return [
        f"{PREFIX}{str(each['loc'][0]).upper()}: {each['msg']}; correct it in the environment or in .env"
        for each in error.errors(include_input=False, include_url=False)
    ]


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


def declared_settings() -> dict[str, tuple[FieldInfo, list[str]]]:
    """By its environment name each setting and who uses it: services by name, or `all`."""
    declared: dict[str, tuple[FieldInfo, list[str]]] = {}
    for service, cls in sorted(settings_classes().items()):
        for name, field in cls.model_fields.items():
            user = "all" if name in Settings.model_fields else service
            users = declared[env_name(cls, name)][1] if env_name(cls, name) in declared else []
            declared[env_name(cls, name)] = (field, list(dict.fromkeys([*users, user])))
    return declared


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
    for fault in _unknown_names():
        raise ConfigurationError(fault)
    celery = sorted(name for name in _names() if name.startswith("CELERY_"))
    if celery:
        logger.warning("ignored: %s (Mailweave has no Celery; Kafka carries the work)", ", ".join(celery))


def setting_faults() -> list[str]:
    """What is wrong with the settings of any service, a line each."""
    found = list(_unknown_names())
    for cls in settings_classes().values():
        try:
            cls()
        except ValidationError as error:
            found += _lines(error)
    return list(dict.fromkeys(found))


def _secrets_dir() -> str:
    return os.environ.get(SECRETS_DIR) or dotenv_values(ENV_FILE).get(SECRETS_DIR) or ""


def _names() -> set[str]:
    return {*os.environ, *dotenv_values(ENV_FILE), *files_in(_secrets_dir())}


def _unknown_names() -> Iterator[str]:
    known = known_names()
    for name in sorted(_names()):
        if name.startswith(PREFIX) and name.upper() not in known:
            yield f"{name} is not a setting of Mailweave: {_hint(name.upper(), known)}"
