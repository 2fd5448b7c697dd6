"""The login that services connect with: no superuser, a member of the services' roles and nothing else."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from shared.errors import ConfigurationError
from shared.services import PROGRAMS

EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"


def create_login(admin_url: str, url: str) -> str:
    """Makes the login of `url`, or gives it that password, and gives its name; the roles must be there (`migrate`).

    Raises ConfigurationError when `url` names no login with a password, or the owner itself.
    """
    named = conninfo_to_dict(url)
    name, password = str(named.get("user") or ""), named.get("password")
    if not name or not password:
        raise ConfigurationError(
            "EMAIL_DATABASE_URL names no login with a password: write postgresql://NAME:PASSWORD@…"
        )
    if name == conninfo_to_dict(admin_url).get("user"):
        raise ConfigurationError(
            f"EMAIL_DATABASE_URL names {name}, the tables' owner: name a login of its own, and the owner in "
            "EMAIL_ADMIN_DATABASE_URL"
        )
    login = sql.Identifier(name)
    with psycopg.connect(admin_url) as connection:
        verb = sql.SQL("ALTER" if connection.execute(EXISTS, (name,)).fetchone() else "CREATE")
        options = sql.SQL("LOGIN NOSUPERUSER PASSWORD {}").format(sql.Literal(password))
        connection.execute(sql.SQL("{} ROLE {} {}").format(verb, login, options))
        for program in PROGRAMS.values():
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(program.role), login))
    return name
