"""What a message may cost its child, and what the child leaves alone."""

import ctypes
import gc
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CPU_S = 5.0
MEMORY_BYTES = 480 * 1024 * 1024
"""Of data: with the interpreter's code, which is not counted, below 500 MB."""
LIMITS_HOLD_TO_BYTES = 52_428_800
"""The default of EMAIL_MAX_MESSAGE_SIZE; who allows larger messages allows them more in proportion."""
FIRST_FOR_THE_OOM_KILLER = "500"
OBJECTS_BEFORE_GARBAGE_IS_SOUGHT = 10_000
_PR_SET_PDEATHSIG = 1


@contextmanager
def limited(size_bytes: int) -> Iterator[None]:
    """While the block works on a message of this size: SIGPROF ends the process after CPU_S of the processor's time.

    Allocating over MEMORY_BYTES raises MemoryError, in native code it may end the process.
    """
    share = max(1.0, size_bytes / LIMITS_HOLD_TO_BYTES)
    if share > 1:
        _allow(round(MEMORY_BYTES * share))
    signal.setitimer(signal.ITIMER_PROF, CPU_S * share)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        if share > 1:
            _allow(MEMORY_BYTES)


def settle_in() -> None:
    """Once, before the first message: dies with the parser, dumps no core, is the first to be killed for memory.

    A terminal's Ctrl-C and a supervisor's SIGTERM are the parser's: it lets what is in hand come to its end.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _allow(MEMORY_BYTES)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_FOR_THE_OOM_KILLER)
    with suppress(AttributeError, OSError):  # only Linux has it; elsewhere the closed socket ends a child that is idle
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what native code prints as it dies may hold the mail
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_GARBAGE_IS_SOUGHT, *gc.get_threshold()[1:])


def _allow(data_bytes: int) -> None:
    with suppress(ValueError, OSError):  # where the machine's own limit is lower, that holds
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (data_bytes, hard))
