"""What would keep `mailweave up` from working, all of it at once and before anything starts: a line for each."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from services.cli.settings import CliSettings
from shared.api_token import required_token
from shared.blobs import BlobStore
from shared.errors import ConfigurationError, MailweaveError
from shared.kafka.clients import admin_client
from shared.postgres.migrate import missing_files
from shared.postgres.sessions import first_line
from shared.seal import Vault
from shared.service.ports import is_free
from shared.services import SERVICES
from shared.settings import setting_faults, settings_classes

ANSWER_WITHIN_S = 5
SHOWN = 3
DATABASE = "EMAIL_DATABASE_URL"
RIGHTS = """
SELECT rolsuper OR rolcreaterole, has_database_privilege(current_database(), 'CREATE')
FROM pg_roles WHERE rolname = current_user
"""


def faults(settings: CliSettings, ports: Mapping[str, int], *, migrates: bool) -> list[str]:
    """Empty when everything can start; `ports` are those that the services will listen on."""
    found = [*setting_faults(), *_secrets(settings), *_ports(ports)]
    found += _said_by(lambda: BlobStore(settings.blob_url))
    found += _database(settings, migrates=migrates)
    found += _said_by(lambda: asyncio.run(_ask_kafka(settings)))
    return list(dict.fromkeys(found))


def role_faults(settings: CliSettings) -> list[str]:
    """Of a migrated database: the services' roles that the services' login may not take."""
    return list(_roles(settings, are_made=True))


def _secrets(settings: CliSettings) -> list[str]:
    return [
        *_said_by(lambda: required_token(settings.api_token)),
        *_said_by(lambda: Vault(settings.secret_key)),
    ]


def _said_by(attempt: Callable[[], object]) -> list[str]:
    """What an error would say, as a list of one or none."""
    try:
        attempt()
    except MailweaveError as error:
        return [str(error)]
    return []


def _ports(ports: Mapping[str, int]) -> Iterator[str]:
    wanted = {**{f"{name} (metrics)": port for name, port in ports.items()}, "api (EMAIL_API_PORT)": _api_port()}
    for what, port in wanted.items():
        if port and not is_free(port):
            yield f"the port {port} of {what} is taken: stop what listens there, or is Mailweave running already?"


def _api_port() -> int:
    with suppress(ValueError):  # of a setting that is named already
        return int(getattr(settings_classes()["api"](), "api_port", 0))
    return 0


def _database(settings: CliSettings, *, migrates: bool) -> list[str]:
    """Who migrates asks as the owner; who does not, as a service."""
    url, schema = settings.database_url.get_secret_value(), settings.live_schema
    try:
        if migrates:
            with _named_after("EMAIL_ADMIN_DATABASE_URL" if _has_owner(settings) else DATABASE):
                missing = missing_files(settings.migration_url, schema, ANSWER_WITHIN_S)
                rights = list(_rights_to_migrate(settings.migration_url)) if missing else []
            with _named_after(DATABASE):
                return [*rights, *_roles(settings, are_made=not missing)]
        with _named_after(DATABASE):
            if found := list(_roles(settings, are_made=True)):
                return found
            missing = missing_files(url, schema, ANSWER_WITHIN_S, role=SERVICES["api"].role)
    except ConfigurationError as error:
        return [str(error)]
    return [_older(missing)] if missing else []


@contextmanager
def _named_after(setting: str) -> Iterator[None]:
    """Raises ConfigurationError that names the setting when the database cannot be reached."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise ConfigurationError(f"PostgreSQL cannot be reached ({first_line(error)}): check {setting}") from error


def _has_owner(settings: CliSettings) -> bool:
    return bool(settings.admin_database_url.get_secret_value())


def _older(missing: Sequence[str]) -> str:
    names = ", ".join(missing[:SHOWN]) + (" …" if len(missing) > SHOWN else "")
    return (
        f"the database is older than this release (without {names}): run `mailweave migrate`, or leave --no-migrate out"
    )


def _rights_to_migrate(url: str) -> Iterator[str]:
    with psycopg.connect(url, connect_timeout=ANSWER_WITHIN_S) as connection:
        may_make_roles, may_make_schemas = connection.execute(RIGHTS).fetchone() or (False, False)
    login = conninfo_to_dict(url).get("user", "the login")
    lacks = {"CREATEROLE": may_make_roles, "CREATE on the database": may_make_schemas}
    for right in (right for right, is_there in lacks.items() if not is_there):
        yield f"{login} may not migrate: it lacks {right}. Set EMAIL_ADMIN_DATABASE_URL to the database's owner"


def _roles(settings: CliSettings, *, are_made: bool) -> Iterator[str]:
    url = settings.database_url.get_secret_value()
    login = conninfo_to_dict(url).get("user", "the services' login")
    with psycopg.connect(url, connect_timeout=ANSWER_WITHIN_S, autocommit=True) as connection:
        for service in SERVICES.values():
            try:
                connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(service.role)))
            except psycopg.errors.InsufficientPrivilege:
                yield f"{login} of EMAIL_DATABASE_URL may not become {service.role}: GRANT {service.role} TO {login}"
            except psycopg.errors.InvalidParameterValue:
                if are_made:
                    yield f"the database has no role {service.role}: run `mailweave migrate`"


async def _ask_kafka(settings: CliSettings) -> None:
    async with admin_client(settings, answer_within_s=ANSWER_WITHIN_S) as admin:
        await admin.list_topics()
