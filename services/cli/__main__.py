"""`mailweave`, also `python -m services.cli`."""

import sys

from services.cli.app import run


def main() -> None:
    """Runs one command and ends the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
