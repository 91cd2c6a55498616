"""Versions of what goes with Kubernetes, each from its publisher's own list.

Forms: `git` is what `git ls-remote --tags` prints, https://git-scm.com/docs/git-ls-remote, with a `prefix` where words
are before the version; `registry` what a registry
answers to `/v2/NAME/tags/list`, https://distribution.github.io/distribution/spec/api/; `kubeadm` what `kubeadm config
images list` prints, once for each minor; `aks` the list of what AKS puts on its nodes, of which the packages for
Ubuntu 24.04 are read, https://github.com/Azure/AgentBaker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from pydantic import Field

from aksynth.catalog.refresh.reading import Record, from_json, unexpected

_TAG = re.compile(r"^[0-9a-f]{40,64}\trefs/tags/(\S+?)(?:\^\{\})?$", re.MULTILINE)
_IMAGE = re.compile(r"^(\S+/)?(?P<name>[\w.-]+):(?P<tag>\S+)$", re.MULTILINE)
_VERSION = re.compile(r"v?\d+(\.\d+){2}(-\d+)?")
"""A release; what has words, such as -rc.1, is none."""


class Tags(Record):
    name: str
    tags: list[str]


class NodePackage(Record):
    name: str
    download_uris: dict[str, Any] = Field(alias="downloadURIs")


class NodeComponents(Record):
    packages: list[NodePackage] = Field(alias="Packages")


def refresh_of(name: str) -> Callable[[dict[str, Any], str, date], dict[str, Any]]:
    return partial(refreshed, name)


def refreshed(name: str, old: dict[str, Any], text: str, today: date) -> dict[str, Any]:
    """The newest release of each line that the catalog follows. Which line that is stays a decision.

    Raises ValueError where the list has no release of a line.
    """
    source = {**old["sources"][name], "read": today.isoformat()}
    new = {**old, "sources": {**old["sources"], name: source}}
    if source["form"] == "kubeadm":
        return {**new, "minors": _of_kubeadm(name, source, old["minors"], text)}
    found = _versions(name, source, text)
    if name in old["components"]:
        newest = _newest(name, source, found, source["line"], old["components"][name])
        return {**new, "components": {**old["components"], name: newest}}
    by_minor = {
        minor: _newest(name, source, found, minor, facts["components"][name]) for minor, facts in old["minors"].items()
    }
    return {**new, "minors": _with(name, old["minors"], by_minor)}


def _with(name: str, minors: dict[str, Any], versions: dict[str, str]) -> dict[str, Any]:
    return {
        minor: {**facts, "components": {**facts["components"], name: versions[minor]}}
        for minor, facts in minors.items()
    }


def _of_kubeadm(name: str, source: dict[str, str], minors: dict[str, Any], text: str) -> dict[str, Any]:
    """What kubeadm itself pulls. Each of its lists begins with the API server, whose tag is the release."""
    versions: dict[str, str] = {}
    minor = ""
    for image in _IMAGE.finditer(text):
        if image["name"] == "kube-apiserver":
            minor = image["tag"].removeprefix("v").rpartition(".")[0]
        elif image["name"] == name:
            versions[minor] = image["tag"]
    missing = sorted(set(minors) - set(versions))
    if missing:
        raise unexpected(source["command"], f"no list of {', '.join(missing)} with {name} in it")
    return _with(name, minors, versions)


def _versions(name: str, source: dict[str, str], text: str) -> list[str]:
    if source["form"] == "aks":
        found = _packages(name, source, text)
    else:
        found = _TAG.findall(text) if source["form"] == "git" else from_json(Tags, text, source["command"]).tags
    prefix = source.get("prefix", "")
    found = [tag.removeprefix(prefix) for tag in found if tag.startswith(prefix)]
    versions = [tag for tag in found if _VERSION.fullmatch(tag)]
    if not versions:
        raise unexpected(source["command"], "no release in it")
    return versions


def _packages(name: str, source: dict[str, str], text: str) -> list[str]:
    rows = [
        row for row in from_json(NodeComponents, text, source["command"]).packages if row.name == f"azure-{name}-pmc"
    ]
    words = json.dumps([row.download_uris for row in rows])
    return re.findall(r'"latestVersion": "([^"]+)-ubuntu24\.04u\d+"', words)


def _newest(name: str, source: dict[str, str], found: list[str], line: str, known: str) -> str:
    """In the catalog's spelling, with or without a v. A list older than the catalog takes no release back."""
    follows = [tag for tag in found if f"{tag.removeprefix('v')}.".startswith(f"{line}.")]
    if not follows:
        raise unexpected(source["command"], f"no release of {name} {line} in it")
    newest = max((known, *follows), key=_numbers).removeprefix("v")
    return f"v{newest}" if known.startswith("v") else newest


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]
