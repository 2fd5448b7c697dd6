"""`python -m tests.harness.echo_main [MODE]`: the echo service as a process of its own.

die-before-commit  ends as kill -9 would, once its events are acknowledged and before its offsets are committed
drain              handles its batch only after the process was told to stop
dies-with LABEL…   is killed with -9 by the records of these labels
fails-with LABEL…  fails transiently on the records of these labels
loop-fails         has a background loop that fails
thread-hangs       has a background loop that fails while a thread's work never ends
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterable, Sequence

from shared.errors import PermanentError, TransientError
from shared.events import Event
from shared.events.topics import POLL_REQUESTED
from shared.service import lifecycle
from shared.service.lifecycle import main
from shared.service.run import Run
from shared.settings import Settings
from tests.harness.echo import Echo, id_of

DIED = 9
MODE = sys.argv[1] if len(sys.argv) > 1 else ""
LABELS = {id_of(label): label for label in sys.argv[2:]}
sys.argv[1:] = []  # a service takes none


async def build(run: Run[Settings]) -> None:
    echo = Echo([])
    publish = run.publisher.publish

    async def publish_and_die(events: Iterable[Event]) -> None:
        await publish(events)
        os._exit(DIED)

    async def drain(events: Sequence[Event]) -> Sequence[Event]:
        print("taken", file=sys.stderr, flush=True)
        await run.stopping.wait()
        return await echo.handle(events)

    async def stumble(events: Sequence[Event]) -> Sequence[Event]:
        labels = [LABELS[each.correlation_id] for each in events if each.correlation_id in LABELS]
        if labels and MODE == "dies-with":
            os.kill(os.getpid(), signal.SIGKILL)
        if labels:
            print(f"failed with {labels}", file=sys.stderr, flush=True)
            raise TransientError("as it was told to")
        return await echo.handle(events)

    async def fail() -> None:
        raise PermanentError("the loop's own reason")

    async def fail_beside_a_thread() -> None:
        lifecycle.LAST_RESORT_S = 2.0
        asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
        await fail()

    if MODE == "die-before-commit":
        run.publisher.publish = publish_and_die  # type: ignore[method-assign]
    if MODE == "loop-fails":
        run.background("loop", fail)
    if MODE == "thread-hangs":
        run.background("loop", fail_beside_a_thread)
    handlers = {"drain": drain, "dies-with": stumble, "fails-with": stumble}
    run.consume(POLL_REQUESTED, handlers.get(MODE, echo.handle))


if __name__ == "__main__":
    main("echo", Settings, build)
