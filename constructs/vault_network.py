"""Who reaches a borrowed key vault."""

from __future__ import annotations

from collections.abc import Iterable

from cdktf import Fn


def is_open(rules: str) -> str:
    """A condition. A vault without network rules is open."""
    return f'!contains({rules}[*].default_action, "Deny")'


def warnings(name: str, vault: str, *, subnet_id: str | None, ranges: Iterable[str]) -> dict[str, str]:
    """By condition: the masters are not admitted. `vault` is the address of the data source.

    They may reach a vault without public network access by a private endpoint. A subnet that the apply creates cannot
    be admitted before.
    """
    rules = f"{vault}.network_acls"
    private = f"{vault}.public_network_access_enabled == false"
    add = f"Unless they reach it by a private endpoint, run: az keyvault network-rule add --name {name}"
    admitted = {
        _covers(rules, range_): f"{range_}, where the masters come from. {add} --ip-address {range_}"
        for range_ in ranges
    }
    if subnet_id:
        of_subnet = (
            f"contains([for id in flatten({rules}[*].virtual_network_subnet_ids) : lower(id)], {Fn.lower(subnet_id)})"
        )
        admitted[of_subnet] = f"the subnet of the masters. {add} --subnet {subnet_id}"
    return {
        f"${{{private} || {is_open(rules)} ? true : {condition}}}": f"Key vault {name} does not admit {who}"
        for condition, who in admitted.items()
    }


def _covers(rules: str, range_: str) -> str:
    """Azure returns an address with /32 or without."""
    address, _, bits = range_.partition("/")
    width = 'split("/", r)[1]'
    same = f'cidrhost(r, 0) == cidrhost("{address}/${{{width}}}", 0)'
    wide = f"tonumber({width}) <= {bits or 32}"
    one = f'"${{r}}/32" == "{address}/{bits or 32}"'
    return f"anytrue([for r in flatten({rules}[*].ip_rules) : try({same} && {wide}, {one})])"
