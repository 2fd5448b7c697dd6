"""A mail server that runs somewhere, and the users of one that is a GreenMail. Needs nothing of the embedded stack."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from deploy.local.errors import StackError

MOST_REPLACED = 5


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where a mail server listens; a port of 0 is not served. `ca_file` verifies its TLS ports for "localhost"."""

    host: str
    smtp: int = 0
    imap: int = 0
    pop3: int = 0
    imaps: int = 0
    pop3s: int = 0
    smtps: int = 0
    ca_file: str = ""
    admin: int = 0
    """GreenMail's REST port: `create_user` goes there."""


def create_user(server: MailServer, address: str, password: str) -> None:
    """Let `address` log in to a running GreenMail with `password`; a user that exists is replaced, mail and all.

    GreenMail makes a user by itself when mail arrives for an unknown address: add users before their mail.
    """
    if not server.admin:
        raise StackError("this mail server has no administration port: users can only be added to GreenMail")
    user = {"email": address, "login": address, "password": password}
    status = _ask(server, "POST", "/api/user", user)
    for _ in range(MOST_REPLACED):
        if status != HTTPStatus.BAD_REQUEST:
            return
        _ask(server, "DELETE", f"/api/user/{quote(address)}")  # there is one already, or somebody makes one just now
        status = _ask(server, "POST", "/api/user", user)
    if status != HTTPStatus.OK:
        raise StackError(f"GreenMail refused the user {address} with HTTP {status}: is it an email address?")


def _ask(server: MailServer, method: str, path: str, body: dict[str, str] | None = None) -> int:
    """The status of one REST call."""
    request = Request(
        f"http://{server.host}:{server.admin}{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Content-Type": "application/json"},
        method=method,
    )
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code
    except URLError as error:
        raise StackError(f"GreenMail does not answer on port {server.admin}: is the stack running?") from error
