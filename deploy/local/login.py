"""The login that services connect with: no superuser, a member of the services' roles and nothing else."""

from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from shared.services import PROGRAMS

NAME = "mailweave_services"
EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"


def login_url(admin_url: str, password: str) -> str:
    """The URL of the services' login on the same database."""
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{NAME}:{quote(password, safe='')}@{place}"))


def create_login(admin_url: str, url: str) -> None:
    """Makes that login, or gives it this password; the roles must be there (`mailweave migrate`)."""
    login = sql.Identifier(NAME)
    password = sql.Literal(urlsplit(url).password)
    with psycopg.connect(admin_url) as connection:
        verb = sql.SQL("ALTER" if connection.execute(EXISTS, (NAME,)).fetchone() else "CREATE")
        connection.execute(sql.SQL("{} ROLE {} LOGIN NOSUPERUSER PASSWORD {}").format(verb, login, password))
        for program in PROGRAMS.values():
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(program.role), login))
