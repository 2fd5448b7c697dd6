"""`mailweave topics acls`: Kafka's ACLs, as a table and as the commands of Kafka's own tool."""

import shlex
from collections.abc import Iterator
from typing import Any

from services.cli.options import OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.settings import CliSettings
from services.cli.terminal import say
from shared.events.topics import TopicNames
from shared.rights import CLUSTER, Resource, Right, rights

COLUMNS: Columns = {"service": "service", "on": "resource", "name": "name", "may": "operations"}
SERVICE = "{service}"


def show_acls(output: OutputFormat, *, principal: str, as_commands: bool) -> None:
    """Prints what each service must be allowed; `principal` may hold {service}."""
    settings = CliSettings.load()
    needed = rights(TopicNames(settings.topic_prefix))
    if as_commands:
        for command in commands(needed, settings, principal):
            say(command)
        return
    whose = f"each service is {principal}" if SERVICE in principal else f"all are {principal}"
    show_list([_row(right, principal) for right in needed], COLUMNS, output, empty="", below=[whose])


def commands(needed: list[Right], settings: CliSettings, principal: str) -> Iterator[str]:
    """A line of kafka-acls.sh for each right; what is there already is left as it is."""
    given = ["kafka-acls.sh", "--bootstrap-server", settings.kafka_servers]
    if settings.kafka_security_protocol != "PLAINTEXT":
        given += ["--command-config", "admin.properties"]
    for right in needed:
        operations = [word for operation in right.operations for word in ("--operation", str(operation))]
        who = ["--allow-principal", principal.replace(SERVICE, right.service)]
        yield shlex.join([*given, "--add", *who, *operations, *_on(right)])


def _on(right: Right) -> list[str]:
    if right.resource is Resource.CLUSTER:
        return ["--cluster", CLUSTER]
    kind = ["--resource-pattern-type", "prefixed"] if right.is_prefix else []
    return [f"--{right.resource}", right.name, *kind]


def _row(right: Right, principal: str) -> dict[str, Any]:
    return {
        "service": right.service,
        "principal": principal.replace(SERVICE, right.service),
        "resource": str(right.resource),
        "name": f"{right.name}*" if right.is_prefix else right.name,
        "pattern": "prefixed" if right.is_prefix else "literal",
        "operations": [str(operation) for operation in right.operations],
    }
