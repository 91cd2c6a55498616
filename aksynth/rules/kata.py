"""Kata Containers."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.catalog import vm_sizes
from aksynth.defaults.kata import KATA, has_mutating_policies, runs_kata
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import A, K, O
from aksynth.rules.registry import KUBERNETES, Finding, rule, shown

_KATA = {K + "containerRuntime": KATA, A + "vmSize": "Standard_D4s_v3"}
_IN_POOL = {A + "kubernetesConfig": {"containerRuntime": KATA}, A + "vmSize": "Standard_D4s_v3"}
_PROJECT = "https://github.com/kata-containers/kata-containers/tree/4.1.0/tools/packaging/kata-deploy/helm-chart"
_LABELS = ("katacontainers.io/", "kata-deploy.katacontainers.io/", "aksynth.io/")


@rule(
    "A83",
    wrong={**_KATA, A + "vmSize": "Standard_DS2_v2"},
    right=_KATA,
    source="https://learn.microsoft.com/azure/virtual-machines/acu",
    silenceable=True,
    advice="use an x64 size that nests: Dv3, Ev3, Fsv2, Intel Dv4 and Ev4, or a D or E size of version 5 or later",
)
def kata_sizes(case: Case) -> Iterator[Finding]:
    """Pools with Kata Containers must use a size with nested virtualization.

    Each pod is a virtual machine inside the node. Agents of another size never join. For a size that is not in the
    catalog, silence the rule with a reason.
    """
    for path, pool in case.pools():
        size = vm_sizes.find(pool.vm_size)
        nests = size.nested_virtualization if size else None
        if runs_kata(pool, case.config) and nests is not True:
            known = "this size does not support nested virtualization"
            unknown = "it is not known whether this size supports nested virtualization"
            yield Finding((*path, "vmSize"), unknown if nests is None else known, shown(pool.vm_size))


@rule(
    "A230",
    wrong={**_KATA, A + "customNodeLabels": {"katacontainers.io/kata-runtime": "true"}},
    right={**_KATA, A + "customNodeLabels": {"example.com/kata-runtime": "true"}},
    source=_PROJECT,
    advice="remove the label",
)
def kata_labels(case: Case) -> Iterator[Finding]:
    """Labels of Kata Containers must be left to kata-deploy.

    kata-deploy sets them on a node when it has installed the runtime. With an earlier label, pods would be scheduled to
    a node that cannot run them. Labels of `aksynth.io` belong to the cluster.
    """
    for path, pool in case.pools():
        for name in pool.custom_node_labels or {}:
            if name.startswith(_LABELS):
                yield Finding((*path, "customNodeLabels", name), "the cluster sets this label itself", shown(name))


@rule(
    "A231",
    wrong={**_KATA, O + "orchestratorRelease": "1.35"},
    right={**_KATA, O + "orchestratorRelease": "1.36"},
    source=KUBERNETES + "reference/access-authn-authz/mutating-admission-policy/",
    warns=True,
    advice="use Kubernetes 1.36 or later, or write runtimeClassName: kata in each pod",
)
def kata_by_default(case: Case) -> Iterator[Finding]:
    """Kubernetes should be 1.36 or later for Kata Containers to be the default of pods.

    Earlier releases do not serve MutatingAdmissionPolicy. Pods run in Kata Containers only if they ask for the
    RuntimeClass.
    """
    if not has_mutating_policies(case.minor):
        for path in _places(case):
            yield Finding(path, f"pods without a RuntimeClass run in runc with Kubernetes {case.minor}", shown(KATA))


@rule(
    "A232",
    wrong={**_IN_POOL, "properties.agentPoolProfiles.1": {"name": "other", "count": 1, "vmSize": "Standard_D2_v3"}},
    right=_IN_POOL,
    source="docs/kata.md",
    warns=True,
    advice="label the namespaces with aksynth.io/kata=true, or write runtimeClassName: kata in their pods",
)
def kata_by_choice(case: Case) -> Iterator[Finding]:
    """Pods should choose Kata Containers if only some pools have it.

    Pods without a RuntimeClass run in runc, on any agent. If all pools have Kata Containers, it is the default.
    """
    kata = [runs_kata(pool, case.config) for _, pool in case.pools()]
    if any(kata) and not all(kata) and has_mutating_policies(case.minor):
        for path in _places(case):
            yield Finding(path, "not all pools have Kata Containers: pods do not get it by default", shown(KATA))


def _places(case: Case) -> Iterator[Path]:
    """Where the model asks for Kata Containers, if an agent has it."""
    pools = [(path, pool) for path, pool in case.pools() if runs_kata(pool, case.config)]
    if pools and case.config.container_runtime == KATA:
        yield (*CONFIG, "containerRuntime")
    for path, pool in pools:
        if pool.kubernetes_config and pool.kubernetes_config.container_runtime == KATA:
            yield (*path, "kubernetesConfig", "containerRuntime")
