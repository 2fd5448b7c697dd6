"""A child: `python -m services.parser.children.child WHOLE HEADER`, two functions as `module:name`, a socket as stdin.

It ends when the socket does.
"""

import importlib
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Self

from services.parser.children.limits import limited, settle_in
from services.parser.children.wire import Answer, Frame, pieces, receive, segments_of
from services.parser.domain.message import ParsedMessage

Read = Callable[[bytes], ParsedMessage]
TOLD_PLACES = 3
SENT_AT_ONCE_BYTES = 65_536


def main() -> None:
    """Answers frames until there are none."""
    steps = [_function(name) for name in sys.argv[1:]]
    settle_in()
    with socket.socket(fileno=0) as channel:
        _send(channel, [Frame(Answer.READY)])
        while _serve(channel, steps):
            pass


def _serve(channel: socket.socket, steps: Sequence[Read]) -> bool:
    """One frame, which is let go of before the next is waited for; False when there are no more."""
    frame = receive(channel)
    if frame is None:
        return False
    _work_on(channel, frame, steps[frame.kind])
    return True


def _work_on(channel: socket.socket, frame: Frame, read: Read) -> None:
    """Small answers go together: waking the parser for each would cost more than parsing many of them."""
    answers: list[Frame] = []
    unsent_bytes = 0
    for raw in frame.segments:
        answers.append(_answer(read, raw))
        unsent_bytes += sum(map(len, answers[-1].segments))
        if unsent_bytes >= SENT_AT_ONCE_BYTES:
            _send(channel, answers)
            answers, unsent_bytes = [], 0
    _send(channel, answers)


def _send(channel: socket.socket, frames: Sequence[Frame]) -> None:
    for piece in pieces(*frames):
        channel.sendall(piece)


def _answer(read: Read, raw: bytes) -> Frame:
    with _Failure() as failure, limited(len(raw)):
        return Frame(Answer.MESSAGE, segments_of(read(raw)))
    return failure.frame


class _Failure:
    """Whatever parsing raises, a native panic too, becomes an answer: its class and places, never what it says."""

    frame = Frame(Answer.ERROR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if kind is not None and issubclass(kind, MemoryError):
            self.frame = Frame(Answer.MEMORY)
        elif kind is not None:
            places = [f"{Path(each.f_code.co_filename).name}:{line}" for each, line in walk_tb(trace)]
            self.frame = Frame(Answer.ERROR, [f"{kind.__name__} at {' > '.join(places[-TOLD_PLACES:])}".encode()])
        return True


def _function(name: str) -> Read:
    module, _, function = name.partition(":")
    found: Read = getattr(importlib.import_module(module), function)
    return found


if __name__ == "__main__":
    main()
