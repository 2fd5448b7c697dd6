"""The text of a `.env` with every setting in it: what an installation has to say first, the rest with its default."""

from collections.abc import Mapping

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from shared.settings import declared_settings

FIRST = (
    "EMAIL_SECRET_KEY",
    "EMAIL_API_TOKEN",
    "EMAIL_DATABASE_URL",
    "EMAIL_ADMIN_DATABASE_URL",
    "EMAIL_KAFKA_SERVERS",
    "EMAIL_BLOB_URL",
)
HEAD = """\
# Mailweave's settings: copy this to .env, or let `mailweave init` write one with fresh keys.
# What begins with # is the default. The environment weighs more than this file.
"""


def env_text(values: Mapping[str, str]) -> str:
    """With these values set; the first few are never commented, since every installation has its own."""
    declared = declared_settings()
    names = (*FIRST, *sorted(declared.keys() - set(FIRST)))
    return HEAD + "".join(_entry(name, declared[name][0], values.get(name)) for name in names)


def _entry(name: str, field: FieldInfo, value: str | None) -> str:
    mark = "" if value is not None or name in FIRST else "#"
    return f"\n# {field.description}\n{mark}{name}={default_of(field) if value is None else value}\n"


def default_of(field: FieldInfo) -> str:
    """As one would write it; empty for what is not set. A default is no secret, whatever its type."""
    default = field.default
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return "" if default is None else str(default)
