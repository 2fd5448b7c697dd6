"""`python -m deploy.images`: builds the image and says how large it is. `make image` calls it."""

import argparse
import sys

from deploy.images.engine import engine
from deploy.images.product import FOLDER, build, default_tag
from shared.errors import ConfigurationError


def main() -> int:
    """0 when it is built; 1 with one sentence on stderr when it could not be."""
    parser = argparse.ArgumentParser(prog="python -m deploy.images", description=__doc__)
    parser.add_argument("--engine", choices=["own", "private"], help="default: own where one answers")
    parser.add_argument("--tag", default=default_tag(), help="the image's name")
    parser.add_argument("--base", help="in place of the Dockerfile's BASE")
    parser.add_argument("--build-base", help="in place of its BUILD_BASE")
    arguments = parser.parse_args()
    try:
        with engine(arguments.engine, _say) as docker:
            given = {"BASE": arguments.base, "BUILD_BASE": arguments.build_base}
            built = build(docker, arguments.tag, _say, {name: base for name, base in given.items() if base})
            if not docker.has_registry:  # a private engine takes its images along when it ends
                archive = FOLDER / "mailweave.tar"
                docker.docker("save", "--output", archive, built.image)
                _say(f"`docker load --input {archive}` brings it into another engine")
    except ConfigurationError as error:
        print(f"mailweave: {error}", file=sys.stderr)
        return 1
    for line in built.lines():
        _say(line)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
