"""A service as a process of its own, with its log in a file."""

import asyncio
import os
import re
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness.wait import eventually, within

END_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """A running process; `log` grows while it runs."""

    process: asyncio.subprocess.Process
    log: Path

    def text(self) -> str:
        return self.log.read_text()

    async def said(self, words: str, *, deadline_s: float = 20) -> str:
        """The first line of its log with these words."""

        def found() -> str:
            return next((line for line in self.text().splitlines() if words in line), "")

        return await eventually(found, deadline_s=deadline_s, what=f"`{words}` in the log:\n{self.text()}")

    async def url(self) -> str:
        """Where its `/metrics`, `/live` and `/ready` are."""
        line = await self.said("http://")
        found = re.search(r"http://[^\s\"]+", line)
        assert found is not None
        return found.group()

    async def end(self) -> int:
        """Its exit code, once it has ended by itself."""
        async with within(END_WITHIN_S):
            return await self.process.wait()

    async def terminate(self) -> int:
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return await self.end()


@asynccontextmanager
async def service_process(
    folder: Path, environment: Mapping[str, str], module: str, *arguments: str
) -> AsyncIterator[ServiceProcess]:
    """`python -m module arguments…` while the block runs; killed at its end if it is still there."""
    log = folder / f"{module}-{secrets.token_hex(3)}.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *arguments,
            stderr=output,
            env={**os.environ, "EMAIL_HTTP_PORT": "0", **environment},
        )
    try:
        yield ServiceProcess(process, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
