"""`mailweave accounts folders`."""

from services.cli.mail.connectivity import TestType, print_results, tested_by
from services.cli.options import Account, AccountId, EmailAddress, Output, OutputFormat, TimeoutS
from services.cli.output.show import Columns, show_list
from services.cli.rest import CommandError, Document, UsageError, rest
from services.cli.terminal import say


def list_folders(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show the folders of the account's mailbox, as its server lists them now, and which of them are read."""
    with rest() as client:
        account = client.account(email_address, account_id, which)
        if account["incoming_protocol"] == "pop3" or not account["incoming_server"]:
            raise UsageError(f"account {account['id']} has no IMAP server: only IMAP has folders")
        tested = tested_by(client, account, TestType.IMAP, timeout_s)
    found = [folder for result in tested["results"] for folder in result["folders"]]
    if not found:
        print_results(tested["results"], "imap")
        raise CommandError(f"the server listed no folder{': is the poller up?' if tested['silent'] else ', see above'}")
    show_list([{**folder, "read": _read(account, folder)} for folder in found], COLUMNS, output, empty="")
    if output is OutputFormat.TABLE:
        say(f"to read others too: mailweave accounts change --account-id {account['id']} --folder NAME --folder NAME …")


def _read(account: Document, folder: Document) -> str:
    if folder["name"] == account["sent_folder"]:
        return "as sent"
    return "yes" if folder["name"] in account["folders"] else ""


COLUMNS: Columns = {"folder": "name", "role": "role", "messages": "messages", "read": "read"}
