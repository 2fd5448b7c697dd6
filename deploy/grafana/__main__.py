"""`python -m deploy.grafana` writes the dashboards' JSON; `--check` exits 1 when a file is not as the code is."""

import sys
from pathlib import Path

from deploy.grafana.boards import BOARDS
from deploy.grafana.build import as_json

FOLDER = Path(__file__).parent / "dashboards"


def wanted() -> dict[Path, str]:
    """The text of each file."""
    return {FOLDER / f"{board.uid}.json": as_json(board) for board in BOARDS}


def stale() -> list[Path]:
    """Files that are missing, differ, or belong to no board."""
    texts, there = wanted(), set(FOLDER.glob("*.json"))
    return sorted(
        (there - texts.keys()) | {file for file, text in texts.items() if file not in there or file.read_text() != text}
    )


def main() -> int:
    """0 when the files are as the code is, or were written."""
    if "--check" in sys.argv:
        for file in stale():
            print(f"{file.name} is not as the code is: run `python -m deploy.grafana`", file=sys.stderr)
        return 1 if stale() else 0
    FOLDER.mkdir(exist_ok=True)
    for file in set(FOLDER.glob("*.json")) - wanted().keys():
        file.unlink()
    for file, text in wanted().items():
        file.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
