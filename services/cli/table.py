"""A table that fits the terminal without breaking a word: an address or an id stays whole, to be read and copied."""

from collections.abc import Sequence

from rich.cells import cell_len

GAP = 2


def table_lines(titles: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """A line of TITLES and one or more for each row; no `width` means that nothing is wrapped.

    Where whole words do not fit side by side, each row is a block of lines instead, one a cell.
    """
    columns = [*zip(titles, *rows, strict=True)]
    natural = [max(map(cell_len, column)) for column in columns]
    if width is not None:
        least = [max(map(_longest_word, column)) for column in columns]
        spare = width - GAP * (len(columns) - 1) - sum(least)
        if spare < 0:
            return [line for row in rows for line in (*block_lines(titles, row, width), "")][:-1]
        natural = _shared_out(natural, least, spare)
    heads = [title.upper() for title in titles]
    return [line for row in (heads, *rows) for line in _row_lines(row, natural)]


def block_lines(titles: Sequence[str], cells: Sequence[str], width: int | None = None) -> list[str]:
    """A line for each cell, with its title before it; what is longer goes on below."""
    indent = max(map(cell_len, titles), default=0) + GAP
    lines = []
    for title, cell in zip(titles, cells, strict=True):
        first, *others = wrapped(cell, width - indent) if width is not None else [cell]
        lines += [_padded(title, indent) + first, *(" " * indent + other for other in others)]
    return lines


def _shared_out(natural: Sequence[int], least: Sequence[int], spare: int) -> list[int]:
    """The width of each column: what its longest word needs, and of the rest as much as it can use."""
    widths = [*least]
    by_need = sorted(range(len(least)), key=lambda column: natural[column] - least[column])
    for served, column in enumerate(by_need):
        more = min(natural[column] - least[column], spare // (len(by_need) - served))
        widths[column] += more
        spare -= more
    return widths


def _row_lines(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    parts_of = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, parts_of))
    lines = []
    for number in range(height):
        parts = [cell[number] if number < len(cell) else "" for cell in parts_of]
        padded = [_padded(part, width) for part, width in zip(parts, widths, strict=True)]
        lines.append((" " * GAP).join(padded).rstrip())
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """Lines of whole words; a word that is longer than the width has a line of its own."""
    if cell_len(text) <= width:
        return [text]
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
