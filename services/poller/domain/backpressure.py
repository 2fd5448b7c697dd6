"""When nothing is fetched because the parser is behind, and when again: at half of it, so that it does not flutter."""

GOES_ON_BELOW = 0.5


def is_held_back(was: bool, behind: int, most: int) -> bool:
    """From `most` records on, until half of them are done."""
    return behind >= most or (was and behind > most * GOES_ON_BELOW)


def reason(most: int) -> str:
    """For people; it stays the same while it lasts."""
    goes_on = f"fetching goes on by itself below {most * GOES_ON_BELOW:.0f}"
    return f"the parser is {most} records of raw.fetched or more behind: {goes_on}; see that the parser runs"
