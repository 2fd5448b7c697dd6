"""Rules and templates as people name them: by their number, or by the name that they gave."""

from services.cli.rest import CommandError, Rest


def number_of(client: Rest, what: str, given: str) -> int:
    """The number of the one `rule` or `template` that is meant; CommandError where there is none, or several."""
    if given.isdecimal():
        return int(given)
    found = [each["id"] for each in client.all(f"/{what}s/") if each["name"] == given]
    if not found:
        raise CommandError(f"there is no {what} {given!r}: `mailweave {what}s list` shows all")
    if len(found) > 1:
        raise CommandError(f"{len(found)} {what}s are called {given!r}: say which by its number, {_or(sorted(found))}")
    return int(found[0])


def _or(numbers: list[int]) -> str:
    *others, last = map(str, numbers)
    return f"{', '.join(others)} or {last}"
