"""Where the services' login of the embedded stack's database is."""

from urllib.parse import quote, urlsplit, urlunsplit

NAME = "mailweave_services"


def login_url(admin_url: str, password: str) -> str:
    """The URL of the services' login on the same database."""
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{NAME}:{quote(password, safe='')}@{place}"))
