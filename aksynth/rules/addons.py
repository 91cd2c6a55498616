"""Add-ons."""

from __future__ import annotations

import base64
import difflib
import gzip
import json
import random
import re
from collections.abc import Iterator

from aksynth import manifest
from aksynth.apimodel.addon import Addon
from aksynth.apimodel.json_reader import Path
from aksynth.catalog import addons as catalog
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, Finding, rule, shown

_AUTOSCALER = {"name": "cluster-autoscaler", "enabled": True}


def _encoded(kind: str, text: str = "") -> str:
    document = {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": "mine", "namespace": "default"},
        "data": {"a": text},
    }
    return base64.b64encode(json.dumps(document).encode()).decode()


def _noise(kibibytes: int) -> str:
    """A manifest that hardly gets smaller."""
    return _encoded("ConfigMap", random.Random(1).randbytes(kibibytes * 512).hex())


def _pool(low: str, high: str, name: str = "agentpool1") -> dict[str, object]:
    return {**_AUTOSCALER, "pools": [{"name": name, "config": {"min-nodes": low, "max-nodes": high}}]}


_MINE = _encoded("ConfigMap")
_SECRET = _encoded("Secret")
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_ROOM = 16 * 1024
"""Bytes."""


def _objects(addon: Addon) -> list[manifest.Object]:
    """None of a manifest that V150 refuses."""
    try:
        return manifest.objects(addon.data) if addon.data else []
    except ValueError:
        return []


def _written(case: Case) -> Iterator[tuple[Path, Addon]]:
    for i, addon in enumerate(case.written_config.addons or []):
        yield (*CONFIG, "addons", i), addon


@rule(
    "V150",
    wrong={K + "addons": [{"name": "mine", "data": "a: b"}]},
    right={K + "addons": [{"name": "mine", "data": _MINE}]},
    advice="base64 -w0 makes it from a file that kubectl apply takes; data takes the place of config and containers",
)
def data(case: Case) -> Iterator[Finding]:
    """An add-on's data is the base64 of a manifest, and stands alone."""
    for path, addon in _written(case):
        if not addon.data:
            continue
        if addon.config or addon.containers:
            yield Finding((*path, "data"), "data stands beside config or containers")
        try:
            manifest.objects(addon.data)
        except ValueError as error:
            yield Finding((*path, "data"), str(error))


@rule(
    "A99",
    wrong={K + "addons": [{"name": "mine", "data": _SECRET}]},
    right={K + "addons": [{"name": "mine", "data": _MINE}]},
    source=AKSYNTH,
    advice="make the Secret in the cluster, by hand or by an operator that fetches it",
)
def no_secret(case: Case) -> Iterator[Finding]:
    """An add-on brings no Secret.

    A manifest stands in the synthesized JSON, in the plan, in the state and in user data.
    """
    for path, addon in _written(case):
        for item in _objects(addon):
            if item["kind"] == "Secret":
                yield Finding(
                    (*path, "data"), "a Secret would stand in the Terraform state", shown(item["metadata"]["name"])
                )


@rule(
    "A100",
    wrong={K + "addons": [{"name": "my addon", "data": _MINE}]},
    right={K + "addons": [{"name": "my-addon", "data": _MINE}]},
    source=AKSYNTH,
    advice="choose a name that a Kubernetes object can have",
)
def addon_name(case: Case) -> Iterator[Finding]:
    """An add-on that brings its manifest has a name of its own, which a file and an object can carry."""
    seen: set[str] = set()
    for path, addon in _written(case):
        name = addon.name or ""
        if not addon.data or not name:
            continue
        if not _NAME.fullmatch(name):
            yield Finding((*path, "name"), "no object can have this name", shown(name), "a-z, 0-9 and -, 40 characters")
        if name in seen:
            yield Finding((*path, "name"), "another add-on has this name", shown(name))
        seen.add(name)


@rule(
    "A101",
    wrong={K + "addons": [{"name": "mine", "data": _noise(32)}]},
    right={K + "addons": [{"name": "mine", "data": _noise(4)}]},
    source="https://learn.microsoft.com/azure/virtual-machines/custom-data",
    advice="apply large manifests in another way, such as GitOps",
)
def addons_fit(case: Case) -> Iterator[Finding]:
    """Manifests of add-ons have room in user data.

    Azure takes 64 KiB of it, and what masters need themselves is half of that.
    """
    texts = [addon.data for _, addon in _written(case) if addon.data and addon.enabled is not False]
    size = len(gzip.compress("".join(texts).encode(), mtime=0))
    if size > _ROOM:
        message = f"compressed, the manifests of all add-ons have {size} bytes"
        yield Finding((*CONFIG, "addons"), message, allowed=f"{_ROOM} bytes")


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
    for path, addon in _written(case):
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
    for path, addon in _written(case):
        fact = catalog.find(addon.name or "")
        if addon.enabled is not False and fact and fact.status == "gone" and (addon.data or not fact.by_default):
            yield Finding((*path, "name"), f"this add-on exists no more: {fact.why}", shown(addon.name))


@rule(
    "V154",
    wrong={K + "addons": [{"name": "coredns", "enabled": False}]},
    right={K + "addons": [{"name": "coredns", "enabled": True}]},
    advice="remove the entry",
)
def needed_addons(case: Case) -> Iterator[Finding]:
    """What every cluster needs is not switched off."""
    for path, addon in _written(case):
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
    for path, addon in _written(case):
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
    for path, addon in _written(case):
        if addon.name != "appgw-ingress" or addon.enabled is False:
            continue
        if not (addon.config or {}).get("appgw-subnet"):
            yield Finding((*path, "config"), "appgw-subnet is missing")
        if case.config.network_plugin != "azure":
            yield Finding((*path, "name"), "it reaches pods by Azure CNI alone", shown(addon.name))
