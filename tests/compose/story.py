"""What is done with the installation, step by step, and what must be seen; each step is a row of the table."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shared.services import SERVICES
from tests.compose.installation import Counts, Installation
from tests.harness.wait import eventually_sync

LETTERS = 400
PER_SECOND = 80.0
KILL_AT = 100
OF_THE_DEMO = 28
RULED_WITHIN_S = 120.0
UID = "10001"
NO_SECRET = 5
"""A shorter text would be found everywhere."""


class StoryError(AssertionError):
    """Something was not as it must be."""


@dataclass
class Story:
    """The steps that were done, with their seconds and what was seen."""

    say: Callable[[str], None]
    rows: list[tuple[str, float, str]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Times what the block does; what it puts into the list stands in the row."""
        seen: list[str] = []
        began_at = time.monotonic()
        yield seen
        self.rows.append((name, time.monotonic() - began_at, ", ".join(seen)))
        self.say(self.line(*self.rows[-1]))

    @staticmethod
    def line(name: str, seconds: float, seen: str) -> str:
        return f"{name:<26} {seconds:6.1f} s  {seen}"


def tell(story: Story, installation: Installation) -> None:
    """From nothing to nothing; StoryError, or docker's own words, where it goes wrong."""
    with story.step("compose up") as seen:
        installation.up()
        seen.append(f"{len(installation.containers())} containers")
    with story.step("demo") as seen:
        seen.append(_demo(installation))
    with story.step("closed containers") as seen:
        seen.extend(_closed(installation))
    with story.step("mail flows, kill") as seen:
        planting = installation.inside("plant", str(LETTERS), str(PER_SECOND))
        before = _until_ruled(installation, OF_THE_DEMO + KILL_AT)
        installation.compose("kill", *(each for each in SERVICES if each != "api"))
        must(planting.wait(60) == 0, "the letters could not be planted")
        installation.compose("kill", "api")  # only now: the letters come out of its container
        killed = installation.counts()
        seen.append(f"{before.ruled} ruled before, {killed.ruled} when the last was dead")
        must(killed.ruled < OF_THE_DEMO + LETTERS, "the kill came too late: everything was done")
    with story.step("up again") as seen:
        installation.up(without={"demo"})
    with story.step("all letters ruled") as seen:
        seen.extend(_whole(installation))
    with story.step("mailweave audit") as seen:
        seen.append(_audit(installation))
    with story.step("Prometheus") as seen:
        seen.append(_watched(installation))
    with story.step("compose stop") as seen:
        seen.append(_stopped(installation))


def must(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise StoryError(otherwise)


def _demo(installation: Installation) -> str:
    """The demo's own verdict: it ends with 0 when every message was seen where it belongs."""
    (demo,) = installation.containers("demo")
    ended = installation.engine.docker("wait", demo["Id"]).strip()
    logs = installation.compose("logs", "--no-log-prefix", "demo")
    must(ended == "0", f"the demo ended with {ended}: {logs[-2000:]}")
    (verdict,) = re.findall(r"\d+ of \d+ as expected, \d+ auto-replies received", logs)
    return str(verdict)


def _closed(installation: Installation) -> Iterator[str]:
    """No root, nothing writable, no capability, and no secret in what the engine shows or in the logs."""
    found = installation.containers(*SERVICES)
    for container in found:
        host, name = container["HostConfig"], container["Name"]
        must(container["Config"]["User"].startswith(UID), f"{name} runs as {container['Config']['User']}")
        must(host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"], f"{name} may more than it should")
    written = installation.attempt("exec", "-T", "parser", "sh", "-c", "echo > /opt/mailweave/written")
    must(written.returncode != 0, "the parser's container can be written to")
    shown = json.dumps(installation.containers()) + installation.compose("logs", "--no-log-prefix")
    leaked = [path.name for path in _secrets(installation.folder) if _text_of(path) in shown]
    must(not leaked, f"shown by docker inspect or the logs: {', '.join(leaked)}")
    yield f"{len(found)} services: user {UID}, read-only, no capabilities, no secret shown"


def _secrets(folder: Path) -> list[Path]:
    return [path for path in sorted((folder / "secrets").iterdir()) if len(_text_of(path)) > NO_SECRET]


def _text_of(path: Path) -> str:
    """What must not be shown: of a URL its password."""
    text = path.read_text().strip()
    found = re.search(r":([^:/@]+)@", text)
    return found[1] if found else text


def _until_ruled(installation: Installation, count: int) -> Counts:
    seen: list[Counts] = []

    def enough() -> bool:
        seen.append(installation.counts())
        return seen[-1].ruled >= count

    eventually_sync(enough, deadline_s=RULED_WITHIN_S, what=f"{count} messages ruled")
    return seen[-1]


def _whole(installation: Installation) -> Iterator[str]:
    """Every letter is there once, and who is to be answered was answered once, or the ledger says in doubt."""
    total = OF_THE_DEMO + LETTERS
    counts = _until_ruled(installation, total)
    must(counts.stored == total, f"{counts.stored} messages are stored, {total} were sent")
    yield f"{counts.stored} stored after"
    answered: Counter[int] = Counter()

    def all_answered() -> bool:
        said = installation.inside("answers", str(LETTERS)).communicate(timeout=60)[0]
        answered.clear()
        answered.update(json.loads(said).values())
        return answered[0] <= installation.counts().in_doubt

    eventually_sync(all_answered, deadline_s=RULED_WITHIN_S, what="all answers")
    must(set(answered) <= {0, 1}, f"somebody was answered more than once: {dict(answered)}")
    yield f"{answered[1]} answered once, {answered[0]} in doubt"


def _audit(installation: Installation) -> str:
    done = installation.attempt("exec", "-T", "api", "mailweave", "audit")
    last = done.stdout.strip().splitlines()[-1]
    must(done.returncode == 0 and last.endswith("unaccounted=0"), f"{last} {done.stderr}")
    return last


def _watched(installation: Installation) -> str:
    """Prometheus reaches every service."""
    seen: list[set[str]] = []

    def all_up() -> bool:
        seen.append({each["metric"]["job"] for each in installation.prometheus("up == 1")})
        return seen[-1] == set(SERVICES)

    eventually_sync(all_up, deadline_s=60, what="every service scraped")
    return f"{len(seen[-1])} of {len(SERVICES)} services up"


def _stopped(installation: Installation) -> str:
    """Every service ends by itself, with exit code 0."""
    installation.compose("stop")
    codes = {container["Name"]: container["State"]["ExitCode"] for container in installation.containers(*SERVICES)}
    wrong = {name: code for name, code in codes.items() if code}
    must(not wrong, f"did not end cleanly: {wrong}")
    return "all services ended with 0"
