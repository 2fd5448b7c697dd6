"""flufl.bounce, Mailman's: whom a bounce is about."""

import logging
from email import message_from_bytes

from flufl.bounce import all_failures

from tests.league.programs.adapter import Fields, named, run


def fields(raw: bytes) -> Fields:
    """Those that failed for now and for good."""
    temporary, permanent = all_failures(message_from_bytes(raw))
    failed = sorted(each.decode("utf-8", "replace") for each in {*temporary, *permanent})
    return {"report": {"kind": "bounce" if failed else None, "recipients": named(failed)}}


if __name__ == "__main__":
    logging.disable()
    run(fields)
