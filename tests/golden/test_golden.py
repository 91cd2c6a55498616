"""What a user would review: the synthesized JSON, the user data and the Terraform addresses of the examples.

`make goldens` writes them again.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from clusters import EXAMPLES, blueprint, example, synthesize
from facts import FACTS
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from aksynth.bootstrap import agent_files, cloud_config, master_files

from .apply_time import BOOT, OTHER, VAULT, ends
from .readable import readable


def _flat(name: object) -> str:
    """Snapshots are in one folder; examples are not."""
    return str(name).replace("/", "-")


STACKS = (*EXAMPLES, "network/remote-state")
EACH = pytest.mark.parametrize("name", STACKS, ids=_flat)


class TextFile(SingleFileSnapshotExtension):
    """One file for each snapshot, as it is."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


class JsonFile(TextFile):
    file_extension = "json"


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All examples, synthesized by one process."""
    return synthesize(tmp_path_factory.mktemp("golden"), *(example(name) for name in STACKS))


def synthesized(stacks: Path, name: str) -> str:
    prefix = example(name)["properties"]["masterProfile"]["dnsPrefix"]
    return (stacks / prefix / "cdk.tf.json").read_text("utf-8")


@EACH
def test_synthesized_json(stacks: Path, name: str, snapshot: SnapshotAssertion) -> None:
    """Every resource with every argument; the files of nodes have goldens of their own."""
    assert readable(json.loads(synthesized(stacks, name))) == snapshot(name=_flat(name), extension_class=JsonFile)


@EACH
def test_addresses(stacks: Path, name: str, snapshot: SnapshotAssertion) -> None:
    """The public Terraform addresses: one that changes here destroys a resource unless it is moved."""
    content = json.loads(synthesized(stacks, name))
    found = [f"{kind}.{id_}" for kind, items in content["resource"].items() for id_ in items]
    found += [f"{section[0:3]}.{id_}" for section in ("variable", "output") for id_ in content.get(section, {})]
    assert "\n".join(sorted(found)) + "\n" == snapshot(name=_flat(name), extension_class=TextFile)


@EACH
def test_master_user_data(name: str, snapshot: SnapshotAssertion) -> None:
    """What a master is given at its creation."""
    assert cloud_config(master_files(blueprint(example(name)), FACTS)) == snapshot(
        name=_flat(name), extension_class=TextFile
    )


@pytest.mark.parametrize(("name", "pool"), [("kubernetes", 0), ("ha", 1), ("network/kubenet", 0)], ids=_flat)
def test_agent_user_data(name: str, pool: int, snapshot: SnapshotAssertion) -> None:
    """What an agent is given at its creation."""
    plan = blueprint(example(name))
    text = cloud_config(agent_files(plan, plan.pools[pool], FACTS))
    assert text == snapshot(name=_flat(name), extension_class=TextFile)


@pytest.mark.slow
def test_same_bytes_elsewhere(stacks: Path, tmp_path: Path) -> None:
    """The same models give the same bytes in another directory, at another time and in another environment."""
    again = synthesize(tmp_path, *(example(name) for name in STACKS), TZ="Asia/Tokyo", USER="somebody", HOSTNAME="x")
    assert [synthesized(again, name) for name in STACKS] == [synthesized(stacks, name) for name in STACKS]


@EACH
def test_nothing_waits_for_the_vaults(stacks: Path, name: str) -> None:
    """Machines are made beside the vaults, and the first boot ends while the last vault is made."""
    found = ends(json.loads(synthesized(stacks, name)))
    masters = max(seconds for a, seconds in found.items() if a.startswith("azurerm_linux_virtual_machine.masters"))
    vaults = sorted(seconds for a, seconds in found.items() if a.startswith("azurerm_key_vault."))
    assert masters < vaults[0]
    assert max(seconds for a, seconds in found.items() if "_scale_set." in a) <= vaults[1]
    assert [later - earlier for earlier, later in pairwise(vaults)] == [VAULT] * (len(vaults) - 1)
    assert masters + BOOT < vaults[-1]
    assert found["azurerm_virtual_machine_run_command.state_0"] <= vaults[-1] + 2 * OTHER
