"""`mailweave test-email-connectivity`."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from services.cli.mail.send import report
from services.cli.options import AccountId, EmailAddress, TimeoutS
from services.cli.rest import CommandError, Document, Rest, UsageError, rest, wait_for
from services.cli.terminal import print_table, say


class TestType(StrEnum):
    """Which connections are tested."""

    ALL = "all"
    SMTP = "smtp"
    IMAP = "imap"


def test_email_connectivity(
    *,
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
) -> None:
    """Try the way to the account's servers step by step, from the services that use them; exit 1 where it breaks."""
    if send_test_email != (to_email is not None):
        raise UsageError("--send-test-email and --to-email belong together: give both or none")
    with rest() as client:
        account = client.account(email_address, account_id)
        accepted = client.post(f"/accounts/{account['id']}/connectivity-tests/", {"test_type": test_type.value})
        expected = expected_tests(account, test_type)
        is_good = _report(client, account, accepted, expected, timeout_s)
        if is_good and to_email is not None:
            report(client, client.post("/send/", _test_email(account, to_email)), timeout_s)
    if not is_good:
        raise CommandError(f"account {account['id']} ({account['email_address']}) did not pass: see above")


def expected_tests(account: Document, test_type: TestType) -> set[str]:
    """Which servers will answer."""
    expected = set()
    if test_type is not TestType.IMAP and account["smtp_server"]:
        expected.add("smtp")
    if test_type is not TestType.SMTP and account["incoming_server"]:
        expected.add("incoming")
    return expected


def _report(client: Rest, account: Document, accepted: Document, expected: set[str], timeout_s: float) -> bool:
    """Prints each answer; whether all came and all are good."""
    wait_for(lambda: True if _answered(client, accepted) >= expected else None, timeout_s=timeout_s)
    results: list[Document] = client.get(accepted["state_url"])["results"]
    print_results(results, account["incoming_protocol"])
    silent = expected - {result["test_type"] for result in results}
    for name in sorted(silent):
        service = "sender" if name == "smtp" else "poller"
        say(f"{name}: no answer within {timeout_s:g} s: is the {service} up?")
    return not silent and all(result["ok"] for result in results)


def print_results(results: Sequence[Document], incoming_protocol: str) -> None:
    """What each server said, and how far the test came, as a table."""
    for result in results:
        server = incoming_protocol if result["test_type"] == "incoming" else "smtp"
        steps = result.get("steps", [])
        broke_at = next((step["name"] for step in steps if step["state"] == "failed"), "")
        if broke_at:  # its row says the rest
            say(f"{server} failed at {broke_at}:")
        else:
            say(f"{server} {'ok' if result['ok'] else 'failed'}: {result['message']}")
        _print_steps(steps)


def _print_steps(steps: Sequence[Document]) -> None:
    reached = [step for step in steps if step["state"] != "not_reached"]
    if reached:
        print_table(("step", "result", "took", "what was found", "what to do"), map(_step_row, reached))
    if len(reached) < len(steps):
        say(f"not reached: {', '.join(step['name'] for step in steps if step not in reached)}")
    if steps:
        say("")


def _step_row(step: Document) -> tuple[str, ...]:
    found = step["happened"] or step["detail"]
    return (step["name"], step["state"], f"{step['duration_s']:.2f} s", found, step["next_step"])


def _answered(client: Rest, accepted: Document) -> set[str]:
    return {result["test_type"] for result in client.get(accepted["state_url"])["results"]}


def _test_email(account: Document, to_email: str) -> Document:
    return {
        "account_id": account["id"],
        "to_emails": [to_email],
        "subject": "Mailweave: test email",
        "plain_body": f"This is a test email from {account['name']} ({account['email_address']}).\n",
    }
