"""The jumpbox."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.addresses import MasterAddresses
from aksynth.apimodel import ApiModel
from aksynth.apimodel.private_cluster import JumpboxProfile
from aksynth.blueprint.machines import Disk, MachineSpec, marketplace_image, tags, tier
from aksynth.blueprint.naming import Names
from aksynth.blueprint.operating_systems import UBUNTU
from aksynth.defaults.jumpbox import jumpbox_profile


@dataclass(frozen=True, kw_only=True)
class Jumpbox:
    """A machine in the subnet of the masters, with kubectl and the kubeconfig. Names are those of AKS Engine."""

    name: str
    nic: str
    address: str | None
    """None: Azure chooses, which must not be an address that a master gets later."""
    security_group: str
    public_ip: str | None
    """None: no range reaches it from outside, so it has no public address."""
    identity: str
    machine: MachineSpec
    username: str
    ssh_key: str
    """"" asks for it in a variable."""


def jumpbox(model: ApiModel, names: Names, addresses: MasterAddresses) -> Jumpbox | None:
    """None without one in the model."""
    written = jumpbox_profile(model)
    if not written or not written.name:
        return None
    version = model.properties.orchestrator_profile.orchestrator_version or ""
    is_reached = bool(model.properties.aksynth.access.ssh_ranges)
    return Jumpbox(
        name=written.name,
        nic=f"{written.name}-nic",
        address=str(addresses.jumpbox) if addresses.jumpbox else None,
        security_group=f"{written.name}-nsg",
        public_ip=f"{written.name}-ip" if is_reached else None,
        identity=names.of("k8s-{suffix}-jumpbox"),
        machine=_machine(written, names, version),
        username=written.username or "",
        ssh_key=(written.public_key or "").strip(),
    )


def _machine(written: JumpboxProfile, names: Names, version: str) -> MachineSpec:
    size, name = written.vm_size or "", written.name or ""
    disk = Disk(size_gb=written.os_disk_size_gb or 30, storage_account_type=tier(size), caching="ReadWrite")
    return MachineSpec(
        size=size,
        image=marketplace_image(UBUNTU, size),
        os_disk=disk,
        accelerated_networking=False,
        tags=tags(machine=name, pool="jumpbox", suffix=names.suffix, version=version, custom=None),
    )
