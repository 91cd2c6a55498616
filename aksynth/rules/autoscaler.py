"""The cluster autoscaler."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.addon import Addon
from aksynth.apimodel.json_reader import Path
from aksynth.catalog.addons import AUTOSCALER, find
from aksynth.catalog.kubernetes import components
from aksynth.defaults.rolling import surge
from aksynth.rules.addons import written_addons
from aksynth.rules.case import Case
from aksynth.rules.flag_values import seconds
from aksynth.rules.paths import A, K, O
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, Finding, rule, shown

_FORMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "bool": ("true or false", lambda text: text in ("true", "false")),
    "duration": ("a duration such as 10m", lambda text: seconds(text) is not None),
    "int": ("a whole number", lambda text: bool(re.fullmatch(r"-?\d{1,9}", text, re.ASCII))),
    "float": ("a number such as 0.5", lambda text: bool(re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII))),
}


def _addon(**more: object) -> dict[str, object]:
    pools = [{"name": "agentpool1", "config": {"min-nodes": "1", "max-nodes": "5"}}]
    return {"name": AUTOSCALER, "enabled": True, "pools": pools, **more}


_RIGHT = {K + "addons": [_addon()], A + "count": 2}


def _addons(case: Case) -> Iterator[tuple[Path, Addon]]:
    for path, addon in written_addons(case):
        if addon.name == AUTOSCALER and addon.enabled is not False:
            yield path, addon


def grown(case: Case) -> Iterator[tuple[Path, AgentPoolProfile]]:
    """Each pool with its path, and with the largest number of agents as `count`: also those of a replacement."""
    most = {entry.name: _numbers(entry.config or {}) for _, addon in _addons(case) for entry in addon.pools or []}
    surges = {entry.pool: surge(entry) for entry in case.aksynth.rolling_replacement or []}
    for path, pool in case.pools():
        numbers = most.get(pool.name)
        count = (max(pool.count, numbers[1]) if numbers else pool.count) + surges.get(pool.name, 0)
        yield path, pool if count == pool.count else pool.model_copy(update={"count": count})


@rule(
    "V152",
    wrong={K + "addons": [_addon(pools=[{"name": "agentpool1", "config": {"min-nodes": "5", "max-nodes": "1"}}])]},
    right=_RIGHT,
    source=AKS_ENGINE,
    advice='name agent pools of this model, with min-nodes and max-nodes as strings, such as "1" and "5"',
)
def pools(case: Case) -> Iterator[Finding]:
    """Pools of the cluster autoscaler must be scale sets of this model with valid bounds."""
    known = {pool.name: pool for _, pool in case.pools()}
    for path, addon in _addons(case):
        for i, entry in enumerate(addon.pools or []):
            here, pool = (*path, "pools", i), known.get(entry.name or "")
            if pool is None:
                yield Finding((*here, "name"), "this model has no agent pool with this name", shown(entry.name))
            elif pool.availability_profile == "AvailabilitySet":
                message = "this pool is an availability set, which the autoscaler cannot scale"
                yield Finding((*here, "name"), message, shown(entry.name))
            yield from _bounds((*here, "config"), entry.config or {})


def _bounds(path: Path, config: dict[str, str]) -> Iterator[Finding]:
    if other := sorted(set(config) - {"min-nodes", "max-nodes"}):
        yield Finding(path, f"a pool has no setting {other[0]}", shown(config))
    numbers = _numbers(config)
    if not numbers:
        yield Finding(path, "min-nodes and max-nodes must be whole numbers", shown(config))
    elif numbers[0] > numbers[1]:
        yield Finding(path, "min-nodes is greater than max-nodes", shown(config))
    elif not 1 <= numbers[1] <= 1000:
        yield Finding(path, "a scale set has 1 to 1000 agents", shown(config))


def _numbers(config: dict[str, str]) -> tuple[int, int] | None:
    low, high = config.get("min-nodes", "1"), config.get("max-nodes", "1")
    if not all(text.isascii() and text.isdigit() and len(text) < 6 for text in (low, high)):
        return None
    return int(low), int(high)


@rule(
    "A350",
    wrong={K + "addons": [_addon()], A + "count": 6},
    right=_RIGHT,
    source=AKSYNTH,
    advice="set count to the number of agents that the pool begins with, between min-nodes and max-nodes",
)
def first_size(case: Case) -> Iterator[Finding]:
    """The count of an autoscaled pool must be between its bounds.

    Azure creates the pool with count agents. From then on the autoscaler decides how many there are.
    """
    counts = {pool.name: (path, pool.count) for path, pool in case.pools()}
    for _, addon in _addons(case):
        for entry in addon.pools or []:
            numbers, (path, count) = _numbers(entry.config or {}), counts.get(entry.name or "", ((), 0))
            if numbers and path and numbers[0] <= numbers[1] and not numbers[0] <= count <= numbers[1]:
                message = "the autoscaler would change the size of the pool at once"
                yield Finding((*path, "count"), message, shown(count), f"{numbers[0]} to {numbers[1]}")


@rule(
    "A351",
    wrong={K + "addons": [_addon(pools=[])]},
    right=_RIGHT,
    source=AKSYNTH,
    advice="add pools with name, min-nodes and max-nodes, each pool once, or disable the add-on",
)
def has_pools(case: Case) -> Iterator[Finding]:
    """The cluster autoscaler must have pools, and each pool once.

    AKS Engine gave every pool the bounds of its count, so that nothing was scaled.
    """
    for path, addon in _addons(case):
        names = [entry.name for entry in addon.pools or []]
        if not names and not addon.data:
            yield Finding((*path, "pools"), "the autoscaler has no pool to scale")
        for i, name in enumerate(names):
            if name in names[:i]:
                yield Finding((*path, "pools", i, "name"), "this pool is listed twice", shown(name))


@rule(
    "A352",
    wrong={**_RIGHT, O + "orchestratorRelease": "1.35"},
    right=_RIGHT,
    source="https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler#releases",
    advice="use the release that the message names, or bring your own manifest in the data of an add-on",
)
def same_release(case: Case) -> Iterator[Finding]:
    """The cluster autoscaler must be of the Kubernetes release of the cluster.

    It contains the scheduler of that release, and predicts with it where pods fit.
    """
    version = components(case.minor).get(AUTOSCALER, "")
    for path, addon in _addons(case):
        if version.rpartition(".")[0] != case.minor and not addon.data:
            yield Finding((*path, "name"), f"the catalog has version {version}, for {version.rpartition('.')[0]}")


@rule(
    "A353",
    wrong={K + "addons": [_addon(config={"scan-interval": "often"})], A + "count": 2},
    right={K + "addons": [_addon(config={"scan-interval": "30s"})], A + "count": 2},
    source="https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.36.1/cluster-autoscaler/config/flags/flags.go",
    advice="write it as the documentation of the cluster autoscaler has it",
)
def settings(case: Case) -> Iterator[Finding]:
    """Settings of the cluster autoscaler must have values that it accepts."""
    fact = find(AUTOSCALER)
    for path, addon in _addons(case):
        for name, value in (addon.config or {}).items():
            kind = fact.flags.get(name, "") if fact else ""
            if kind and not _FORMS[kind][1](value):
                yield Finding(
                    (*path, "config", name),
                    "the autoscaler does not start with this value",
                    shown(value),
                    _FORMS[kind][0],
                )
