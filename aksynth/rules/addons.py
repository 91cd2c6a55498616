"""Add-ons."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from aksynth.apimodel.addon import Addon
from aksynth.apimodel.json_reader import Path
from aksynth.catalog import addons as catalog
from aksynth.catalog import network_plugins
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown


def written_addons(case: Case) -> Iterator[tuple[Path, Addon]]:
    """Every add-on in the model, with its path."""
    for i, addon in enumerate(case.written_config.addons or []):
        yield (*CONFIG, "addons", i), addon


@rule(
    "A87",
    wrong={K + "addons": [{"name": "metric-server", "enabled": True}]},
    right={K + "addons": [{"name": "metrics-server", "enabled": True}]},
    source=AKSYNTH,
    advice="check the spelling, or provide the manifest in data",
)
def known_addons(case: Case) -> Iterator[Finding]:
    """An add-on must be known, or provide its manifest in `data`.

    AKS Engine silently ignored unknown add-ons.
    """
    for path, addon in written_addons(case):
        if not addon.name:
            yield Finding((*path, "name"), "the add-on has no name")
        elif not addon.data and addon.enabled is not False and not catalog.find(addon.name):
            close = difflib.get_close_matches(addon.name, catalog.names(), n=1)
            message = "this add-on is unknown" + (f"; did you mean {close[0]}?" if close else "")
            yield Finding((*path, "name"), message, shown(addon.name))


@rule(
    "V155",
    wrong={K + "addons": [{"name": "tiller", "enabled": True}]},
    right={K + "addons": [{"name": "tiller", "enabled": False}]},
    source=AKSYNTH,
    advice="remove the entry, and replace what depends on it",
)
def gone_addons(case: Case) -> Iterator[Finding]:
    """An enabled add-on must still exist."""
    for path, addon in written_addons(case):
        fact = catalog.find(addon.name or "")
        asked = addon.data or (not (fact and fact.by_default) and not _is_generated(addon))
        if addon.enabled is not False and fact and fact.status == "gone" and asked:
            yield Finding((*path, "name"), f"this add-on no longer exists: {fact.why}", shown(addon.name))


def _is_generated(addon: Addon) -> bool:
    """True for an entry that AKS Engine generated: it wrote `containers` into them, also for `tiller` and
    `smb-flexvolume`. People do not write this field."""
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
    """Generated models should not contain add-ons that no longer exist.

    These add-ons are omitted.
    """
    found = []
    for _, addon in written_addons(case):
        fact = catalog.find(addon.name or "")
        gone = fact is not None and fact.status == "gone" and not fact.by_default
        if gone and fact and addon.enabled is not False and not addon.data and _is_generated(addon):
            found.append(f"{addon.name} ({fact.why})")
    if found:
        yield Finding((*CONFIG, "addons"), f"these add-ons no longer exist and are omitted: {', '.join(found)}")


@rule(
    "V154",
    wrong={K + "addons": [{"name": "coredns", "enabled": False}]},
    right={K + "addons": [{"name": "coredns", "enabled": True}]},
    advice="remove the entry",
)
def needed_addons(case: Case) -> Iterator[Finding]:
    """Add-ons that every cluster needs must stay enabled.

    A cluster with the plugin cilium does not need kube-proxy.
    """
    for path, addon in written_addons(case):
        fact = catalog.find(addon.name or "")
        replaced = addon.name == "kube-proxy" and case.plugin.replaces_kube_proxy
        if addon.enabled is False and fact and fact.status == "part" and not replaced and not fact.off_by_default:
            yield Finding((*path, "enabled"), f"a cluster does not work without {addon.name}", "false")


@rule(
    "A112",
    wrong={K + "addons": [{"name": "calico-daemonset", "enabled": True}]},
    right={K + "networkPolicy": "calico", K + "addons": [{"name": "calico-daemonset", "enabled": True}]},
    source=AKSYNTH,
    advice="remove the entry, and set networkPolicy",
)
def policy_addons(case: Case) -> Iterator[Finding]:
    """The add-on of a network policy engine must follow networkPolicy."""
    engines = {network_plugins.policy(name).addon: name for name in network_plugins.built_policies()}
    for path, addon in written_addons(case):
        engine = engines.get(addon.name)
        chosen = engine == case.config.network_policy
        if engine and addon.enabled is False and chosen:
            yield Finding((*path, "enabled"), f"networkPolicy {engine} needs this add-on", "false")
        elif engine and addon.enabled is not False and not chosen:
            yield Finding((*path, "name"), f"networkPolicy must be {engine} for this add-on", shown(addon.name))


_GATEWAY = {"name": "appgw-ingress", "enabled": True}


@rule(
    "V153",
    wrong={K + "addons": [_GATEWAY]},
    right={K + "addons": [{**_GATEWAY, "config": {"appgw-subnet": "10.1.0.0/24"}}]},
    advice="set config.appgw-subnet, and set networkPlugin to azure",
)
def application_gateway(case: Case) -> Iterator[Finding]:
    """The Application Gateway ingress must have a subnet, and requires Azure CNI."""
    for path, addon in written_addons(case):
        if addon.name != "appgw-ingress" or addon.enabled is False:
            continue
        if not (addon.config or {}).get("appgw-subnet"):
            yield Finding((*path, "config"), "appgw-subnet is missing")
        if not case.plugin.pods_in_subnet:
            yield Finding((*path, "name"), "it can reach pods only with Azure CNI", shown(addon.name))
