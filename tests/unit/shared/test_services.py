"""The list of services against every other place that names them: none of them may know more or less."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from services.cli.installation.supervisor import Supervisor
from shared.events.topics import TOPICS, Topic
from shared.services import PROGRAMS, SERVICES, Secret
from shared.settings import PREFIX, Settings, settings_classes

ROOT = Path(__file__).resolve().parents[3]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
MODULES = {service.module for service in SERVICES.values()}
GIVEN_TO_ALL = {"database_url", "kafka_password"}


def lists_of_services() -> Iterator[tuple[str, set[str]]]:
    """The whole services that each list of each import contract names, where it names any."""
    for contract in CONTRACTS:
        for key in ("modules", "source_modules", "forbidden_modules"):
            whole = {name for name in contract.get(key, ()) if re.fullmatch(r"services\.[a-z]+", name)}
            if whole - {PROGRAMS["cli"].module}:
                yield f"{contract['name']}: {key}", whole


def test_the_import_contracts_name_every_service() -> None:
    found = dict(lists_of_services())
    assert len(found) == 3
    assert {place: modules ^ MODULES for place, modules in found.items() if modules != MODULES} == {}


def test_every_folder_of_services_is_on_the_list() -> None:
    assert {each.parent.name for each in (ROOT / "services").glob("*/__main__.py")} == set(PROGRAMS)


def test_every_program_has_settings_of_its_own() -> None:
    assert {cls.__module__ for cls in settings_classes().values()} == {f"services.{name}.settings" for name in PROGRAMS}


def test_the_supervisor_keeps_them_all_running(tmp_path: Path) -> None:
    assert Supervisor(tmp_path, {}, {}).services == tuple(SERVICES)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_names_its_readers(topic: Topic) -> None:
    readers = {service.name for service in SERVICES.values() if topic.name in service.reads}
    assert {name for name in topic.read_by.split(", ") if name in SERVICES} == readers


def test_what_a_service_reads_is_a_topic() -> None:
    names = {topic.name for topic in TOPICS}
    assert [service.name for service in SERVICES.values() if set(service.reads) - names] == []


def secrets_of(settings: type[Settings]) -> set[str]:
    """The settings of this class whose value must not be seen, by their environment names, but for everybody's."""
    fields = settings.model_fields.items()
    return {f"{PREFIX}{name.upper()}" for name, field in fields if field.annotation is SecretStr} - {
        f"{PREFIX}{name.upper()}" for name in GIVEN_TO_ALL
    }


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_secret_setting_is_on_the_list_and_goes_to_whom_it_is_for(name: str) -> None:
    settings = settings_classes()[name]
    assert issubclass(settings, Settings)
    assert secrets_of(settings) <= set(Secret)
    assert secrets_of(settings) - secrets_of(Settings) <= PROGRAMS[name].secrets


@pytest.mark.parametrize("name", SERVICES)
def test_the_secret_key_goes_to_those_who_use_it(name: str) -> None:
    uses = any("settings.secret_key" in file.read_text() for file in (ROOT / "services" / name).rglob("*.py"))
    assert (Secret.SECRET_KEY in SERVICES[name].secrets) is uses
