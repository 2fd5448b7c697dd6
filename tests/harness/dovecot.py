"""Debian's Dovecot as a private instance: IMAP and POP3, plain, STARTTLS and TLS; mail lies in Maildirs."""

import getpass
import itertools
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.mail_server import MailServer
from deploy.local.owner import Owner, owner_for_root
from deploy.local.tls import certificates
from shared.service.child import Child
from shared.service.ports import HOST, Ports, accepts

PACKAGES = "dovecot-imapd dovecot-pop3d dovecot-submissiond"
_PROTOCOLS = ("imap", "imaps", "pop3", "pop3s")

_OAUTH = """\
protocols = imap pop3 submission
auth_mechanisms = plain login xoauth2 oauthbearer
# The token's own mailbox, else the one that is shared with its user.
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {place}/oauth-username.conf.ext
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {place}/oauth-shared.conf.ext
}}
submission_relay_host = {host}
submission_relay_port = {relay}
submission_relay_trusted = no
service submission-login {{
  chroot = {login_chroot}
  service_count = 0
  process_min_avail = 1
  inet_listener submission {{
    port = {submission}
  }}
}}
"""
_OAUTH_DATABASE = """\
introspection_mode = post
introspection_url = {introspection_url}
force_introspection = yes
username_attribute = {attribute}
active_attribute = active
active_value = true
"""

_CONFIGURATION = """\
base_dir = {place}/run
log_path = /dev/stderr
protocols = imap pop3
listen = {host}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 200
default_client_limit = 8000
first_valid_uid = 1
mail_location = maildir:~/Maildir
maildir_copy_with_hardlinks = yes

# One file a user: a new user may log in at once, whoever else has logged in within the same second.
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {place}/users/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}/mail/%u
}}
service imap {{
  process_limit = 4000
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
service imap-login {{
  chroot = {login_chroot}
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot = {login_chroot}
  service_count = 0
  process_min_avail = 1
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # Refused passwords must not slow the next log-in down.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{users}
"""

_UNPRIVILEGED = """\
default_internal_user = {name}
default_internal_group = {group}
default_login_user = {name}
"""


@dataclass(frozen=True, slots=True)
class OAuth:
    """Log-in by access tokens, too: who says whose a token is, and the port of the SMTP server behind submission."""

    introspection_url: str
    relay_port: int


class Dovecot:
    """One server. Users and mail are files in its folder and survive a restart, like the ports."""

    def __init__(self, folder: Path, ports: Ports, oauth: OAuth | None = None) -> None:
        self._oauth = oauth
        self.submission = 0
        self._folder = folder
        self._place = folder / "dovecot"
        self._ports = ports
        self._owner = owner_for_root()
        self._child = Child("dovecot", folder)
        self._counter = itertools.count()
        self.server = MailServer(HOST)

    @staticmethod
    def is_installed() -> bool:
        return all(Path("/usr/lib/dovecot", name).exists() for name in ("imap", "pop3", "submission"))

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self) -> None:
        """Start it and wait until its four ports answer."""
        program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None or not self.is_installed():
            raise StackError(f"Dovecot is not installed: apt-get install {PACKAGES}")
        self._child.end_leftover()
        numbers = {name: self._ports.claim(f"dovecot_{name}") for name in _PROTOCOLS}
        self.server = MailServer(HOST, ca_file=str(certificates(self._folder).ca_file), **numbers)
        if self._oauth is not None:
            self.submission = numbers["submission"] = self._ports.claim("dovecot_submission")
        for name in ("run", "users", "mail"):
            (self._place / name).mkdir(parents=True, exist_ok=True)
        self.give(self._place / "mail")
        (self._place / "dovecot.conf").write_text(self._configuration(numbers))
        self._child.start([program, "-F", "-c", self._place / "dovecot.conf"], cwd=self._place)
        self._child.wait_until(lambda: all(map(accepts, numbers.values())), 20, "ready")

    def stop(self) -> None:
        self._child.stop(deadline_s=10)

    def kill(self) -> None:
        self._child.kill()

    def add_user(self, address: str, password: str) -> None:
        """Let `address` log in with `password`, from now on."""
        path = self._place / "users" / address
        path.write_text(f"{address}:{{PLAIN}}{password}\n")
        path.chmod(0o644)  # read by Dovecot's own user; it lies in a folder of one test run

    def deliver(self, address: str, raw: bytes, folder: str = "INBOX") -> None:
        """Put one message into a folder as a delivery agent would: written aside, then renamed into `new`."""
        maildir = self.maildir(address, folder)
        name = f"{time.time_ns()}.{os.getpid()}_{next(self._counter)}.localhost"
        (maildir / "tmp" / name).write_bytes(raw)
        self.give(maildir / "tmp" / name)
        (maildir / "tmp" / name).rename(maildir / "new" / name)

    def maildir(self, address: str, folder: str = "INBOX") -> Path:
        """Where a folder's files lie; made when it is not there yet."""
        maildir = self._place / "mail" / address / "Maildir" / ("" if folder == "INBOX" else f".{folder}")
        for path in (maildir.parent, maildir, *(maildir / name for name in ("tmp", "new", "cur"))):
            if not path.exists():
                path.mkdir(parents=True, mode=0o700)
                self.give(path)
        return maildir

    def give(self, path: Path) -> None:
        """Make a file or folder belong to the user that Dovecot reads mail as."""
        if self._owner is not None:
            os.chown(path, self._owner.uid, self._owner.gid)

    def _configuration(self, numbers: dict[str, int]) -> str:
        files = certificates(self._folder)
        owner = self._owner or Owner(getpass.getuser(), os.getuid(), os.getgid())
        values: dict[str, object] = {
            "place": self._place,
            "host": HOST,
            "certificate": files.certificate,
            "key": files.key,
            "uid": owner.uid,
            "gid": owner.gid,
            "login_chroot": "login" if self._owner else "",
            "users": "" if self._owner else _UNPRIVILEGED.format(name=owner.name, group=_group_name(owner.gid)),
            **numbers,
        }
        return _CONFIGURATION.format(**values) + (self._oauth_configuration(self._oauth, values) if self._oauth else "")

    def _oauth_configuration(self, oauth: OAuth, values: Mapping[str, object]) -> str:
        for attribute in ("username", "shared"):
            database = _OAUTH_DATABASE.format(introspection_url=oauth.introspection_url, attribute=attribute)
            (self._place / f"oauth-{attribute}.conf.ext").write_text(database)
        return _OAUTH.format(relay=oauth.relay_port, **values)


def _group_name(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name
