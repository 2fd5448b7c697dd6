"""Getting the bodies of a batch: at once when all goes well, else one by one to find the copy that does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.poller.domain import failures, plan
from services.poller.domain.copies import Cursor, Gap, GapReason, Listed
from services.poller.domain.failures import FailureKind
from services.poller.polling.sealing import Fetched
from services.poller.ports import CopyRefusedError, MailSource, Refusals, SourceFailedError


@dataclass(frozen=True, slots=True)
class Fetching:
    """What a batch gave: bytes, gaps, and the failure that ends the poll after these are safe."""

    fetched: list[Fetched]
    gaps: list[Gap]
    failure: SourceFailedError | None = None

    @property
    def fetched_bytes(self) -> int:
        """What was downloaded."""
        return sum(len(found.raw) for found in self.fetched)


class Fetcher:
    """Fetches for one poll."""

    def __init__(
        self, source: MailSource, refusals: Refusals, server: str, *, max_message_bytes: int, is_careful: bool
    ) -> None:
        self._source = source
        self._refusals = refusals
        self._server = server
        self._max_message_bytes = max_message_bytes
        self._is_careful = is_careful

    async def fetch(self, cursor: Cursor, batch: Sequence[Listed]) -> Fetching:
        """The bytes, and a gap for what can never be had; a failure comes with all that was had before it."""
        limit = self._max_message_bytes
        too_big = [
            Gap(copy.uid, GapReason.TOO_BIG, copy.size_bytes, f"over EMAIL_MAX_MESSAGE_SIZE ({limit} bytes)")
            for copy in batch
            if copy.size_bytes > limit
        ]
        copies = [copy for copy in batch if copy.size_bytes <= limit]
        if not copies:
            return Fetching([], too_big)
        if not self._is_careful and len(copies) > 1:
            try:
                raws = await self._source.fetch(copies)
            except CopyRefusedError:
                self._is_careful = True
            else:
                fetched = [Fetched(copy, raws[copy.uid]) for copy in copies if copy.uid in raws]
                missing = [copy for copy in copies if copy.uid not in raws]
                rest = await self._one_by_one(cursor, missing, too_big)  # a body that was left out once may come now
                return replace(rest, fetched=sorted([*fetched, *rest.fetched], key=lambda found: found.copy.uid))
        return await self._one_by_one(cursor, copies, too_big)

    async def _one_by_one(self, cursor: Cursor, copies: Sequence[Listed], gaps: list[Gap]) -> Fetching:
        fetched: list[Fetched] = []
        for copy in copies:
            try:
                raws = await self._shown(copy)
            except (CopyRefusedError, SourceFailedError) as error:
                gap, failure = await self._not_given(cursor, copy, error)
                gaps = [*gaps, *gap]
                if failure is not None:
                    return Fetching(fetched, gaps, failure)
                continue
            if copy.uid in raws:
                fetched.append(Fetched(copy, raws[copy.uid]))
            else:
                gaps = [*gaps, _gone(copy)]
        return Fetching(fetched, gaps)

    async def _shown(self, copy: Listed) -> Mapping[int, bytes]:
        """The bytes; empty when the copy is gone, which is so when the server does not list it any more either."""
        raws = await self._source.fetch([copy])
        if copy.uid not in raws and await self._source.listed([copy.uid]):
            raise CopyRefusedError(copy.uid, "it lists the message and answers without it")
        return raws

    async def _not_given(
        self, cursor: Cursor, copy: Listed, error: CopyRefusedError | SourceFailedError
    ) -> tuple[list[Gap], SourceFailedError | None]:
        if isinstance(error, SourceFailedError) and error.failure.kind is FailureKind.QUOTA:
            return [], error  # the server wants to be left alone: nothing is said about this copy
        times = await self._refusals.count_refusal(cursor, copy.uid)
        is_refusal = isinstance(error, CopyRefusedError)
        said = error.said if isinstance(error, CopyRefusedError) else error.failure.happened
        reason = plan.gap_reason(times, is_refusal=is_refusal)
        gap = [] if reason is None else [Gap(copy.uid, reason, copy.size_bytes, said)]
        if isinstance(error, SourceFailedError):
            return gap, error
        failure = failures.copy_refused(self._server, cursor.folder, copy.uid, said, times)
        return gap, None if gap else SourceFailedError(failure)


def _gone(copy: Listed) -> Gap:
    return Gap(copy.uid, GapReason.GONE, copy.size_bytes, "it was deleted or moved before it was fetched")
