"""ACLs, as far as this login sees them: for each service is there somebody who may do all that it needs?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import ClusterAuthorizationFailedError, for_code
from aiokafka.protocol.admin import DescribeAclsRequest

from services.cli.doctor.finding import Check, Finding
from services.cli.settings import CliSettings
from shared.events.topics import TopicNames
from shared.rights import OPERATOR, Operation, Resource, Right, rights

ACLS = Check("acls")
SECURITY_DISABLED = 54
"""An error code that aiokafka has no name for."""
ANY = 1
ALL_OPERATIONS = 2
ALLOWED = 3
LITERAL, PREFIXED = 3, 4
EVERYTHING = "*"
RESOURCES = {Resource.TOPIC: 2, Resource.GROUP: 3, Resource.CLUSTER: 4}
OPERATIONS = {
    Operation.READ: 3,
    Operation.WRITE: 4,
    Operation.CREATE: 5,
    Operation.DESCRIBE: 8,
    Operation.DESCRIBE_CONFIGS: 10,
    Operation.ALTER_CONFIGS: 11,
}
"""Kafka's numbers (AclOperation, ResourceType, PatternType)."""
IMPLIED_BY = {
    Operation.DESCRIBE: frozenset({3, 4, 6, 7}),
    Operation.DESCRIBE_CONFIGS: frozenset({11}),
}
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Acl:
    """One that allows something, in Kafka's numbers."""

    principal: str
    resource: int
    name: str
    pattern: int
    operation: int

    def covers(self, right: Right, operation: Operation) -> bool:
        """Whether it allows this operation of the right."""
        if self.resource != RESOURCES[right.resource] or not self._is_about(right):
            return False
        return self.operation in {ALL_OPERATIONS, OPERATIONS[operation], *IMPLIED_BY.get(operation, ())}

    def _is_about(self, right: Right) -> bool:
        if self.pattern == PREFIXED:
            return right.name.startswith(self.name)
        return self.name == EVERYTHING or (self.name == right.name and not right.is_prefix)


async def look(settings: CliSettings, admin: AIOKafkaAdminClient) -> Finding:
    """One line for all services."""
    request = DescribeAclsRequest(ANY, None, ANY, None, None, ANY, ANY)  # type: ignore[arg-type]  # None: any
    answer: Any = await admin._send_request(request)  # noqa: SLF001  (nothing else of aiokafka tells ACLs)
    error = for_code(answer.error_code)
    if answer.error_code == SECURITY_DISABLED:
        return ACLS.ok("Kafka has no authorizer: who reaches it may do everything")
    if error is ClusterAuthorizationFailedError:
        return ACLS.skipped("this login may not see them (Describe on the cluster)")
    if answer.error_code:
        return ACLS.skipped(f"Kafka does not tell them ({error.__name__})")
    known = list(_known(answer))
    lacking = [line for line in lacking_of(known, rights(TopicNames(settings.topic_prefix))) if line]
    if lacking:
        return ACLS.warning("; ".join(lacking), "see `mailweave topics acls`; super users need no ACLs")
    return ACLS.ok(f"{len(known)} allow each service what it needs")


def _known(answer: Any) -> Iterator[Acl]:
    for resource, name, pattern, acls in answer.resources:
        for principal, _host, operation, permission in acls:
            if permission == ALLOWED:
                yield Acl(principal, resource, name, pattern, operation)


def lacking_of(known: Sequence[Acl], needed: Sequence[Right]) -> list[str]:
    """For each service that nobody may do all the work of: what the nearest lacks. Pure."""
    by_principal = {each.principal: [acl for acl in known if acl.principal == each.principal] for each in known}
    of_operator = [right for right in needed if right.service == OPERATOR]
    # Who may do an operator's work may do everybody's: with logins for single services, these are what counts.
    single = {who: acls for who, acls in by_principal.items() if _lacks(acls, of_operator)}
    found = []
    for service in dict.fromkeys(right.service for right in needed):
        own = [right for right in needed if right.service == service]
        judged = by_principal if service == OPERATOR or not single else single
        lacks = [_lacks(acls, own) for _, acls in sorted(judged.items())]
        nearest = min(lacks, key=len, default=["everything"])
        if nearest:
            more = f" and {len(nearest) - SHOWN} more" if len(nearest) > SHOWN else ""
            found.append(f"nobody may do all of {service}, the nearest lacks {', '.join(nearest[:SHOWN])}{more}")
    return found


def _lacks(acls: Sequence[Acl], needed: Sequence[Right]) -> list[str]:
    return [
        f"{operation} on {right.resource} {right.name}"
        for right in needed
        for operation in right.operations
        if not any(acl.covers(right, operation) for acl in acls)
    ]
