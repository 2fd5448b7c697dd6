"""The settings that make Mailweave use a running embedded stack: EMAIL_ variables, also kept in the folder's `env`."""

import base64
import os
import secrets
from pathlib import Path

from deploy.local.endpoints import Endpoints
from deploy.local.login import login_url
from deploy.local.mail_server import MailServer
from shared.service.ports import Ports

FILE_NAME = "env"


def environment(endpoints: Endpoints) -> dict[str, str]:
    """The variables, with keys and tokens that are made once and found again by a restart."""
    folder = endpoints.folder
    api_port = Ports(folder).claim("api")
    mail = endpoints.greenmail
    variables = {
        "EMAIL_KAFKA_SERVERS": endpoints.kafka_servers,
        "EMAIL_DATABASE_URL": login_url(
            endpoints.database_url, _kept(folder / "login.password", secrets.token_hex(16))
        ),
        "EMAIL_ADMIN_DATABASE_URL": endpoints.database_url,
        "EMAIL_BLOB_URL": f"file://{folder}/blobs",
        "EMAIL_SECRET_KEY": _kept(folder / "secret.key", base64.b64encode(os.urandom(32)).decode()),
        "EMAIL_API_TOKEN": _kept(folder / "api.token", secrets.token_urlsafe(24)),
        "EMAIL_API_PORT": str(api_port),
        "EMAIL_API_URL": f"http://127.0.0.1:{api_port}",
    }
    if mail is not None:
        variables["EMAIL_TLS_CA_FILE"] = mail.ca_file
    return variables


def ports_of_mail(mail: MailServer | None) -> dict[str, str]:
    """Variables with the ports of the mail server, for a person's commands; no service reads them."""
    ports = {} if mail is None else {"SMTP": mail.smtp, "IMAP": mail.imap, "IMAPS": mail.imaps, "POP3": mail.pop3}
    return {f"MAIL_{name}_PORT": str(port) for name, port in ports.items()}


def save(folder: Path, variables: dict[str, str]) -> Path:
    """Writes them where the command line finds them (`.mailweave/env`); readable by the owner only."""
    path = folder / FILE_NAME
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    return path


def _kept(path: Path, fresh: str) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(fresh)
    return path.read_text()
