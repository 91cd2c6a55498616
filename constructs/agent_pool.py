"""A pool of agents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cdktf import Fn, ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.linux_virtual_machine_scale_set import LinuxVirtualMachineScaleSet
from constructs import Construct

from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.machines import MachineSpec
from aksynth.blueprint.pools import Spot
from aksynth.bootstrap import Ignition

from .address import address
from .check_block import add_check
from .login import Login
from .nic import AgentNicSpec
from .resource_group import Group
from .scale_set_machine import instance_arguments, instance_nic
from .user_data import user_data as packed

_OF_THE_CLOUD_PROVIDER = "network_interface[0].ip_configuration[0].load_balancer_backend_address_pool_ids"
"""The cloud provider adds agents to the load balancers of Services. An apply must not remove them."""

_KEPT = ("os_disk[0].storage_account_type",)
"""Its default depends on the machine size. A change would replace the scale set with all its agents."""

_NOT_COMPARED = ("tags", "gallery_image", "managed_image", "operating_system")
"""They change nothing of an instance, or only together with its image or its user data."""


class AgentPool(Construct):
    """A Uniform scale set.

    Azure spreads the instances over `zones` as evenly as their capacity allows. A strict balance (`zone_balance`) would
    create no agent while one zone has no capacity.

    With `resized`, the set begins with `count` instances, and something else than Terraform decides how many there are:
    the cluster autoscaler, or `RollingReplacement`.

    `model` is what differs between an instance that is created now and one of before.

    `after` is what must have its static addresses first: Azure assigns the lowest free addresses to an instance.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        name: str,
        count: int,
        resized: bool = False,
        fault_domains: int | None = None,
        zones: Sequence[str] = (),
        spot: Spot | None = None,
        identity_ids: Sequence[str],
        nic: AgentNicSpec,
        machine: MachineSpec,
        login: Login,
        user_data: str | Ignition,
        certificates: Sequence[VaultCertificates] = (),
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        custom_data = packed(self, user_data)
        self.model = _model(machine, nic, login, certificates, custom_data)
        self._resource = LinuxVirtualMachineScaleSet(
            self,
            "Resource",
            name=name,
            computer_name_prefix=name,
            resource_group_name=group.name,
            location=group.location,
            instances=count,
            upgrade_mode="Manual",
            overprovision=False,
            single_placement_group=False,
            platform_fault_domain_count=fault_domains,
            zones=list(zones) or None,
            network_interface=[instance_nic(name, nic, machine)],
            depends_on=list(after),
            lifecycle=_lifecycle(machine, resized),
            **_priority(spot),
            **instance_arguments(
                machine, login, identity_ids=identity_ids, custom_data=custom_data, certificates=certificates
            ),
        )
        if nic.backend_pools:
            self._report_other_backend_pools(id_, nic.backend_pools)
        self.scale_set_id = self._resource.id
        self.ready: list[ITerraformDependable] = [self._resource]

    @property
    def address(self) -> str:
        return address(self._resource)

    def _report_other_backend_pools(self, pool: str, backend_pools: Sequence[str]) -> None:
        """A warning at every plan while an existing scale set is not in all backend pools of the api model."""
        found = f"[for id in {self.address}.{_OF_THE_CLOUD_PROVIDER} : lower(id)]"
        wanted = ", ".join(f'lower("{id_}")' for id_ in backend_pools)
        message = (
            f"The scale set of pool {pool} is not in all backend pools of the api model. "
            'Add it: see "Existing load balancers" in docs/outbound-and-inbound.md.'
        )
        condition = f"${{alltrue([for id in [{wanted}] : contains({found}, id)])}}"
        add_check(self, f"pools_{pool}_backend_pools", {condition: message})


def _model(
    machine: MachineSpec,
    nic: AgentNicSpec,
    login: Login,
    certificates: Sequence[VaultCertificates],
    custom_data: str,
) -> dict[str, Any]:
    return _described(
        **{name: value for name, value in asdict(machine).items() if name not in _NOT_COMPARED},
        addresses=nic.ip_address_count,
        backend_pools=nic.backend_pools,
        certificates=[asdict(vault) for vault in certificates],
        dns_servers=nic.dns_servers,
        ssh_keys=login.ssh_keys,
        user_data=Fn.sha256(custom_data),
    )


def _described(**values: Any) -> dict[str, Any]:
    """As JSON has them, without what is not set."""
    plain: dict[str, Any] = json.loads(json.dumps(values, default=list))
    return {key: value for key, value in plain.items() if value not in (None, False, [])}


def _priority(spot: Spot | None) -> dict[str, Any]:
    if not spot:
        return {}
    return {"priority": "Spot", "eviction_policy": spot.eviction_policy, "max_bid_price": spot.max_price}


def _lifecycle(machine: MachineSpec, resized: bool) -> TerraformResourceLifecycle:
    """Terraform keeps `create_before_destroy` in the state. A set whose pool leaves the model is then destroyed only
    after what depends on it has changed: the masters, which drain its nodes. Else it would go first."""
    kept = [_OF_THE_CLOUD_PROVIDER, *_KEPT, *_kept_types(machine), *(["instances"] if resized else [])]
    return TerraformResourceLifecycle(create_before_destroy=True, ignore_changes=kept)


def _kept_types(machine: MachineSpec) -> list[str]:
    """Azure does not change the type of a data disk in the model of a scale set:
    https://github.com/MicrosoftDocs/azure-docs/issues/48120"""
    return [f"data_disk[{lun}].storage_account_type" for lun in range(len(machine.data_disks))]
