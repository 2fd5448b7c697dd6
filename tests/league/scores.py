"""What a competitor reaches: by corpus/score.py, and in the replies of list mail."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import join

from tests.conformance.replies import KnownReply, is_right, known_replies
from tests.conformance.scores import counted
from tests.league.competitors import ROOT, Competitor
from tests.league.table import LIST_REPLIES, Scores, Share

FILES_AT_ONCE = 200
WITHIN_S = 1200


def scores_of(competitor: Competitor, python: Path, corpus: Path, misses: Path) -> Scores:
    """By the scorer's names; what was wrong is written to the file `misses`."""
    command = competitor.command(python)
    argv = [sys.executable, str(corpus / "score.py"), "parse", "--cmd", join(command), "--misses", str(misses)]
    done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, timeout=WITHIN_S, check=True, cwd=ROOT)
    found = {name: Share(right, of) for name, right, of in counted(done.stdout)}
    if "reply_text" in competitor.gives and (known := known_replies(corpus)):
        found[LIST_REPLIES] = list_replies(command, known, misses.with_suffix(".lists.json"))
    return found


def list_replies(command: Sequence[str], known: Sequence[KnownReply], misses: Path) -> Share:
    """In how many answers on lists the reply has all that is certainly new and nothing that is certainly quoted."""
    found = dict(_replies(command, [each.path for each in known]))
    wrong = [str(each.path) for each in known if not is_right(found.get(str(each.path), ""), each)]
    misses.write_text(json.dumps(wrong, indent=1))
    return Share(len(known) - len(wrong), len(known))


def _replies(command: Sequence[str], paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    for first in range(0, len(paths), FILES_AT_ONCE):
        argv = [*command, *map(str, paths[first : first + FILES_AT_ONCE])]
        done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, timeout=WITHIN_S, check=True, cwd=ROOT)
        for line in done.stdout.splitlines():
            answer = json.loads(line)
            yield answer["file"], answer.get("reply_text") or ""
