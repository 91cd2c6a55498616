"""The fields that refer to an existing network or placement group, and the forms that a reference can have."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.output_reference import OutputReference
from aksynth.resource_id import ResourceId
from aksynth.rules.case import AKSYNTH_PATH, MASTER, Case

OTHER_FORMS = "or the same without /subscriptions/S, or remoteState.STATE.OUTPUT"
_NETWORK = "Microsoft.Network"


def subnet_ids(case: Case) -> Iterator[tuple[Path, str]]:
    """Those of machines and of private endpoints, each with its path."""
    for path, machine in case.machines():
        if machine.vnet_subnet_id:
            yield (*path, "vnetSubnetID"), machine.vnet_subnet_id
    if case.masters.agent_vnet_subnet_id:
        yield (*MASTER, "agentVnetSubnetID"), case.masters.agent_vnet_subnet_id
    if case.custom_vnet and case.aksynth.private_endpoints.subnet_id:
        yield (*AKSYNTH_PATH, "privateEndpoints", "subnetId"), case.aksynth.private_endpoints.subnet_id


def proximity_groups(case: Case) -> Iterator[tuple[Path, str]]:
    """Those of masters and pools, each with its path."""
    for path, machine in case.machines():
        if machine.proximity_placement_group_id:
            yield (*path, "proximityPlacementGroupID"), machine.proximity_placement_group_id


def references(case: Case) -> Iterator[tuple[Path, str]]:
    """All texts that can be a reference to an output, each with its path."""
    settings = case.aksynth
    yield from subnet_ids(case)
    yield from proximity_groups(case)
    for name, id_ in (settings.dns_links or {}).items():
        yield (*AKSYNTH_PATH, "dnsLinks", name), id_
    others = {
        ("bastion", "subnetId"): settings.bastion.subnet_id,
        ("privateEndpoints", "vaultZoneId"): settings.private_endpoints.vault_zone_id,
        ("privateEndpoints", "blobZoneId"): settings.private_endpoints.blob_zone_id,
        ("vnet", "routeTable"): settings.vnet.route_table,
    }
    for path, text in others.items():
        if text:
            yield (*AKSYNTH_PATH, *path), text


def refers_to(text: str, type_: str, provider: str = _NETWORK) -> bool:
    """Whether the text is the id of a resource of this type, or an output that may have one."""
    found = ResourceId.find_here(text)
    if found:
        return found.has_type(f"{provider}/{type_}")
    return OutputReference.find(text) is not None
