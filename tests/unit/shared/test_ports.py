"""Ports are remembered by a folder, unless somebody else has taken them."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shared.service.ports import HOST, Ports, accepts, is_free


def test_a_restart_finds_its_port_again(tmp_path: Path) -> None:
    assert Ports(tmp_path).claim("kafka") == Ports(tmp_path).claim("kafka")


def test_two_names_get_two_ports(tmp_path: Path) -> None:
    ports = Ports(tmp_path)
    assert len({ports.claim(str(number)) for number in range(20)}) == 20


def test_a_taken_port_is_replaced_for_good(tmp_path: Path) -> None:
    before = Ports(tmp_path).claim("kafka")
    with socket.create_server((HOST, before)):
        assert (is_free(before), accepts(before)) == (False, True)
        after = Ports(tmp_path).claim("kafka")
    assert after != before
    assert Ports(tmp_path).claim("kafka") == after


def test_whoever_reads_while_another_claims_finds_a_whole_file(tmp_path: Path) -> None:
    Ports(tmp_path).claim("first")
    with ThreadPoolExecutor(4) as threads:
        claimed = list(threads.map(lambda number: Ports(tmp_path).claim(f"port {number}"), range(200)))
    assert len(claimed) == 200
