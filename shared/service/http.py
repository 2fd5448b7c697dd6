"""An HTTP server inside an asyncio process that keeps its own signal handlers."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

from shared.errors import ConfigurationError

STOP_WITHIN_S = 3


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to shared/service/lifecycle.py."""
        yield


@asynccontextmanager
async def http_server(app: Any, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve an ASGI application while the block runs; gives the port, which 0 leaves to the system."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise ConfigurationError(f"cannot listen on {host}:{port} ({why}): choose another port") from error
    # What is accepted inherits it. asyncio sets it only where a socket names its protocol, which these do not: each
    # answer of two packets would wait 40 ms for the client's delayed acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=STOP_WITHIN_S
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await serving
        listener.close()
