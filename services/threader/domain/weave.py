"""Weaving: new messages unite the strands whose ids they name (connected components, union by size)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from services.threader.domain.change import StatusChange, change_with
from services.threader.domain.names import Node
from services.threader.domain.placement import Placement, Reason
from services.threader.domain.status import Request
from services.threader.domain.strand import Member, Strand, StrandId, founded_by, united
from shared.ids import ThreadId


@dataclass(frozen=True, slots=True)
class Forest:
    """What is known of the nodes that a batch names: their strands, and which of them are messages seen.

    `waiting` is the latest request for each thread of which nothing was known when it was made.
    """

    strand_of: Mapping[ThreadId, StrandId] = field(default_factory=dict)
    strands: Mapping[StrandId, Strand] = field(default_factory=dict)
    seen: frozenset[ThreadId] = frozenset()
    waiting: Mapping[ThreadId, Request] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch changes. `moved` are strands whose known nodes now belong to another; their rows go."""

    placements: tuple[Placement, ...]
    new_nodes: tuple[tuple[Node, StrandId], ...]
    moved: Mapping[StrandId, StrandId]
    strands: tuple[Strand, ...]
    statuses: tuple[StatusChange, ...] = ()


def weave(known: Forest, arrived: Sequence[Member], earlier: Sequence[Member] = ()) -> Changes:
    """The changes that new messages make, in their order; `earlier` are known messages that turned out to be older.

    A message counts once: `arrived` holds none that `known` has seen as the same mail, and none twice.
    """
    loom = _Loom(known)
    for member in earlier:
        loom.put_earlier(member)
    placements = tuple(loom.place(member) for member in arrived)
    return loom.changes(placements)


class _Loom:
    """A batch in work."""

    def __init__(self, known: Forest) -> None:
        self._strand_of = dict(known.strand_of)
        self._strands = dict(known.strands)
        self._known = known
        self._seen = set(known.seen)
        self._new_nodes: dict[ThreadId, Node] = {}
        self._moved: dict[StrandId, StrandId] = {}
        self._changed: set[StrandId] = set()
        self._statuses: list[StatusChange] = []

    def put_earlier(self, member: Member) -> None:
        strand = self._strands[self._strand_at(member.node)]
        self._keep(self._settled(strand.with_earlier(member), strand, member))

    def place(self, member: Member) -> Placement:
        nodes = (member.node, *member.parents)
        met = tuple(dict.fromkeys(self._strand_at(node) for node in nodes if node.id in self._strand_of))
        reason = self._reason(member, len(met))
        fresh = [node for node in nodes if node.id not in self._strand_of]
        before = min((self._strands[strand_id] for strand_id in met), key=lambda strand: strand.first, default=None)
        whole = self._united(met).with_member(member, len(fresh)) if met else founded_by(member, len(fresh))
        for node in fresh:
            self._new_nodes[node.id] = node
            self._strand_of[node.id] = whole.id
            whole = whole.with_request(self._known.waiting.get(node.id))
        self._seen.add(member.node.id)
        self._keep(self._settled(whole, before, member))
        return Placement(member, whole.first.thread_id, not met, reason)

    def _united(self, met: Sequence[StrandId]) -> Strand:
        whole = reduce(united, (self._strands[strand_id] for strand_id in met))
        for absorbed in met:
            if absorbed != whole.id:
                self._moved[absorbed] = whole.id
                del self._strands[absorbed]
        return whole

    def _keep(self, strand: Strand) -> None:
        self._strands[strand.id] = strand
        self._changed.add(strand.id)

    def _settled(self, strand: Strand, before: Strand | None, member: Member) -> Strand:
        """The strand with its status; a change is one of the thread that goes on, the earliest of those that met."""
        settled = strand.settled()
        change = change_with(member, before, settled)
        if change is not None:
            self._statuses.append(change)
        return settled

    def _strand_at(self, node: Node) -> StrandId:
        return self._final(self._strand_of[node.id])

    def _final(self, strand_id: StrandId) -> StrandId:
        while strand_id in self._moved:
            strand_id = self._moved[strand_id]
        return strand_id

    def _reason(self, member: Member, strands_met: int) -> Reason:
        if member.node.id in self._seen:
            return Reason.SAME_MESSAGE_ID
        if strands_met == 0:
            return Reason.FIRST
        if strands_met > 1:
            return Reason.JOINED
        if member.in_reply_to in self._strand_of:
            return Reason.IN_REPLY_TO
        if any(parent.id in self._strand_of for parent in member.parents):
            return Reason.REFERENCES
        return Reason.LATE_PARENT

    def changes(self, placements: tuple[Placement, ...]) -> Changes:
        moved = {old: self._final(old) for old in self._moved if old in self._known.strands}
        return Changes(
            placements=placements,
            new_nodes=tuple((node, self._strand_at(node)) for node in self._new_nodes.values()),
            moved=moved,
            strands=tuple(self._strands[strand_id] for strand_id in sorted(self._changed & self._strands.keys())),
            statuses=tuple(self._statuses),
        )
