"""Kafka's own console producer, to publish records by hand as any other program would."""

import contextlib
import subprocess
from collections.abc import Callable, Iterable, Sequence

from deploy.local.jars import class_path
from deploy.local.java import find_java
from shared.errors import ConfigurationError

MAIN_CLASS = "org.apache.kafka.tools.ConsoleProducer"
SEPARATOR = "|"
NEWLINES = "\r\n"


def console_producer(servers: str, topic: str, say: Callable[[str], None] = print) -> list[str]:
    """The command line; each line of its standard input is `KEY|VALUE`, one record."""
    options = ["--bootstrap-server", servers, "--topic", topic]
    parsing = ["--reader-property", "parse.key=true", "--reader-property", f"key.separator={SEPARATOR}"]
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    return [str(find_java()), "-Xmx128m", quiet, "-cp", class_path("kafka-tools", say), MAIN_CLASS, *options, *parsing]


def feed(command: Sequence[str], lines: Iterable[str]) -> int:
    """Runs the producer on these lines and gives its exit code; ConfigurationError at the first that is no record.

    The producer itself would end there with a trace of Java. What stands above that line is published.
    """
    producer = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, bufsize=1)
    wrong = None
    with contextlib.suppress(BrokenPipeError), producer.stdin or contextlib.nullcontext() as pipe:
        for number, line in enumerate(lines, start=1):
            if line.strip() and SEPARATOR not in line:
                wrong = number
                break
            if line.strip() and pipe is not None:
                pipe.write(f"{line.rstrip(NEWLINES)}\n")
    exit_code = producer.wait()
    if wrong is not None and not exit_code:
        raise ConfigurationError(
            f"line {wrong} has no {SEPARATOR!r}: write KEY{SEPARATOR}VALUE, where the key is mostly the account's "
            "number; the lines above it are published, this one and what follows are not"
        )
    return exit_code
