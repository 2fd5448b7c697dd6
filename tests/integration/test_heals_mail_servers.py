"""Poller and sender outlive every fault of the network before mail servers: nothing lost, nothing twice.

Every fault has an account with a proxy of its own; all strike at once one running service.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from shared.events import SendMessage
from shared.ids import AccountId
from tests.contract.network_faults import FAULTS, until_hit
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.faults import Fault, ResetAfter, Strike
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.integration.poller import Bench
from tests.integration.sender_rig import Rig, make_rig, request

RAWS = tuple(b"Subject: %d\r\n\r\n%s\r\n" % (number, b"x" * 3000) for number in range(4))
GAPS = "SELECT uid, reason FROM read_fetch_gap WHERE account_id = %s"
LARGE = "line after line\n" * 4000
IN_THE_MESSAGE = {"reset in the message": ResetAfter(30_000)}
STATES = "SELECT send_id, state FROM read_send"


@contextmanager
def proxies(server_port: int, faults: dict[str, Fault]) -> Iterator[dict[str, FaultProxy]]:
    """One for each fault, all to the same server."""
    with ExitStack() as entered:
        yield {name: entered.enter_context(FaultProxy(name, server_port)) for name in faults}


def strike_all(before: dict[str, FaultProxy], faults: dict[str, Fault]) -> dict[str, Strike]:
    return {name: before[name].strike(fault) for name, fault in faults.items()}


async def until_all_hit_and_healed(before: dict[str, FaultProxy], strikes: dict[str, Strike]) -> None:
    for name, strike in strikes.items():
        await until_hit(strike, 1)
        before[name].heal()


@pytest.fixture
def rig(stack: Endpoints, database_url: str, topic_prefix: str, tmp_path: Path) -> Rig:
    """A server has time to answer on a loaded machine; leases outlive that."""
    made = make_rig(stack.kafka_servers, database_url, topic_prefix, tmp_path)
    times = {"smtp_timeout_s": 5, "smtp_data_timeout_s": 5, "lease_ttl_s": 30, "retry_base_s": 0.2}
    return Rig(made.settings.model_copy(update=times))


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_poller(bench: Bench, topic_prefix: str, protocol: str) -> None:
    port = bench.mail.imaps if protocol == "imap" else bench.mail.pop3s
    with proxies(port, FAULTS) as before:
        address = {name: f"{topic_prefix}{number}.{protocol}@example.org" for number, name in enumerate(FAULTS)}
        account: dict[str, AccountId] = {
            name: bench.add_account(address[name], incoming_protocol=protocol, incoming_port=proxy.port)
            for name, proxy in before.items()
        }
        async with bench.poller(server_backoff_max_s=5):
            for account_id in account.values():
                await bench.live(account_id)
            strikes = strike_all(before, FAULTS)
            for name in FAULTS:
                bench.append(address[name], *RAWS)
            await until_all_hit_and_healed(before, strikes)
            for account_id in account.values():
                await bench.moved_to(account_id, len(RAWS))
    for name, account_id in account.items():
        events = await bench.fetched(account_id)
        assert len({event.copy_id for event in events}) == len({event.mail_id for event in events}) == len(RAWS), name
        assert {await bench.opened(event) for event in events} == set(RAWS), name
        assert bench.rows(GAPS, account_id) == [], name


async def test_sender(rig: Rig) -> None:
    faults: dict[str, Fault] = FAULTS | IN_THE_MESSAGE
    async with scripted_smtp_server(Script()) as smtp:
        with proxies(smtp.port, faults) as before:
            wanted: dict[str, SendMessage] = {}
            for name, proxy in before.items():
                account_id = await rig.account(proxy.port, f"support{proxy.port}@shop.example")
                wanted[name] = request(account_id, plain_body=LARGE)
            strikes = strike_all(before, faults)
            await rig.publish(*wanted.values())
            async with rig.start():
                await until_all_hit_and_healed(before, strikes)
                for name, one in wanted.items():
                    await rig.until(one.send_id, "in_doubt" if name in IN_THE_MESSAGE else "sent")
                await rig.until_published()
        raws = [received.raw for received in smtp.received]
    copies = {
        name: sum(f"<{one.send_id}@shop.example>".encode() in raw for raw in raws) for name, one in wanted.items()
    }
    assert copies == dict.fromkeys(FAULTS, 1) | dict.fromkeys(IN_THE_MESSAGE, 0)
