"""The data disks of agents."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from clusters import blueprint
from facts import FACTS

from aksynth.blueprint.data_disks import reserved_luns
from aksynth.blueprint.pool_record import fixed_placements
from aksynth.bootstrap import agent_files, master_files
from aksynth.rules import example, read_string
from aksynth.rules.paths import A, M

IN_A_SET = {A + "availabilityProfile": "AvailabilitySet"}


def model(size: str, sizes: list[int], more: dict[str, Any] | None = None) -> dict[str, Any]:
    return example({A + "vmSize": size, A + "diskSizesGB": sizes, **(more or {})})


DISKS = [
    # size, GiB, dataDiskCachingType, type, caching
    ("Standard_D4s_v5", [128, 64], None, "Premium_LRS", "ReadOnly"),
    ("Standard_D4_v3", [128], None, "Standard_LRS", "ReadOnly"),
    ("Standard_D4s_v5", [4095], "ReadWrite", "Premium_LRS", "ReadWrite"),
    ("Standard_D4s_v5", [64, 4096], None, "Premium_LRS", "None"),
    ("Standard_D4s_v5", [32767], "None", "Premium_LRS", "None"),
]


@pytest.mark.parametrize("more", [{}, IN_A_SET], ids=["scale set", "availability set"])
@pytest.mark.parametrize(("size", "sizes", "written", "kind", "caching"), DISKS)
def test_disks(size: str, sizes: list[int], written: str | None, kind: str, caching: str, more: dict[str, Any]) -> None:
    """The type follows the size. A disk that the host cannot cache has no cache, and neither have those beside it."""
    document = model(size, sizes, {A + "dataDiskCachingType": written, **more} if written else more)
    (pool,) = blueprint(document).pools
    found = [(d.size_gb, d.storage_account_type, d.caching, d.placement) for d in pool.machine.data_disks]
    assert found == [(gib, kind, caching, None) for gib in sizes]
    if pool.availability_set:
        for agent in pool.availability_set.agents:
            assert agent.data_disks == tuple(f"{agent.name}-datadisk{lun}" for lun in range(len(sizes)))


def test_nobody_formats_them() -> None:
    """AKS Engine left them raw. The script that formats the etcd disk is not on an agent."""
    cluster = blueprint(model("Standard_D4s_v5", [128]))
    texts = "".join(file.path + file.content for file in agent_files(cluster, cluster.pools[0], FACTS))
    assert not [word for word in ("mkfs", "disk.sh", "/dev/disk", "fstab") if word in texts]
    assert any(file.path.endswith("/disk.sh") for file in master_files(cluster, FACTS))


RESERVED = [
    # sizes and data disks of pools, reserved of each node
    ([("Standard_D4s_v5", [])], 0),
    ([("Standard_D4s_v5", [128, 128])], 2),
    ([("Standard_D4s_v5", [128, 128]), ("Standard_D8s_v5", [128, 128, 128])], 3),
    # One of four must remain, because 0 would mean no limit.
    ([("Standard_D2s_v5", [128, 128, 128, 128])], 3),
    ([("Standard_D2s_v5", []), ("Standard_D8s_v5", [128, 128, 128, 128])], 3),
    ([("Standard_B1ls", [128, 128]), ("Standard_D99s_v99", [128, 128])], 1),
]


@pytest.mark.parametrize(("pools", "reserved"), RESERVED)
def test_the_disk_driver_does_not_count_on_them(pools: list[tuple[str, list[int]]], reserved: int) -> None:
    """Else the scheduler would place more volumes on a node than Azure attaches."""
    document = example({})
    document["properties"]["agentPoolProfiles"] = [
        {"name": f"pool{number}", "count": 1, "vmSize": size, "diskSizesGB": disks}
        for number, (size, disks) in enumerate(pools)
    ]
    cluster = blueprint(document)
    assert reserved_luns(pool.machine for pool in cluster.pools) == reserved
    (values,) = [f.content for f in master_files(cluster, FACTS) if f.path.endswith("azuredisk-csi.values.yaml")]
    assert yaml.safe_load(values)["node"].get("reservedDataDiskSlotNum", 0) == reserved


REFUSED = [
    # size, GiB, caching, rule, what the fault says
    ("Standard_D2s_v5", [1] * 5, None, "V13", "the pool has 5 data disks"),
    ("Standard_D2s_v5", [32768], None, "V13", "1 to 32767"),
    ("Standard_B1ls", [8, 8, 8], None, "A80", "2 at most"),
    ("Standard_D4s_v5", [64, 4096], "ReadOnly", "A220", "the host cannot cache a disk of 4096 GiB"),
    ("Standard_D2_v3", [128] * 4, None, "A221", "Standard_D2_v3 supports 4 data disks"),
]


@pytest.mark.parametrize(("size", "sizes", "caching", "id_", "said"), REFUSED)
def test_limits(size: str, sizes: list[int], caching: str | None, id_: str, said: str) -> None:
    """The largest number is in the message or among the allowed values."""
    document = model(size, sizes, {A + "dataDiskCachingType": caching} if caching else {})
    (fault,) = [fault for fault in read_string(json.dumps(document)).faults if fault.rule == id_]
    assert said in f"{fault.message} {fault.allowed}"


SET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/Ours"


def test_one_set_encrypts_all_disks_of_a_pool() -> None:
    """A record keeps it for a scale set, in any case of the id. Machines of an availability set keep theirs."""
    (pool,) = blueprint(model("Standard_D4s_v5", [128, 64], {A + "diskEncryptionSetID": SET})).pools
    disks = [pool.machine.os_disk, *pool.machine.data_disks]
    assert [disk.encryption_set_id for disk in disks] == [SET] * 3
    more = ({}, {A + "diskEncryptionSetID": SET}, {A + "diskEncryptionSetID": SET.upper()})
    for place, different in (({}, 2), (IN_A_SET, 1)):
        documents = [model("Standard_D4s_v5", [128], {**place, **fields}) for fields in more]
        records = {fixed_placements(blueprint(document))["agentpool1"].value for document in documents}
        assert len(records) == different


ULTRA = [
    # location, masters or pool, more fields, whether it is refused
    ("westeurope", A, {}, True),
    ("westeurope", A, {"availabilityZones": ["1", "2"]}, False),
    ("westcentralus", A, {}, False),
    ("westcentralus", A, {"availabilityProfile": "AvailabilitySet"}, True),
    ("westcentralus", M, {}, True),
    ("westcentralus", M, {"availabilityProfile": "VirtualMachineScaleSets"}, False),
    ("westeurope", M, {"availabilityZones": ["1"]}, False),
]


@pytest.mark.parametrize(("location", "where", "more", "refused"), ULTRA)
def test_ultra_disks(location: str, where: str, more: dict[str, Any], refused: bool) -> None:
    """In zones, or in a scale set of a region without zones."""
    fields = {"vmSize": "Standard_D4s_v5", "ultraSSDEnabled": True, **more}
    document = example({"location": location, **{where + key: value for key, value in fields.items()}})
    found = read_string(json.dumps(document)).faults
    assert bool([fault for fault in found if fault.rule == "A223"]) == refused, found
    if not refused:
        cluster = blueprint(document)
        machine = cluster.masters.machine if where == M else cluster.pools[0].machine
        assert machine.ultra_disks
