"""Options that several commands share."""

from typing import Annotated

import typer

EmailAddress = Annotated[str | None, typer.Option("--email-address", help="The account, by its address.")]
AccountId = Annotated[int | None, typer.Option("--account-id", min=1, help="The account, by its number.")]
TimeoutS = Annotated[float, typer.Option(min=0, help="How many seconds to wait.")]
