"""What every program must say of two messages of our own, before anything is counted: a broken adapter is no score."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.bench.failure import BenchError
from tests.league.competitors import ROOT, Competitor

WITHIN_S = 60
LETTER = b"""From: Ada North <ada@north.example>
To: desk@south.example
Subject: =?utf-8?q?Caf=C3=A9?= on Friday
Message-ID: <friday-1@north.example>
Date: Tue, 3 Mar 2026 09:12:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

At ten, then.

On Mon, Mar 2, 2026 at 4:05 PM Desk <desk@south.example> wrote:
> When shall we meet?
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="menu.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--b--
"""
BOUNCE = b"""From: Mail Delivery System <MAILER-DAEMON@south.example>
To: ada@north.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@south.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

<bert@south.example>: host mx.south.example said: 550 5.1.1 User unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.south.example

Final-Recipient: rfc822; bert@south.example
Action: failed
Status: 5.1.1
--b--
"""
OF_LETTER = {
    "subject": "Caf\u00e9 on Friday",
    "from": [{"address": "ada@north.example"}],
    "to": [{"address": "desk@south.example"}],
    "message_id": "friday-1@north.example",
    "text": "At ten, then.\n\nOn Mon, Mar 2, 2026 at 4:05 PM Desk <desk@south.example> wrote:\n> When shall we meet?",
    "attachments": [{"filename": "menu.pdf"}],
    "reply_text": "At ten, then.",
    "report": {"kind": "", "recipients": []},
}
OF_BOUNCE = {"report": {"kind": "failure", "recipients": [{"address": "bert@south.example"}]}}


def require(competitor: Competitor, command: Sequence[str], folder: Path) -> None:
    """BenchError with the first field that is not as it must be, or that is missing or given without being declared."""
    for name, raw, expected in (("letter", LETTER, OF_LETTER), ("bounce", BOUNCE, OF_BOUNCE)):
        path = folder / f"{name}.eml"
        path.write_bytes(raw)
        argv = [*command, str(path)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=WITHIN_S, check=False, cwd=ROOT)
        if done.returncode:
            raise BenchError(f"{competitor.name} does not run: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        given = json.loads(done.stdout)
        if given.keys() != {"file", *competitor.gives}:
            raise BenchError(f"{competitor.name} gives {sorted(given)} and not {sorted(competitor.gives)}")
        for field in sorted(competitor.gives & expected.keys()):
            if plain(field, given[field]) != plain(field, expected[field]):
                raise BenchError(f"{competitor.name} reads {field} of the {name} as {given[field]!r}")


def plain(field: str, value: object) -> object:
    """Without what the scorer does not look at: angle brackets, white space around, a report's kind beyond whether."""
    if field == "report":
        assert isinstance(value, dict)
        return bool(value["kind"]), value["recipients"]
    return value.strip().strip("<>") if isinstance(value, str) else value
