"""mail-parser (SpamScope): the standard library with a layer over it."""

import logging

import mailparser

from tests.league.programs.adapter import Fields, files, named, run


def fields(raw: bytes) -> Fields:
    """All that the library has a property for."""
    message = mailparser.parse_from_bytes(raw)
    return {
        "subject": _first(message.subject),
        "from": named([address for _, address in message.from_]),
        "to": named([address for _, address in message.to]),
        "message_id": _first(message.message_id),
        "text": "\n".join(message.text_plain),
        "attachments": files([each["filename"] for each in message.attachments]),
    }


def _first(value: str | list[str]) -> str:
    """Of a field that is repeated the library gives all."""
    return value if isinstance(value, str) else value[0]


if __name__ == "__main__":
    logging.disable()
    run(fields)
