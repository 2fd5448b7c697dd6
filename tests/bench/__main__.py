"""`python -m tests.bench`; SIGTERM ends it as Ctrl-C does, so that no server is left behind."""

import signal
import sys

from tests.bench.main import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
