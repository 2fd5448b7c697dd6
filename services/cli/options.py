"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class OutputFormat(StrEnum):
    """Who reads what a command prints."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    CSV = "csv"


Account = Annotated[str | None, typer.Argument(metavar="ACCOUNT", help="The account, by its address or its number.")]
EmailAddress = Annotated[str | None, typer.Option("--email-address", help="The account, by its address.")]
AccountId = Annotated[int | None, typer.Option("--account-id", min=1, help="The account, by its number.")]
TimeoutS = Annotated[float, typer.Option(min=0, help="How many seconds to wait.")]
Output = Annotated[OutputFormat, typer.Option("--format", help="table for people, the others for programs.")]
Folder = Annotated[Path | None, typer.Option(help="Where data, logs and ports lie; else EMAIL_DATA_DIR.")]
