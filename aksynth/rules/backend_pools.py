"""Backend address pools of existing load balancers."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.resource_id import ResourceId
from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AZURE, Finding, rule, shown

_KEY = "loadBalancerBackendAddressPoolIDs"
_TYPE = "Microsoft.Network/loadBalancers/backendAddressPools"
_LOAD_BALANCER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/b"
_POOL = f"{_LOAD_BALANCER}/backendAddressPools/p"


@rule("V103", wrong={A + _KEY: [""]}, right={A + _KEY: []}, advice="write the resource id of each backend pool")
def backend_pools(case: Case) -> Iterator[Finding]:
    """Backend address pools must have an id."""
    for path, pool in case.pools():
        for i, id_ in enumerate(pool.load_balancer_backend_address_pool_ids or []):
            if not id_.strip():
                yield Finding((*path, _KEY, i), "the id is missing")


@rule(
    "A190",
    wrong={A + _KEY: [_LOAD_BALANCER]},
    right={A + _KEY: [_POOL]},
    source=AZURE,
    advice="copy the id from: az network lb address-pool list --resource-group GROUP --lb-name NAME --query [].id",
)
def backend_pool_ids(case: Case) -> Iterator[Finding]:
    """A backend address pool must be the resource id of one, and must be listed once."""
    allowed = f"/subscriptions/ID/resourceGroups/GROUP/providers/{_TYPE.replace('/backend', '/NAME/backend')}/NAME"
    for path, pool in case.pools():
        seen: set[str] = set()
        for i, id_ in enumerate(pool.load_balancer_backend_address_pool_ids or []):
            found = ResourceId.find(id_)
            if id_.strip() and not (found and found.has_type(_TYPE)):
                yield Finding((*path, _KEY, i), "this is not the id of a backend address pool", shown(id_), allowed)
            elif id_.lower() in seen:
                yield Finding((*path, _KEY, i), "this pool is listed twice", shown(id_), advice="remove one of the two")
            seen.add(id_.lower())
