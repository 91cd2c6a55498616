"""Virtual networks that are linked to the private DNS zones of a cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.borrowed import OTHER_FORMS, refers_to
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import SUBNET, VNET, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_LINKS = X + "dnsLinks"
_OURS = SUBNET.partition("/subnets/")[0]
_HUB = _OURS.replace("ours", "hub")
_NAME = re.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?")
_NAMES = "1 to 40 lowercase letters, digits and hyphens, with a letter first and no hyphen last"
_SHAPE = f"/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/N, {OTHER_FORMS}"


def _links(case: Case) -> Iterator[tuple[str, str]]:
    yield from (case.aksynth.dns_links or {}).items()


@rule(
    "A260",
    wrong={_LINKS: {"hub": "hub"}},
    right={_LINKS: {"hub": _HUB}},
    source=AKSYNTH,
    advice="run az network vnet show --query id to get the id, and choose a name such as hub",
)
def dns_links(case: Case) -> Iterator[Finding]:
    """Entries of `aksynth.dnsLinks` must have a name of lowercase letters, digits and hyphens, and refer to a
    virtual network.

    The name is a part of the Terraform address of each link, so another order of the entries changes nothing.
    """
    for name, id_ in _links(case):
        here = (*AKSYNTH_PATH, "dnsLinks", name)
        if not _NAME.fullmatch(name):
            yield Finding(here, "a link cannot have this name", shown(name), _NAMES)
        if not refers_to(id_, "virtualNetworks"):
            yield Finding(here, "this is not the id of a virtual network", shown(id_), _SHAPE)


@rule(
    "A261",
    wrong={**VNET, _LINKS: {"own": _OURS}},
    right={**VNET, _LINKS: {"hub": _HUB}},
    source=AZURE + "dns/private-dns-virtual-network-links",
    advice="remove the entry",
)
def linked_once(case: Case) -> Iterator[Finding]:
    """A virtual network must be linked only once, and the network of the cluster is linked already.

    Azure rejects a second link of a virtual network to the same private DNS zone.
    """
    own = (case.masters.vnet_subnet_id or "").lower().partition("/subnets/")[0]
    seen = {own: "the network of the cluster"} if own else {}
    for name, id_ in _links(case):
        other = seen.setdefault(id_.lower(), f'"{name}"')
        if other != f'"{name}"':
            message = f"this virtual network is linked already: it is {other}"
            yield Finding((*AKSYNTH_PATH, "dnsLinks", name), message, shown(id_))
