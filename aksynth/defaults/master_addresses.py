"""The masters' static addresses."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv4Network

from aksynth.addresses import (
    AddressCapacityError,
    MasterAddresses,
    availability_set_masters,
    first_usable,
    scale_set_masters,
)
from aksynth.apimodel import ApiModel, MasterProfile
from aksynth.defaults import ranges


def masters_subnet(model: ApiModel) -> IPv4Network | None:
    """The range of the masters' subnet. None if the subnet is borrowed and `aksynth.subnets` does not contain it."""
    masters = model.properties.master_profile
    if masters.vnet_subnet_id:
        return borrowed(model, masters.vnet_subnet_id)
    config = model.properties.orchestrator_profile.kubernetes_config
    return ranges.own_master_subnet(masters.availability_profile or "", config)


def borrowed(model: ApiModel, subnet_id: str | None) -> IPv4Network | None:
    """The range of a borrowed subnet in `aksynth.subnets`. Azure ids are not case-sensitive."""
    told = {id_.lower(): cidr for id_, cidr in (model.properties.aksynth.subnets or {}).items()}
    return ranges.network(told.get((subnet_id or "").lower()))


def master_addresses(model: ApiModel) -> MasterAddresses:
    """The master addresses of a filled model.

    Raises AddressCapacityError if they do not fit, or if the first address is unknown.
    """
    masters, subnet = model.properties.master_profile, masters_subnet(model)
    count, per_master = masters.count, masters.ip_address_count or 1
    first = _first(masters, subnet)
    if masters.availability_profile != "VirtualMachineScaleSets":
        return availability_set_masters(first, subnet, count, per_master)
    wanted = IPv4Address(int(_formula_base(masters, subnet)) & 0xFFFF0000 | 0xFF0A)
    return scale_set_masters(first, subnet, wanted, count, per_master)


def _first(masters: MasterProfile, subnet: IPv4Network | None) -> IPv4Address:
    in_custom = bool(masters.vnet_subnet_id) and masters.availability_profile == "VirtualMachineScaleSets"
    if in_custom and subnet:
        return first_usable(subnet)
    if in_custom:
        return _formula_base(masters, subnet) + 4
    try:
        return IPv4Address(masters.first_consecutive_static_ip or "")
    except AddressValueError:
        raise AddressCapacityError("firstConsecutiveStaticIP is not an IPv4 address") from None


def _formula_base(masters: MasterProfile, subnet: IPv4Network | None) -> IPv4Address:
    """AKS Engine computed it from `vnetCidr`."""
    vnet = ranges.network(masters.vnet_cidr) if masters.vnet_subnet_id else None
    found = vnet or subnet
    if found is None:
        raise AddressCapacityError("neither vnetCidr nor the subnet's range is known")
    return found.network_address
