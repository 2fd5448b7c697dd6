"""A connection to Kafka that is lost just before it is written to, on the event loop that services run on."""

import asyncio

import pytest
import uvloop
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.coordination import FindCoordinatorRequest

from deploy.local.endpoints import Endpoints
from shared.kafka.connection import expect_uvloop


def test_to_write_to_a_lost_connection_is_one_of_kafkas_errors(stack: Endpoints) -> None:
    async def write_after_loss() -> None:
        host, port = stack.kafka_servers.split(":")
        connection = await create_conn(host, int(port))
        connection._writer.transport.abort()
        await asyncio.sleep(0)  # the transport is closed, and aiokafka does not know yet
        with pytest.raises(KafkaConnectionError, match="is closed"):
            await connection.send(FindCoordinatorRequest("some-group", 0))
        assert not connection.connected()

    expect_uvloop()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(write_after_loss())
