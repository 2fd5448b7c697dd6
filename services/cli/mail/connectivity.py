"""`mailweave test-email-connectivity`."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from services.cli.mail import send
from services.cli.options import Account, AccountId, EmailAddress, Output, OutputFormat, TimeoutS
from services.cli.output.show import Columns, show_list
from services.cli.rest import CommandError, Document, Rest, UsageError, rest, wait_for
from services.cli.terminal import say


class TestType(StrEnum):
    """Which connections are tested."""

    ALL = "all"
    SMTP = "smtp"
    IMAP = "imap"


def test_email_connectivity(
    *,
    which: Account = None,
    email_address: EmailAddress = None,
    account_id: AccountId = None,
    test_type: Annotated[
        TestType, typer.Option(help="imap means the incoming server, also when it speaks POP3.")
    ] = TestType.ALL,
    send_test_email: Annotated[
        bool, typer.Option("--send-test-email", help="Also send one; needs --to-email.")
    ] = False,
    to_email: Annotated[str | None, typer.Option(help="Who gets the test email.")] = None,
    timeout_s: TimeoutS = 60,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Try the way to the account's servers step by step, from the services that use them; exit 1 where it breaks."""
    if send_test_email != (to_email is not None):
        raise UsageError("--send-test-email and --to-email belong together: give both or none")
    with rest() as client:
        account = client.account(email_address, account_id, which)
        tested = tested_by(client, account, test_type, timeout_s)
        if output is OutputFormat.TABLE:
            _print_tested(tested, account["incoming_protocol"], timeout_s)
        if tested["ok"] and to_email is not None:
            tested["send"] = send.settled(client, client.post("/send/", _test_email(account, to_email)), timeout_s)
            if output is OutputFormat.TABLE:
                send.show_recipients(tested["send"], output)
    if output is not OutputFormat.TABLE:
        show_list(tested["results"], {}, output, empty="", whole=tested)
    if not tested["ok"]:
        raise CommandError(f"account {account['id']} ({account['email_address']}) did not pass: see above")
    if "send" in tested:
        send.need_sent(tested["send"])


def passes_test(client: Rest, account: Document, timeout_s: float) -> bool:
    """Tests all of the account's servers and prints what they said; whether all is good."""
    tested = tested_by(client, account, TestType.ALL, timeout_s)
    _print_tested(tested, account["incoming_protocol"], timeout_s)
    return bool(tested["ok"])


def expected_tests(account: Document, test_type: TestType) -> set[str]:
    """Which servers will answer."""
    expected = set()
    if test_type is not TestType.IMAP and account["smtp_server"]:
        expected.add("smtp")
    if test_type is not TestType.SMTP and account["incoming_server"]:
        expected.add("incoming")
    return expected


def tested_by(client: Rest, account: Document, test_type: TestType, timeout_s: float) -> Document:
    """Asks for a test: each answer, whose did not come (`silent`), and whether all came and are good (`ok`)."""
    accepted = client.post(f"/accounts/{account['id']}/connectivity-tests/", {"test_type": test_type.value})
    expected = expected_tests(account, test_type)
    wait_for(lambda: True if _answered(client, accepted) >= expected else None, timeout_s=timeout_s)
    results: list[Document] = client.get(accepted["state_url"])["results"]
    silent = sorted(expected - {result["test_type"] for result in results})
    return {"ok": not silent and all(result["ok"] for result in results), "results": results, "silent": silent}


def _print_tested(tested: Document, incoming_protocol: str, timeout_s: float) -> None:
    print_results(tested["results"], incoming_protocol)
    for name in tested["silent"]:
        service = "sender" if name == "smtp" else "poller"
        say(f"{name}: no answer within {timeout_s:g} s: is the {service} up?")


def print_results(results: Sequence[Document], incoming_protocol: str) -> None:
    """What each server said, and how far the test came, as a table."""
    for result in results:
        server = incoming_protocol if result["test_type"] == "incoming" else "smtp"
        steps: Sequence[Document] = result.get("steps", [])
        broke_at = next((step["name"] for step in steps if step["state"] == "failed"), "")
        if broke_at:  # its row says the rest
            say(f"{server} failed at {broke_at}:")
        else:
            say(f"{server} {'ok' if result['ok'] else 'failed'}: {result['message']}")
        _print_steps(steps)


def _print_steps(steps: Sequence[Document]) -> None:
    reached = [step for step in steps if step["state"] != "not_reached"]
    if reached:
        show_list(reached, STEP_COLUMNS, OutputFormat.TABLE, empty="")
    if len(reached) < len(steps):
        say(f"not reached: {', '.join(step['name'] for step in steps if step not in reached)}")
    if steps:
        say("")


STEP_COLUMNS: Columns = {
    "step": "name",
    "result": "state",
    "took": lambda step: f"{step['duration_s']:.2f} s",
    "what was found": lambda step: step["happened"] or step["detail"],
    "what to do": "next_step",
}


def _answered(client: Rest, accepted: Document) -> set[str]:
    return {result["test_type"] for result in client.get(accepted["state_url"])["results"]}


def _test_email(account: Document, to_email: str) -> Document:
    return {
        "account_id": account["id"],
        "to_emails": [to_email],
        "subject": "Mailweave: test email",
        "plain_body": f"This is a test email from {account['name']} ({account['email_address']}).\n",
    }
