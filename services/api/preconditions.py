"""ETag and If-Match (RFC 9110 §8.8.3, §13.1.1): who changes something may say which version they saw."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, Response

from services.api.problems import Problem

TAG = re.compile(r'"(\d{1,10})"')


@dataclass(frozen=True, slots=True)
class Expected:
    """The versions that may be changed; None means any."""

    versions: frozenset[int] | None = None

    def require(self, version: int, what: str) -> None:
        """Raises a Problem with 412 when somebody else has made another version meanwhile."""
        if self.versions is not None and version not in self.versions:
            raise Problem(
                HTTPStatus.PRECONDITION_FAILED,
                f"{what} is at version {version} now, not at the one of If-Match: read it again, then change it",
            )


ANY = Expected()


def expected(
    if_match: Annotated[
        str | None, Header(max_length=200, description="ETag of the version that was seen; otherwise 412")
    ] = None,
) -> Expected:
    """What the header says; a tag that is none of ours matches no version."""
    if if_match is None or if_match.strip() == "*":
        return ANY
    return Expected(frozenset(int(tag) for tag in TAG.findall(if_match)))


ExpectedOf = Annotated[Expected, Depends(expected)]


def tag(response: Response, version: int) -> None:
    """The ETag of what is shown."""
    response.headers["ETag"] = f'"{version}"'
