"""PostgreSQL's URL as a setting: what libpq understands, and the password within."""

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr
from pydantic_core import PydanticCustomError


def read_database_url(url: SecretStr) -> SecretStr:
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


def password_of(url: str) -> str:
    """The password within; empty when there is none, or no URL."""
    try:
        return str(conninfo_to_dict(url).get("password", ""))
    except psycopg.ProgrammingError:  # a key in base64 may end with "="
        return ""
