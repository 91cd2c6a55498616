"""Data disks of agents: an apply never deletes, detaches or changes one of an agent that stays."""

from __future__ import annotations

from pathlib import Path

from clusters import changed, example
from terraform_workspace import Stack

from .lives import applied, renew

DATA, ARCHIVE = "properties.agentPoolProfiles.2", "properties.agentPoolProfiles.3"
VM = "azurerm_linux_virtual_machine.pools_archive"
DISK, ATTACHMENT = "azurerm_managed_disk.pools_archive", "azurerm_virtual_machine_data_disk_attachment.pools_archive"
RECORD = "terraform_data.record_pool-archive-placement"


def refused(stack: Stack) -> str:
    done = stack.run("plan", "-input=false", check=False)
    assert done.returncode == 1
    return " ".join(done.stderr.replace("│", " ").split())


def test_life(environment: dict[str, str], tmp_path: Path) -> None:
    """Growth of a pool, of its disks, and what is refused."""
    document = example("disks")
    stack = applied(tmp_path, environment, document)
    values = stack.values()
    (scale_set,) = (v for a, v in values.items() if a.endswith("scale_set.pools_data"))
    found = [(d["lun"], d["disk_size_gb"], d["caching"], d["create_option"]) for d in scale_set["data_disk"]]
    assert found == [(0, 256, "ReadOnly", "Empty"), (1, 256, "ReadOnly", "Empty")]
    name = values[f"{VM}_0"]["name"]
    disks = [values[f"{DISK}_0_data-disk-{lun}"] for lun in (0, 1)]
    assert [(d["name"], d["disk_size_gb"]) for d in disks] == [(f"{name}-datadisk0", 8192), (f"{name}-datadisk1", 512)]
    attached = [values[f"{ATTACHMENT}_0_data-disk-{lun}-attachment"] for lun in (0, 1)]
    assert [(a["lun"], a["caching"]) for a in attached] == [(0, "None"), (1, "None")]

    for path, sizes in ((ARCHIVE, [8192]), (ARCHIVE, [8192, 1024]), (DATA, [256, 512])):
        renew(stack, changed(document, f"{path}.diskSizesGB", sizes))
        assert "diskSizesGB, diskEncryptionSetID or containerRuntime of pool" in refused(stack)
    assert "data disks of 256 256 GiB with caching ReadOnly" in refused(stack)

    # Another type of disk would follow this size. Existing disks keep theirs.
    smaller = changed(changed(document, f"{ARCHIVE}.vmSize", "Standard_D2_v5"), f"{DATA}.vmSize", "Standard_D4_v5")
    renew(stack, smaller)
    assert not [a for a in stack.plan() if a.startswith((DISK, ATTACHMENT))]

    two = changed(document, f"{ARCHIVE}.count", 2)
    renew(stack, two)
    new = {f"{DISK}_1_data-disk-{lun}" for lun in (0, 1)} | {
        f"{ATTACHMENT}_1_data-disk-{lun}-attachment" for lun in (0, 1)
    }
    assert {a: p for a, p in stack.plan().items() if a.startswith((DISK, ATTACHMENT))} == {a: ["create"] for a in new}
    stack.run("apply", "-input=false", "plan")
    assert stack.plan() == {}

    # After `az disk update`: the apply that records the new size touches no disk.
    renew(stack, changed(two, f"{ARCHIVE}.diskSizesGB", [8192, 1024]))
    assert stack.plan(f"-replace={RECORD}")[RECORD] == ["delete", "create"]
    stack.run("apply", "-input=false", "plan")
    assert [stack.values()[f"{DISK}_{agent}_data-disk-1"]["disk_size_gb"] for agent in (0, 1)] == [512, 512]
    assert stack.plan() == {}

    renew(stack, changed(document, f"{ARCHIVE}.diskSizesGB", [8192, 1024]))
    lines = stack.apply().stdout.splitlines()
    (ran,) = [n for n, line in enumerate(lines) if "state_0: Creation complete" in line]
    gone = [
        n for n, line in enumerate(lines) if line.startswith((f"{DISK}_1", f"{ATTACHMENT}_1")) and "Destroying" in line
    ]
    assert len(gone) == 4 and ran < min(gone)
    assert stack.plan() == {}
