"""`python -m tests.bench`."""

import sys

from tests.bench.main import main

if __name__ == "__main__":
    sys.exit(main())
