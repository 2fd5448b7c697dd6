"""Kafka's own console producer, to publish records by hand as any other program would."""

from collections.abc import Callable

from deploy.local.jars import class_path
from deploy.local.java import find_java

MAIN_CLASS = "org.apache.kafka.tools.ConsoleProducer"


def console_producer(servers: str, topic: str, say: Callable[[str], None] = print) -> list[str]:
    """The command line; each line of its standard input is `KEY|VALUE`, one record."""
    options = ["--bootstrap-server", servers, "--topic", topic]
    parsing = ["--reader-property", "parse.key=true", "--reader-property", "key.separator=|"]
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    return [str(find_java()), "-Xmx128m", quiet, "-cp", class_path("kafka-tools", say), MAIN_CLASS, *options, *parsing]
