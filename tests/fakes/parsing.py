"""Parsing in the test's own process: no child, no limits, and nothing is ever given up."""

from collections.abc import Sequence

from services.parser.domain.given_up import read_header_alone
from services.parser.domain.message import ParsedMessage, parse_message
from services.parser.ports import Outcome


class ParsingHere:
    """The port Parsing; tests/contract/test_parsing.py holds it against real children."""

    async def parse(self, raws: Sequence[bytes]) -> Sequence[Outcome]:
        return [Outcome(parse_message(raw)) for raw in raws]

    async def read_header(self, raw: bytes) -> ParsedMessage:
        return read_header_alone(raw)
