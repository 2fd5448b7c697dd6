"""Where everything of a running stack is: endpoints.json in its folder."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.mail_server import MailServer

FILE_NAME = "endpoints.json"
_PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a program needs to use the stack. `database_url` is the superuser's and holds its password."""

    folder: Path
    kafka_servers: str
    database_url: str
    greenmail: MailServer | None

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"folder": str(self.folder)}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Endpoints":
        fields = json.loads(text)
        mail = fields["greenmail"]
        return cls(
            folder=Path(fields["folder"]),
            kafka_servers=fields["kafka_servers"],
            database_url=fields["database_url"],
            greenmail=MailServer(**mail) if mail else None,
        )

    @classmethod
    def load(cls, folder: Path) -> "Endpoints":
        """Those of the stack in `folder`; StackError where none has been started."""
        path = folder / FILE_NAME
        if not path.exists():
            raise StackError(
                f"no stack is running in {folder}: start one with `python -m deploy.local up --folder {folder}`"
            )
        return cls.from_json(path.read_text())

    def save(self) -> None:
        path = self.folder / FILE_NAME
        path.touch(mode=0o600)
        path.write_text(self.to_json())

    def lines(self) -> list[str]:
        """For a person: without the password."""
        said = [
            f"Kafka      {self.kafka_servers}",
            f"PostgreSQL {_PASSWORD.sub('***', self.database_url)} (password in {self.folder / FILE_NAME})",
        ]
        mail = self.greenmail
        if mail is not None:
            said.append(
                f"GreenMail  {mail.host}: SMTP {mail.smtp}, IMAP {mail.imap}, POP3 {mail.pop3}; "
                f"TLS: SMTP {mail.smtps}, IMAP {mail.imaps}, POP3 {mail.pop3s} (CA file {mail.ca_file})"
            )
        return said
