"""What can be fuzzed, by name."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from tests.fuzz.campaign import Target
from tests.fuzz.mails import parsing
from tests.fuzz.markup import cleaning
from tests.fuzz.receiving import polling
from tests.fuzz.receiving import script as receiving
from tests.fuzz.sending import delivering
from tests.fuzz.sending import script as sending

TARGETS: Mapping[str, Target[Any]] = {
    "imap": Target("imap", partial(receiving.script_of, "imap"), polling.run_script, receiving.with_parts),
    "pop3": Target("pop3", partial(receiving.script_of, "pop3"), polling.run_script, receiving.with_parts),
    "smtp": Target("smtp", sending.script_of, delivering.run_script, sending.with_parts),
    "mail": Target("mail", parsing.script_of, parsing.run_script, parsing.with_parts),
    "html": Target("html", cleaning.script_of, cleaning.run_script, cleaning.with_parts),
}
SHARES: Mapping[str, float] = {"imap": 0.5, "pop3": 0.5, "smtp": 1.0, "mail": 0.5, "html": 0.5}
"""How many of the sessions that were asked for each gets when all are run."""
