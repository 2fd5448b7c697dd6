"""`python -m tests.compose`: runs deploy/compose.yaml. `make compose-test` calls it.

Without an engine it starts a private one and makes the images of others itself; with `--engine own` it uses the
machine's, and the official images.
"""

import argparse
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from deploy.images.engine import Engine, engine
from deploy.images.product import build, default_tag
from deploy.images.standins import build_standins
from shared.errors import ConfigurationError
from tests.compose.installation import Installation, prepare
from tests.compose.plugin import ensure_compose
from tests.compose.story import Story, tell
from tests.compose.suite import run_suite

FAILED_LINES = 400


def main() -> int:
    """0 when all was seen; 1 with what was not."""
    parser = argparse.ArgumentParser(prog="python -m tests.compose", description=__doc__)
    parser.add_argument("--engine", choices=["own", "private"], help="default: own where one answers")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a CI that ends the run must not leave an engine behind
    story = Story(_say)
    try:
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="mw-compose-")))
            with story.step("engine"):
                docker = opened.enter_context(engine(arguments.engine, _say))
                ensure_compose(docker, _say)
            _run(story, docker, folder)
    except (ConfigurationError, AssertionError) as error:
        print(f"compose: {error}", file=sys.stderr)
        return 1
    _say("\nstep                         took    seen")
    for row in story.rows:
        _say(Story.line(*row))
    return 0


def _run(story: Story, docker: Engine, folder: Path) -> None:
    with story.step("make image") as seen:
        built = build(docker, default_tag(), _say)
        seen += [f"{built.size_bytes / 1e6:.0f} MB", f"user {built.user}", f"{built.components} components"]
    images: dict[str, str] = {}
    if not docker.has_registry:
        with story.step("images of others") as seen:
            images = build_standins(docker, folder / "contexts", _say)
            seen.append(", ".join(images.values()))
    installation = prepare(docker, folder / "installation", built.image, images)
    try:
        tell(story, installation)
    except BaseException:
        _say(_last_words(installation))
        raise
    finally:
        with story.step("compose down"):
            installation.attempt("down", "--volumes", "--timeout", "5")
    with story.step("tests on containers") as seen:
        seen.append(run_suite(docker, images))


def _last_words(installation: Installation) -> str:
    states = installation.attempt("ps", "--all", "--format", "table {{.Name}}\t{{.Status}}").stdout
    logs = installation.attempt("logs", "--tail", "40").stdout
    return "\n".join([states, *logs.splitlines()[-FAILED_LINES:]])


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
