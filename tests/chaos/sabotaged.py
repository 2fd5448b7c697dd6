"""`python -m tests.chaos.sabotaged NAME SERVICE`: the service with one guarantee broken."""

import runpy
import sys

from tests.chaos.sabotages import SABOTAGES

if __name__ == "__main__":
    _, name, service = sys.argv
    sys.argv[1:] = []  # a service takes none
    SABOTAGES[name].breaks[service]()
    runpy.run_module(f"services.{service}", run_name="__main__")
