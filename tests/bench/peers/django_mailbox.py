"""django-mailbox: a part of the mailbox into the same PostgreSQL, by its own `get_new_mail`."""

import json
import os
import subprocess
from pathlib import Path

from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError
from tests.bench.ground import Ground
from tests.bench.mailbox import PASSWORD, Waiting
from tests.bench.results import Figures
from tests.bench.venv import python
from tests.harness.database import empty_database

ADDRESS = "django@bench.test"
MESSAGES = 1000
SCRIPT = Path(__file__).with_name("django_mailbox_script.py")
WITHIN_S = 200.0


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `django_mailbox`."""
    interpreter = python(ground.build)
    paths = corpus.paths()[:MESSAGES]
    Waiting(ground.dovecot, ADDRESS, paths).arrive()
    server = ground.dovecot.server
    with empty_database(ground.stack.database_url) as url:
        uri = f"imap://{ADDRESS.replace('@', '%40')}:{PASSWORD}@{server.host}:{server.imap}"
        environment = {**os.environ, "BENCH_DATABASE": url, "BENCH_URI": uri, "BENCH_FOLDER": str(ground.folder)}
        argv = [str(interpreter), "-I", str(SCRIPT)]  # of this folder it must see nothing
        done = subprocess.run(
            argv, env=environment, capture_output=True, text=True, timeout=WITHIN_S, cwd=ground.folder, check=False
        )
    if done.returncode != 0:
        raise BenchError(f"django-mailbox ended: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    got = json.loads(done.stdout.splitlines()[-1])
    if got["stored"] < 0.97 * len(paths):
        raise BenchError(f"django-mailbox stored {got['stored']} of {len(paths)}: the comparison would not be fair")
    return {"django_mailbox_msg_s": got["stored"] / got["seconds"], "django_mailbox_stored": got["stored"]}
