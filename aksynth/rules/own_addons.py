"""Add-ons whose manifest is in the model."""

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
    """A manifest that hardly compresses."""
    return _encoded("ConfigMap", random.Random(1).randbytes(kibibytes * 512).hex())


_MINE = _encoded("ConfigMap")
_SECRET = _encoded("Secret")
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
ROOM = 7 * 1024
"""Bytes, of which the scripts that only some models have take a part."""
BESIDE_AUTHORITIES, BESIDE_CERTIFICATE, BESIDE_SIGNING_KEYS = 2 * 1024, 1024, 1024


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
    advice="encode a manifest with base64 -w0, and remove config and containers",
)
def data(case: Case) -> Iterator[Finding]:
    """The data of an add-on must be a manifest in base64, without config or containers."""
    for path, addon in written_addons(case):
        if not addon.data:
            continue
        if addon.config or addon.containers:
            yield Finding((*path, "data"), "data cannot be combined with config or containers")
        try:
            manifest.objects(addon.data)
        except ValueError as error:
            yield Finding((*path, "data"), str(error))


@rule(
    "A99",
    wrong={K + "addons": [{"name": "mine", "data": _SECRET}]},
    right={K + "addons": [{"name": "mine", "data": _MINE}]},
    source=AKSYNTH,
    advice="create the Secret in the cluster, by hand or with an operator that reads it from a vault",
)
def no_secret(case: Case) -> Iterator[Finding]:
    """The manifest of an add-on must not contain a Secret.

    The manifest is in the synthesized JSON, the plan, the state and user data.
    """
    for path, addon in written_addons(case):
        for item in _objects(addon):
            if item["kind"] == "Secret":
                yield Finding(
                    (*path, "data"), "the Terraform state would contain this Secret", shown(item["metadata"]["name"])
                )


@rule(
    "A100",
    wrong={K + "addons": [{"name": "my addon", "data": _MINE}]},
    right={K + "addons": [{"name": "my-addon", "data": _MINE}]},
    source=AKSYNTH,
    advice="use a name that is valid for a Kubernetes object",
)
def addon_name(case: Case) -> Iterator[Finding]:
    """The name of an add-on with a manifest must be unique, and valid for a file and a Kubernetes object."""
    seen: set[str] = set()
    for path, addon in written_addons(case):
        name = addon.name or ""
        if not addon.data or not name:
            continue
        if not _NAME.fullmatch(name):
            yield Finding(
                (*path, "name"),
                "this name is not valid for a Kubernetes object",
                shown(name),
                "at most 40 characters: a-z, 0-9 and -",
            )
        if name in seen:
            yield Finding((*path, "name"), "another add-on has this name", shown(name))
        seen.add(name)


@rule(
    "A101",
    wrong={K + "addons": [{"name": "mine", "data": _noise(32)}]},
    right={K + "addons": [{"name": "mine", "data": _noise(4)}]},
    source="https://learn.microsoft.com/azure/virtual-machines/custom-data",
    advice="apply large manifests in another way, for example with GitOps",
)
def addons_fit(case: Case) -> Iterator[Finding]:
    """Manifests of add-ons must fit into the run command of a master.

    Azure limits the script of a run command to 64 KiB, and the files of a master need most of it.
    """
    size = _size(addon.data for _, addon in written_addons(case) if addon.data and addon.enabled is not False)
    room = _room(case)
    if size > room:
        message = f"the compressed manifests of all add-ons have {size} bytes"
        yield Finding((*CONFIG, "addons"), message, allowed=f"{room} bytes")


def _room(case: Case) -> int:
    scripts = (
        (_has_authorities(case), BESIDE_AUTHORITIES),
        (_has_certificate(case), BESIDE_CERTIFICATE),
        (case.aksynth.signing_key_versions not in (None, [1]), BESIDE_SIGNING_KEYS),
    )
    return ROOM - sum(size for there, size in scripts if there)


def _has_certificate(case: Case) -> bool:
    return bool(case.aksynth.service_principal_certificate) and case.config.use_managed_identity is False


def _has_authorities(case: Case) -> bool:
    return any(profile.certificate for profile in case.aksynth.certificate_authorities.by_name().values())


def _size(manifests: Iterable[str]) -> int:
    """Of what is no base64 nothing is known; V150 refuses it."""
    with contextlib.suppress(ValueError):
        return len(gzip.compress("".join(manifest.text(data) for data in manifests).encode(), mtime=0))
    return 0
