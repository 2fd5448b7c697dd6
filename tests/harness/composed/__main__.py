"""Writes every composed message to tests/corpus/mime."""

from pathlib import Path

from tests.harness.composed import LETTERS

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "mime"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, letter in LETTERS.items():
        (FOLDER / f"{name}.eml").write_bytes(letter.raw)


main()
