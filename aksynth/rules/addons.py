"""Add-ons."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from aksynth.apimodel.addon import Addon
from aksynth.apimodel.json_reader import Path
from aksynth.catalog import addons as catalog
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, Finding, rule, shown

_AUTOSCALER = {"name": "cluster-autoscaler", "enabled": True}


def _pool(low: str, high: str, name: str = "agentpool1") -> dict[str, object]:
    return {**_AUTOSCALER, "pools": [{"name": name, "config": {"min-nodes": low, "max-nodes": high}}]}


def written_addons(case: Case) -> Iterator[tuple[Path, Addon]]:
    """Each with its path."""
    for i, addon in enumerate(case.written_config.addons or []):
        yield (*CONFIG, "addons", i), addon


@rule(
    "A87",
    wrong={K + "addons": [{"name": "metric-server", "enabled": True}]},
    right={K + "addons": [{"name": "metrics-server", "enabled": True}]},
    source=AKSYNTH,
    advice="look for a slip, or give its manifest in data",
)
def known_addons(case: Case) -> Iterator[Finding]:
    """An add-on is known, or brings its manifest.

    AKS Engine silently did nothing about others.
    """
    for path, addon in written_addons(case):
        if not addon.name:
            yield Finding((*path, "name"), "the add-on's name is missing")
        elif not addon.data and addon.enabled is not False and not catalog.find(addon.name):
            close = difflib.get_close_matches(addon.name, catalog.names(), n=1)
            message = "no such add-on is known" + (f"; did you mean {close[0]}?" if close else "")
            yield Finding((*path, "name"), message, shown(addon.name))


@rule(
    "V155",
    wrong={K + "addons": [{"name": "tiller", "enabled": True}]},
    right={K + "addons": [{"name": "tiller", "enabled": False}]},
    source=AKSYNTH,
    advice="remove the entry, and see to what needs it",
)
def gone_addons(case: Case) -> Iterator[Finding]:
    """An add-on that is switched on exists today."""
    for path, addon in written_addons(case):
        fact = catalog.find(addon.name or "")
        asked = addon.data or (not (fact and fact.by_default) and not _is_generated(addon))
        if addon.enabled is not False and fact and fact.status == "gone" and asked:
            yield Finding((*path, "name"), f"this add-on exists no more: {fact.why}", shown(addon.name))


def _is_generated(addon: Addon) -> bool:
    """AKS Engine wrote `containers` into the add-ons of its generated models, `tiller` and `smb-flexvolume` among
    them; nobody else does."""
    return bool(addon.containers)


@rule(
    "A129",
    wrong={K + "addons": [{"name": "tiller", "enabled": True, "containers": [{"name": "tiller"}]}]},
    right={K + "addons": [{"name": "tiller", "enabled": False, "containers": [{"name": "tiller"}]}]},
    source=AKSYNTH,
    warns=True,
    advice="remove the entries",
)
def generated_addons(case: Case) -> Iterator[Finding]:
    """Add-ons of a generated model that exist no more are left out."""
    found = []
    for _, addon in written_addons(case):
        fact = catalog.find(addon.name or "")
        gone = fact is not None and fact.status == "gone" and not fact.by_default
        if gone and fact and addon.enabled is not False and not addon.data and _is_generated(addon):
            found.append(f"{addon.name} ({fact.why})")
    if found:
        yield Finding((*CONFIG, "addons"), f"these exist no more, and are left out: {', '.join(found)}")


@rule(
    "V154",
    wrong={K + "addons": [{"name": "coredns", "enabled": False}]},
    right={K + "addons": [{"name": "coredns", "enabled": True}]},
    advice="remove the entry",
)
def needed_addons(case: Case) -> Iterator[Finding]:
    """What every cluster needs is not switched off."""
    for path, addon in written_addons(case):
        fact = catalog.find(addon.name or "")
        if addon.enabled is False and fact and fact.status == "part":
            yield Finding((*path, "enabled"), f"no cluster works without {addon.name}", "false")


@rule(
    "V152",
    wrong={K + "addons": [_pool("5", "1")]},
    right={K + "addons": [_pool("1", "5")]},
    source=AKS_ENGINE,
    advice="name pools of this model, with min-nodes and max-nodes as texts",
)
def autoscaler(case: Case) -> Iterator[Finding]:
    """The cluster autoscaler has pools of scale sets, with bounds that make sense."""
    known = {pool.name: pool for _, pool in case.pools()}
    for path, addon in written_addons(case):
        if addon.name != "cluster-autoscaler" or addon.enabled is False:
            continue
        for i, entry in enumerate(addon.pools or []):
            here, pool = (*path, "pools", i), known.get(entry.name or "")
            if pool is None:
                yield Finding((*here, "name"), "there is no such pool", shown(entry.name))
            elif pool.availability_profile == "AvailabilitySet":
                yield Finding(
                    (*here, "name"), "this pool is an availability set, which nothing scales", shown(entry.name)
                )
            yield from _bounds((*here, "config"), entry.config or {})


def _bounds(path: Path, config: dict[str, str]) -> Iterator[Finding]:
    low, high = config.get("min-nodes", "1"), config.get("max-nodes", "1")
    if not all(text.isascii() and text.isdigit() and len(text) < 6 for text in (low, high)):
        yield Finding(path, "min-nodes and max-nodes are whole numbers", shown(config))
    elif int(low) > int(high):
        yield Finding(path, "min-nodes is more than max-nodes", shown(config))


_GATEWAY = {"name": "appgw-ingress", "enabled": True}


@rule(
    "V153",
    wrong={K + "addons": [_GATEWAY]},
    right={K + "addons": [{**_GATEWAY, "config": {"appgw-subnet": "10.1.0.0/24"}}]},
    advice="write config.appgw-subnet, and Azure CNI",
)
def application_gateway(case: Case) -> Iterator[Finding]:
    """The Application Gateway ingress has a subnet and Azure CNI."""
    for path, addon in written_addons(case):
        if addon.name != "appgw-ingress" or addon.enabled is False:
            continue
        if not (addon.config or {}).get("appgw-subnet"):
            yield Finding((*path, "config"), "appgw-subnet is missing")
        if not case.plugin.pods_in_subnet:
            yield Finding((*path, "name"), "it reaches pods by Azure CNI alone", shown(addon.name))
