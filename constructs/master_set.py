"""The set that masters are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_azurerm.availability_set import AvailabilitySet
from cdktf_cdktf_provider_azurerm.orchestrated_virtual_machine_scale_set import OrchestratedVirtualMachineScaleSet
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class MasterSet:
    """An availability set or a Flexible scale set, by its name. Azure spreads the machines over its fault domains.

    Masters in zones need no set, and neither name is given.
    """

    availability_set: str | None = None
    scale_set: str | None = None
    fault_domains: int | None = None
    update_domains: int | None = None
    """Those of the availability set."""
    zones: Sequence[str] = ()
    """Those of the machines in the scale set."""


def master_set(scope: Construct, spec: MasterSet, **place: Any) -> dict[str, Any]:
    """The set, as the argument of its machines. A scale set that knows no size of machine accepts any machine.

    `place` is resource group, location and proximity placement group.
    """
    common = {"platform_fault_domain_count": spec.fault_domains, **place}
    if spec.availability_set:
        set_ = AvailabilitySet(
            scope, "set", name=spec.availability_set, platform_update_domain_count=spec.update_domains, **common
        )
        return {"availability_set_id": set_.id}
    if spec.scale_set:
        flexible = OrchestratedVirtualMachineScaleSet(
            scope, "scale-set", name=spec.scale_set, zones=list(spec.zones) or None, **common
        )
        return {"virtual_machine_scale_set_id": flexible.id}
    return {}
