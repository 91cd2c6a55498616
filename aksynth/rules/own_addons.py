"""Add-ons that a model brings itself."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator

from aksynth import manifest
from aksynth.apimodel.addon import Addon
from aksynth.rules.addons import written_addons
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown


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


_MINE = _encoded("ConfigMap")
_SECRET = _encoded("Secret")
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
ROOM = 14 * 1024
"""Bytes."""


def _objects(addon: Addon) -> list[manifest.Object]:
    """None of a manifest that V150 refuses."""
    try:
        return manifest.objects(addon.data) if addon.data else []
    except ValueError:
        return []


@rule(
    "V150",
    wrong={K + "addons": [{"name": "mine", "data": "a: b"}]},
    right={K + "addons": [{"name": "mine", "data": _MINE}]},
    advice="base64 -w0 makes it from a file that kubectl apply takes; data takes the place of config and containers",
)
def data(case: Case) -> Iterator[Finding]:
    """An add-on's data is the base64 of a manifest, and stands alone."""
    for path, addon in written_addons(case):
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
    for path, addon in written_addons(case):
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
    for path, addon in written_addons(case):
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
    size = _size(addon.data for _, addon in written_addons(case) if addon.data and addon.enabled is not False)
    if size > ROOM:
        message = f"compressed, the manifests of all add-ons have {size} bytes"
        yield Finding((*CONFIG, "addons"), message, allowed=f"{ROOM} bytes")


def _size(manifests: Iterable[str]) -> int:
    """Of what is no base64 nothing is known; V150 refuses it."""
    with contextlib.suppress(ValueError):
        return len(gzip.compress("".join(manifest.text(data) for data in manifests).encode(), mtime=0))
    return 0
