"""What `mailweave messages show` says of a message's author, calendar and protection, a line each."""

from collections.abc import Iterator

from services.cli.rest import Document


def fact_lines(message: Document) -> Iterator[str]:
    """Nothing of what the message has not."""
    if message["sender"]:
        yield f"sender: {message['sender']['address']}"
    yield from _of_contact(message["contact"])
    for each in message["authentication"] or ():
        believed = "trusted" if each["is_trusted"] else "not trusted"
        results = ", ".join(f"{one['method']} {one['result']}" for one in each["results"])
        yield f"{each['field']} of {each['authserv_id'] or 'nobody'} ({believed}): {results}"
    calendar = message["calendar"]
    if calendar:
        said = (calendar["method"], calendar["summary"], calendar["start"], calendar["location"])
        yield f"calendar: {', '.join(filter(None, said))}"
    if message["encryption"]:
        yield f"protected: {message['encryption']['kind']}, no signature is verified"


def _of_contact(contact: Document | None) -> Iterator[str]:
    if not contact:
        return
    one = (contact["name"], contact["title"], contact["company"])
    told = [fact["value"] for fact in one if fact]
    reached = [fact["value"] for kind in ("emails", "phones", "urls") for fact in contact[kind]]
    yield f"contact: {', '.join([*told, *reached])}"
