"""What the CLI reads from the environment, `.env` and the embedded stack's own file, in this order of weight."""

import os
from pathlib import Path
from typing import Annotated, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr

from shared.settings import ENV_FILE, DatabaseUrl, Settings
from shared.spelling import Spelling

DATA_DIR_NAME = "EMAIL_DATA_DIR"
DEFAULT_DATA_DIR = ".mailweave"


class CliSettings(Settings):
    """Where REST, Kafka and PostgreSQL are."""

    api_url: str = Field("http://127.0.0.1:8000", description="where the REST service answers")
    api_token: SecretStr = Field(SecretStr(""), description="the token that REST asks for")
    admin_database_url: DatabaseUrl = Field(
        SecretStr(""), description="PostgreSQL as the owner of the tables, for `migrate`; empty = EMAIL_DATABASE_URL"
    )
    data_dir: Path = Field(Path(DEFAULT_DATA_DIR), description="folder of the embedded stack")
    kafka_heap: Annotated[str, AfterValidator(Spelling(r"\d+[mg]", "a number and m or g, as in 512m"))] = Field(
        "512m", description="heap of the embedded Kafka, as Java writes it"
    )

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """As for services; what the embedded stack wrote into its folder counts least."""
        return super().load(_env_file=(stack_env_file(), ENV_FILE), **overrides)

    @property
    def migration_url(self) -> str:
        """The URL of the login that may create tables and roles."""
        return (self.admin_database_url.get_secret_value() or self.database_url.get_secret_value()).strip()


def stack_env_file() -> Path:
    """The file in which a running embedded stack says where it is."""
    folder = os.environ.get(DATA_DIR_NAME) or dotenv_values(ENV_FILE).get(DATA_DIR_NAME) or DEFAULT_DATA_DIR
    return Path(folder) / "env"
