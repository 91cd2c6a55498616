"""Labels, tags and certificate names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.machine import MachineProfile
from aksynth.catalog.qualified_name import KEY, NAME
from aksynth.defaults.autoscaler import may_be_empty
from aksynth.defaults.taints import registered
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import A, M
from aksynth.rules.registry import AZURE, KUBERNETES, Finding, rule, shown

_LABEL_KEY, _LABEL_VALUE = re.compile(KEY), re.compile(f"({NAME})?")
_SAN = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


@rule(
    "V101",
    wrong={A + "customNodeLabels": {"a b": "c"}},
    right={A + "customNodeLabels": {"a": "c"}},
    source=KUBERNETES,
    advice="remove blanks and special characters",
)
def labels(case: Case) -> Iterator[Finding]:
    """Node labels must be valid in Kubernetes."""
    allowed = "at most 63 letters, digits, '-', '_' and '.'; the key may have a domain and a slash in front"
    for path, pool in case.pools():
        for name, value in (pool.custom_node_labels or {}).items():
            if not _LABEL_KEY.fullmatch(name) or not _LABEL_VALUE.fullmatch(value):
                found = f"{name}={value}"[:100]
                yield Finding(
                    (*path, "customNodeLabels", name), "Kubernetes does not accept this label", shown(found), allowed
                )


@rule(
    "A42",
    wrong={A + "customNodeLabels": {"node-role.kubernetes.io/x": ""}},
    source=KUBERNETES,
    right={A + "customNodeLabels": {"node.kubernetes.io/x": ""}},
    advice="use your own domain, such as example.com/x",
)
def restricted_labels(case: Case) -> Iterator[Finding]:
    """Node labels must be labels that a kubelet may set on its own node.

    The kubelet does not start with other labels.
    """
    for path, pool in case.pools():
        for name in pool.custom_node_labels or {}:
            domain = name.rpartition("/")[0]
            own = domain.endswith(("kubernetes.io", "k8s.io"))
            if own and not domain.endswith(("node.kubernetes.io", "kubelet.kubernetes.io")):
                yield Finding(
                    (*path, "customNodeLabels", name), "a kubelet may not set this label on its own node", shown(name)
                )


@rule(
    "A43",
    wrong={M + "subjectAltNames": ["a b"]},
    right={M + "subjectAltNames": ["a.example.com"]},
    source=KUBERNETES,
    advice="write host names or addresses",
)
def alt_names(case: Case) -> Iterator[Finding]:
    """Names on the API certificate must be host names."""
    for i, name in enumerate(case.masters.subject_alt_names or []):
        if not _SAN.fullmatch(name):
            yield Finding((*MASTER, "subjectAltNames", i), "this is not a host name", shown(name))


@rule(
    "A45",
    wrong={M + "customVMTags": {"a/b": "c"}},
    right={M + "customVMTags": {"a": "c"}},
    source=AZURE,
    advice="remove the character, or shorten the tag",
)
def tags(case: Case) -> Iterator[Finding]:
    """Tags must be valid in Azure."""
    allowed = "names up to 512 characters without < > % & \\ ? /, values up to 256"
    for path, machine in case.machines():
        written, place = machine.custom_vm_tags or {}, (*path, "customVMTags")
        for name, value in written.items():
            if len(name) > 512 or len(value) > 256 or re.search(r"[<>%&\\?/]", name):
                yield Finding((*place, name), "Azure does not accept this tag", shown(name), allowed)
        for name, other in _same_names(written):
            found = f"Azure ignores the case of names, and there is a tag {shown(other)}"
            yield Finding((*place, name), found, shown(name), advice="remove one of the tags")


def _same_names(tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Azure would keep one of them, and each plan would add the other one."""
    seen: dict[str, str] = {}
    for name in tags:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            yield name, other


_BUILT_IN_TAGS = {"creationsource", "orchestrator", "poolname", "resourcenamesuffix"}
_BUILT_IN_LABELS = 5
"""Cluster, role, Spot, GPU and Kata Containers."""
_MOST_TAGS = 50
"""https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources: names have no case."""


@rule(
    "A127",
    wrong={M + "customVMTags": {f"tag{number}": "x" for number in range(47)}},
    right={M + "customVMTags": {f"tag{number}": "x" for number in range(46)}},
    source=AZURE,
    advice="remove some tags; a tag of the resource group does not need a copy on the machines",
)
def number_of_tags(case: Case) -> Iterator[Finding]:
    """A machine must have at most 50 tags, four of which the cluster sets.

    An autoscaled pool with `min-nodes` 0 has more of the cluster: one for each label and taint.
    """
    for path, machine in case.machines():
        names = {name.lower() for name in machine.custom_vm_tags or {}} - _BUILT_IN_TAGS
        own = len(_BUILT_IN_TAGS) + _template_tags(case, machine)
        if len(names) + own > _MOST_TAGS:
            found = f"the model has {len(names)} tags, and the cluster sets {own}"
            yield Finding((*path, "customVMTags"), found, allowed=f"{max(_MOST_TAGS - own, 0)} or fewer")


def _template_tags(case: Case, machine: MachineProfile) -> int:
    """How many tags tell the autoscaler what the nodes of an empty pool are like, at most."""
    if not isinstance(machine, AgentPoolProfile) or not may_be_empty(case.config, machine.name):
        return 0
    taints = [text for text in registered(machine).split(",") if text]
    return _BUILT_IN_LABELS + len(machine.custom_node_labels or {}) + len(taints)
