"""Messages composed in every way in which MIME is used and broken, each with what it says.

`python -m tests.harness.composed` writes them to tests/corpus/mime; tests/unit/parser/corpus runs them.
"""

from collections.abc import Mapping

from tests.harness.composed import flowing, names, signatures, structure, uuencoded, winmail
from tests.harness.composed.letter import Letter

LETTERS: Mapping[str, Letter] = {
    f"{module.__name__.rpartition('.')[2]}-{name}": letter
    for module in (flowing, names, signatures, structure, uuencoded, winmail)
    for name, letter in module.LETTERS.items()
}
