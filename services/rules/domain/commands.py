"""Commands of a ruling as they are stored: with the topic that they go to."""

from collections.abc import Mapping

from shared.events import Event, SendMessage
from shared.events.topics import TOPICS, topic_of

_EVENTS = {topic.name: topic.event for topic in TOPICS}


def stored_command(command: Event) -> dict[str, object]:
    """The document that `read_command` reads."""
    return {"topic": topic_of(command).name, "event": command.model_dump(mode="json")}


def read_command(document: Mapping[str, object]) -> Event:
    """The command; release 0.1 stored send requests, and those bare."""
    if document.keys() != {"topic", "event"}:
        return SendMessage.model_validate(document)
    return _EVENTS[str(document["topic"])].model_validate(document["event"])
