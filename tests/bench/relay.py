"""Postfix as a relay with its queue on disk: smtp-source in, smtp-sink out, as many connections on both sides."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from shared.service.child import Child
from shared.service.ports import HOST, Ports, accepts
from tests.bench.failure import BenchError, NotInstalledError
from tests.bench.sink import Sink
from tests.harness.wait import eventually_sync

INSTALL = "apt-get install postfix"
DAEMONS = Path("/usr/lib/postfix/sbin")
WITHIN_S = 150.0
MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
inet_interfaces = {host}
inet_protocols = ipv4
myhostname = relay.bench.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
relayhost = [{host}]:{sink}
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtp_dns_support_level = disabled
initial_destination_concurrency = {connections}
default_destination_concurrency_limit = {connections}
"""
MASTER_CF = """\
{host}:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Relay:
    """One Postfix that passes everything on to a sink."""

    def __init__(self, folder: Path, ports: Ports, sink: Sink, connections: int) -> None:
        self._folder = folder / "postfix"
        self._ports = ports
        self._sink = sink
        self._connections = connections
        self._child = Child("postfix", folder)
        self._port = 0

    def start(self) -> None:
        """Start it and wait until it accepts connections; raises NotInstalledError."""
        postfix = _program("postfix")
        if os.geteuid() != 0:
            raise NotInstalledError("Postfix starts as root only: run the benchmark as root to have its figure")
        self._port = self._ports.claim("postfix")
        _configure(self._folder, self._port, self._sink.port, self._connections)
        self._child.start([postfix, "-c", self._folder / "etc", "start-fg"])
        ready = f"ready on port {self._port}; see {self._folder}/maillog"
        self._child.wait_until(lambda: accepts(self._port), 30, ready)

    def stop(self) -> None:
        """A signal would end the script that started Postfix and leave its master behind."""
        if self._port:
            argv = [_program("postfix"), "-c", str(self._folder / "etc"), "stop"]
            subprocess.run(argv, timeout=60, check=False, capture_output=True)
            self._child.stop()

    def pass_on(self, count: int, size_bytes: int) -> float:
        """Messages a second, from smtp-source until the sink has them all."""
        before = self._sink.received()
        amounts = ("-s", str(self._connections), "-m", str(count), "-l", str(size_bytes))
        addresses = ("-f", "sender@bench.test", "-t", "customer@sink.test")
        argv = [_program("smtp-source"), *amounts, *addresses, f"{HOST}:{self._port}"]
        began = time.monotonic()
        done = subprocess.run(argv, timeout=WITHIN_S, check=False)
        if done.returncode != 0:
            raise BenchError(f"smtp-source ended with {done.returncode}")
        what = f"{count} relayed mails in the sink"
        eventually_sync(lambda: self._sink.received() - before >= count, deadline_s=WITHIN_S, what=what)
        return count / (time.monotonic() - began)


def _configure(folder: Path, port: int, sink: int, connections: int) -> None:
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "data", "postfix")
    fields = {"folder": folder, "daemons": DAEMONS, "host": HOST, "port": port, "sink": sink}
    (folder / "etc" / "main.cf").write_text(MAIN_CF.format(connections=connections, **fields))
    (folder / "etc" / "master.cf").write_text(MASTER_CF.format(**fields))


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise NotInstalledError(f"{name} is not installed: {INSTALL}")
    return found
