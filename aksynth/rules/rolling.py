"""Rolling replacement of agents."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.rolling import LARGEST_SET, RollingReplacement
from aksynth.defaults.autoscaler import written_bounds
from aksynth.defaults.rolling import surge
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import A, K, S, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_HERE: Path = (*AKSYNTH_PATH, "rollingReplacement")
_RIGHT = {X + "rollingReplacement": [{"pool": "agentpool1", "maxSurge": 2}]}
_BY_HAND = 'replace the agents yourself: see "{}" in docs/day-2.md'
_ONE_BY_ONE = _BY_HAND.format("Replace agents by hand")


def _entries(case: Case) -> Iterator[tuple[Path, RollingReplacement, AgentPoolProfile | None]]:
    """Each entry with its path, and the pool that it names."""
    pools = {pool.name: pool for _, pool in case.pools()}
    for i, entry in enumerate(case.aksynth.rolling_replacement or []):
        yield (*_HERE, i), entry, pools.get(entry.pool)


@rule(
    "A430",
    wrong={X + "rollingReplacement": [{"pool": "agentpool9"}]},
    right=_RIGHT,
    source=AKSYNTH,
    advice="write the name of a pool of agentPoolProfiles, each pool once",
)
def names(case: Case) -> Iterator[Finding]:
    """Entries of aksynth.rollingReplacement must name pools of the model, each pool once."""
    known, seen = [pool.name for _, pool in case.pools()], set[str]()
    for path, entry, pool in _entries(case):
        if pool is None:
            message = "the model has no pool of this name"
            yield Finding((*path, "pool"), message, shown(entry.pool), ", ".join(known))
        elif entry.pool in seen:
            yield Finding((*path, "pool"), "another entry names this pool", shown(entry.pool))
        seen.add(entry.pool)


@rule(
    "A431",
    wrong={**_RIGHT, A + "availabilityProfile": "AvailabilitySet"},
    right=_RIGHT,
    source=AKSYNTH,
    advice="remove the entry",
)
def kinds(case: Case) -> Iterator[Finding]:
    """A pool with rolling replacement must be a scale set of regular machines whose count the model sets.

    The machines of an availability set are resources of Terraform. The cluster autoscaler would change the number of
    agents during the replacement. Azure may have no capacity for additional Spot machines.
    """
    for path, entry, pool in _entries(case):
        if pool and (why := _other_kind(case, pool)):
            yield Finding((*path, "pool"), why[0], shown(entry.pool), advice=f"remove the entry, and {why[1]}")


def _other_kind(case: Case, pool: AgentPoolProfile) -> tuple[str, str] | None:
    """What the pool is instead, and what to do."""
    if pool.availability_profile == "AvailabilitySet":
        return "the pool is an availability set", _BY_HAND.format("Replace an agent of an availability set")
    if written_bounds(case.config, pool.name) is not None:
        return "the cluster autoscaler decides how many agents this pool has", _ONE_BY_ONE
    if pool.scale_set_priority == "Spot":
        return "the pool has Spot machines", _ONE_BY_ONE
    return None


@rule(
    "A433",
    wrong={**_RIGHT, A + "count": LARGEST_SET - 1, K + "networkPlugin": "cilium", K + "clusterSubnet": "10.240.0.0/12"},
    right=_RIGHT,
    source=AZURE + "virtual-machine-scale-sets/virtual-machine-scale-sets-overview",
    advice="lower maxSurge or count",
)
def largest(case: Case) -> Iterator[Finding]:
    """count and maxSurge of a pool must be 1000 together, or less."""
    for path, entry, pool in _entries(case):
        if pool and pool.count + surge(entry) > LARGEST_SET:
            message = f"the pool has {pool.count} agents, and a scale set has {LARGEST_SET} at most"
            yield Finding((*path, "maxSurge"), message, shown(surge(entry)), f"{LARGEST_SET - pool.count} or less")


@rule(
    "A434",
    wrong={**_RIGHT, S + "clientId": "11111111-2222-3333-4444-555555555555"},
    right=_RIGHT,
    source=AKSYNTH,
    advice=f"use a managed identity, or remove rollingReplacement and {_ONE_BY_ONE}",
)
def identity(case: Case) -> Iterator[Finding]:
    """A cluster with rolling replacement must use a managed identity for the Azure API.

    The first master changes the scale sets with that identity, which may do so already for the cloud provider. With a
    service principal, the identity of the masters has no role on them.
    """
    if case.aksynth.rolling_replacement and case.config.use_managed_identity is False:
        message = "the cluster uses a service principal for the Azure API"
        yield Finding(_HERE, message)
