"""Route tables of existing subnets."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.vnet import ASSOCIATE, MANUAL
from aksynth.resource_id import ResourceId
from aksynth.rules.borrowed import refers_to
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import SUBNET, VNET, K, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_TABLE = SUBNET.partition("virtualNetworks")[0] + "routeTables/pods"
_KUBENET = {**VNET, K + "networkPlugin": "kubenet"}


@rule(
    "A182",
    wrong={**_KUBENET, X + "vnet.routeTable": "automatic"},
    right={**_KUBENET, X + "vnet.routeTable": _TABLE},
    source=AKSYNTH,
    advice="run az network route-table show --query id to get the id",
)
def route_table(case: Case) -> Iterator[Finding]:
    """`aksynth.vnet.routeTable` must be manual, associate, or the id of a route table.

    An existing table must be in the subscription of the virtual network.
    """
    text, here = case.aksynth.vnet.route_table, (*AKSYNTH_PATH, "vnet", "routeTable")
    if not text or text in (MANUAL, ASSOCIATE):
        return
    if not refers_to(text, "routeTables"):
        yield Finding(here, "this is not the id of a route table", shown(text), f"{MANUAL}, {ASSOCIATE} or an id")
    elif len({_subscription(id_) for id_ in (text, case.masters.vnet_subnet_id or "")} - {""}) > 1:
        yield Finding(here, "this route table is in another subscription than the virtual network", shown(text))


def _subscription(text: str) -> str:
    """ "" if it is that of the cluster, or known to Terraform only."""
    found = ResourceId.find_here(text)
    return found.subscription.lower() if found else ""


@rule(
    "A183",
    wrong={**_KUBENET, X + "vnet.routeTable": "associate", X + "vnet.lookup": False},
    right={**_KUBENET, X + "vnet.routeTable": "associate"},
    source=AKSYNTH,
    advice="remove lookup, or set routeTable to manual",
)
def associate_with_lookup(case: Case) -> Iterator[Finding]:
    """routeTable associate requires lookup.

    A subnet has one route table at most, and only a lookup shows whether it has one already.
    """
    if case.aksynth.vnet.route_table == ASSOCIATE and case.aksynth.vnet.lookup is False:
        yield Finding((*AKSYNTH_PATH, "vnet", "routeTable"), "the subnets are not read", shown(ASSOCIATE))


@rule(
    "A184",
    wrong={**VNET, X + "vnet.routeTable": "associate"},
    right={**_KUBENET, X + "vnet.routeTable": "associate"},
    source=AKSYNTH,
    warns=True,
    advice="remove the field",
)
def idle_route_table(case: Case) -> Iterator[Finding]:
    """`aksynth.vnet.routeTable` should be set only if the network plugin needs a route table."""
    text = case.aksynth.vnet.route_table
    if text and case.custom_vnet and not case.plugin.node_prefix:
        yield Finding((*AKSYNTH_PATH, "vnet", "routeTable"), "this network plugin has no route table", shown(text))
