"""Starts the parser."""

from services.parser.app import build
from services.parser.settings import ParserSettings
from shared.service.lifecycle import main

if __name__ == "__main__":
    main("parser", ParserSettings, build)
