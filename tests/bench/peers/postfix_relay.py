"""Postfix as a relay with its queue on disk: smtp-source in, smtp-sink out, ten connections on both sides."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from deploy.local.ports import HOST, Ports, accepts
from deploy.local.process import Child
from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError, NotInstalledError
from tests.bench.ground import CONNECTIONS, Ground
from tests.bench.results import Figures
from tests.bench.sending import BODY_BYTES, how_many
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


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `postfix`."""
    source = shutil.which("smtp-source", path=_path())
    program = shutil.which("postfix", path=_path())
    if source is None or program is None:
        raise NotInstalledError(f"Postfix is not installed: {INSTALL}")
    if os.geteuid() != 0:
        raise NotInstalledError("Postfix starts as root only: run the benchmark as root to have its figure")
    folder, port = ground.folder / "postfix", Ports(ground.folder).claim("postfix")
    _configure(folder, port, ground.sink.port)
    postfix = Child("postfix", ground.folder)
    postfix.start([program, "-c", folder / "etc", "start-fg"])
    try:
        postfix.wait_until(lambda: accepts(port), 30, f"ready on port {port}; see {folder}/maillog")
        return {"postfix_msg_s": how_many(corpus) / _relay(ground, source, port, how_many(corpus))}
    finally:
        # A signal would end the script that started Postfix and leave its master behind.
        subprocess.run([program, "-c", folder / "etc", "stop"], timeout=60, check=False, capture_output=True)
        postfix.stop()


def _relay(ground: Ground, source: str, port: int, count: int) -> float:
    """Seconds until the sink has them all."""
    before = ground.sink.received()
    amounts = ("-s", str(CONNECTIONS), "-m", str(count), "-l", str(BODY_BYTES))
    addresses = ("-f", "sender@bench.test", "-t", "customer@sink.test")
    began = time.monotonic()
    done = subprocess.run([source, *amounts, *addresses, f"{HOST}:{port}"], timeout=WITHIN_S, check=False)
    if done.returncode != 0:
        raise BenchError(f"smtp-source ended with {done.returncode}")
    eventually_sync(
        lambda: ground.sink.received() - before >= count, deadline_s=WITHIN_S, what=f"{count} relayed mails in the sink"
    )
    return time.monotonic() - began


def _configure(folder: Path, port: int, sink: int) -> None:
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "data", "postfix")
    fields = {"folder": folder, "daemons": DAEMONS, "host": HOST, "port": port, "sink": sink}
    (folder / "etc" / "main.cf").write_text(MAIN_CF.format(connections=CONNECTIONS, **fields))
    (folder / "etc" / "master.cf").write_text(MASTER_CF.format(**fields))


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin"
