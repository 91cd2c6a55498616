"""Backend address pools of load balancers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import Finding, rule

_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/[A-Za-z]+/[^/]+", re.I)
_IN_COMPUTE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/"


@rule(
    "V103",
    wrong={A + "loadBalancerBackendAddressPoolIDs": [""]},
    right={A + "loadBalancerBackendAddressPoolIDs": []},
    advice="write the resource id of each backend pool",
)
def backend_pools(case: Case) -> Iterator[Finding]:
    """Backend address pools must have an id."""
    for path, pool in case.pools():
        for i, id_ in enumerate(pool.load_balancer_backend_address_pool_ids or []):
            if not id_.strip():
                yield Finding((*path, "loadBalancerBackendAddressPoolIDs", i), "the id is missing")
