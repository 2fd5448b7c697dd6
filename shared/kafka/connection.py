"""aiokafka's connections on uvloop.

To write to a connection that has just been closed is an OSError in asyncio, which aiokafka expects, and a RuntimeError
in uvloop, which it does not (aiokafka 1038): the task that wrote ends without a word, and if it was the one that keeps
the metadata, the consumer waits for it for ever.
"""

from typing import Any

from aiokafka.conn import AIOKafkaConnection, CloseReason
from aiokafka.errors import KafkaConnectionError

_send: Any = AIOKafkaConnection.send


def expect_uvloop() -> None:
    """From now on a lost connection of aiokafka is one in uvloop, too."""
    AIOKafkaConnection.send = _send_or_lost  # type: ignore[method-assign]


def _send_or_lost(self: Any, *arguments: Any, **options: Any) -> Any:
    try:
        return _send(self, *arguments, **options)
    except RuntimeError as error:
        self.close(reason=CloseReason.CONNECTION_BROKEN)
        raise KafkaConnectionError(f"the connection to {self.host}:{self.port} is closed") from error
