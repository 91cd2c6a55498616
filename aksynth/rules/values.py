"""Values and numbers that stand in a list or between bounds, as the fields themselves say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aksynth.apimodel import Written
from aksynth.rules.case import Case
from aksynth.rules.paths import A, K, M, O, X
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, AZURE, Finding, rule, shown


def _outside(case: Case, id_: str) -> Iterator[Finding]:
    for field in case.fields:
        if field.facts.rule == id_ and (allowed := _broken(field)):
            yield Finding(field.path, "this value is not allowed", shown(field.value), allowed)


def _broken(field: Written) -> str:
    """What is allowed instead; "" where the value is allowed."""
    facts, value = field.facts, field.value
    if facts.values and isinstance(value, str):
        texts = [text.lower() for text in facts.values] if facts.any_case else list(facts.values)
        return "" if (value.lower() if facts.any_case else value) in texts else ", ".join(facts.values)
    if (facts.minimum is not None or facts.maximum is not None) and isinstance(value, int):
        return "" if _within(value, facts.minimum, facts.maximum, facts.zero) else _bounds(facts)
    return ""


def _within(value: int, minimum: int | None, maximum: int | None, zero: bool) -> bool:
    if zero and value == 0:
        return True
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)


def _bounds(facts: Any) -> str:
    unset = "0, or " if facts.zero else ""
    if facts.maximum is None:
        return f"{unset}{facts.minimum} or more"
    return f"{unset}{facts.minimum} to {facts.maximum}"


_ROWS: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str, str]] = [
    # id, what it wants, why, wrong, right, advice, source
    (
        "V8",
        "An operating system disk has 30 to 2048 GiB",
        "The images need 30 GiB, and Azure boots from no larger disk.",
        {M + "osDiskSizeGB": 20},
        {M + "osDiskSizeGB": 30},
        "0, or no field, keeps the image's own size",
        AZURE,
    ),
    (
        "V9",
        "A machine has 1 to 256 IP configurations",
        "Azure's limit of private addresses of a network interface.",
        {A + "ipAddressCount": 257},
        {A + "ipAddressCount": 256},
        "lower it; with Azure CNI it is max-pods + 1",
        AZURE,
    ),
    (
        "V10",
        "Masters and jumpbox have managed disks",
        "Nothing else survives a machine that is replaced.",
        {M + "storageProfile": "Ephemeral"},
        {M + "storageProfile": "ManagedDisks"},
        "remove the field",
        AKS_ENGINE,
    ),
    (
        "V11",
        "A pool has 1 to 1000 agents",
        "A scale set holds no more.",
        {A + "count": 0},
        {A + "count": 1},
        "remove the pool, or make several",
        AZURE,
    ),
    (
        "V12",
        "Disks, priority and eviction of a pool are of a known kind",
        "",
        {A + "scaleSetPriority": "Cheap"},
        {A + "scaleSetPriority": "Spot"},
        "look for a slip",
        AKS_ENGINE,
    ),
    (
        "V20",
        "The orchestrator is Kubernetes",
        "",
        {O + "orchestratorType": "Nomad"},
        {O + "orchestratorType": "kubernetes"},
        "remove the field",
        AKS_ENGINE,
    ),
    (
        "V28",
        "Load balancers are Basic or Standard",
        "Basic becomes Standard: Azure has retired it.",
        {K + "loadBalancerSku": "Gateway"},
        {K + "loadBalancerSku": "standard"},
        "remove the field",
        AKS_ENGINE,
    ),
    (
        "V31",
        "At most 16 outbound addresses are asked for",
        "",
        {K + "loadBalancerOutboundIPs": 17},
        {K + "loadBalancerOutboundIPs": 1},
        "remove the field: a NAT gateway is the way out",
        AKS_ENGINE,
    ),
    (
        "V32",
        "The number of load balancer rules is not negative",
        "",
        {K + "maximumLoadBalancerRuleCount": -1},
        {K + "maximumLoadBalancerRuleCount": 100},
        "remove the field",
        AKS_ENGINE,
    ),
    (
        "V33",
        "Idle connections last 4 to 120 minutes",
        "The limits of a NAT gateway.",
        {K + "outboundRuleIdleTimeoutInMinutes": 3},
        {K + "outboundRuleIdleTimeoutInMinutes": 4},
        "30 is the default",
        AZURE,
    ),
    (
        "V34",
        "etcd's database may grow to 2 GiB or more",
        "etcd's own default is 2 GiB; with the quota reached the cluster only reads.",
        {K + "etcdStorageLimitGB": 1},
        {K + "etcdStorageLimitGB": 8},
        "8 is the default",
        AKS_ENGINE,
    ),
    (
        "V37",
        "The container runtime is containerd or Kata",
        "docker becomes containerd.",
        {K + "containerRuntime": "rkt"},
        {K + "containerRuntime": "containerd"},
        "remove the field",
        AKS_ENGINE,
    ),
    (
        "V41",
        "kube-proxy has a mode that exists",
        "",
        {K + "kubeProxyMode": "userspace"},
        {K + "kubeProxyMode": "nftables"},
        "iptables is the default",
        AKS_ENGINE,
    ),
    (
        "V42",
        "maxPods is 5 or more",
        "",
        {K + "maxPods": 4},
        {K + "maxPods": 0},
        "write --max-pods in kubeletConfig",
        AKS_ENGINE,
    ),
    (
        "V52",
        "The kind of image registry is known",
        "",
        {K + "kubernetesImageBaseType": "acr"},
        {K + "kubernetesImageBaseType": "mcr"},
        "remove the field: it has no effect",
        AKS_ENGINE,
    ),
    (
        "V60",
        "The network plugin is known",
        "flannel was deprecated by AKS Engine itself.",
        {K + "networkPlugin": "flannel"},
        {K + "networkPlugin": "kubenet"},
        "azure is the default",
        AKS_ENGINE,
    ),
    (
        "V61",
        "The network policy engine is known",
        "",
        {K + "networkPolicy": "weave"},
        {K + "networkPolicy": "calico"},
        "remove the field for no policies",
        AKS_ENGINE,
    ),
    (
        "V82",
        "Nodes run Linux or Windows",
        "",
        {A + "osType": "linux"},
        {A + "osType": "Linux"},
        "remove the field",
        AKS_ENGINE,
    ),
    (
        "V83",
        "Machines are in an availability set or a scale set",
        "AKS Engine took any other text for a set of its masters.",
        {M + "availabilityProfile": "Scaleset"},
        {M + "availabilityProfile": "AvailabilitySet"},
        "look for a slip",
        AKS_ENGINE,
    ),
    (
        "V94",
        "A disk's cache is None, ReadOnly or ReadWrite",
        "",
        {M + "osDiskCachingType": "Both"},
        {M + "osDiskCachingType": "ReadOnly"},
        "ReadWrite is the default",
        AZURE,
    ),
    (
        "V95",
        "The distribution is known",
        "Red Hat and CoreOS went long ago; Flatcar took CoreOS's place.",
        {A + "distro": "coreos"},
        {A + "distro": "flatcar"},
        "remove the field for Ubuntu",
        AKS_ENGINE,
    ),
    (
        "V151",
        "An add-on's mode is EnsureExists or Reconcile",
        "",
        {K + "addons": [{"name": "coredns", "mode": "Once"}]},
        {K + "addons": [{"name": "coredns", "mode": "Reconcile"}]},
        "remove the field",
        AKS_ENGINE,
    ),
    (
        "A44",
        "Fault domains are 1 to 5, update domains 1 to 20",
        "What Azure has.",
        {M + "platformUpdateDomainCount": 21},
        {M + "platformUpdateDomainCount": 20},
        "remove the field",
        AZURE,
    ),
    (
        "A57",
        "The masters' identity is of a known kind",
        "",
        {X + "identity": "Both"},
        {X + "identity": "SystemAssigned"},
        "remove the field",
        AKSYNTH,
    ),
    (
        "A66",
        "Numbers of the cloud provider are not negative",
        "",
        {K + "cloudProviderBackoffRetries": -1},
        {K + "cloudProviderBackoffRetries": 3},
        "remove the field",
        AKSYNTH,
    ),
    (
        "A68",
        "A key vault is Standard or Premium",
        "AKS Engine let Azure refuse other texts.",
        {K + "keyVaultSku": "Basic"},
        {K + "keyVaultSku": "premium"},
        "Premium keeps the key in an HSM",
        AZURE,
    ),
    (
        "A94",
        "Snapshots of etcd are taken every 1 to 24 hours and kept 1 to 365 days",
        "So there is always one to go back to.",
        {X + "backup": {"intervalHours": 48}},
        {X + "backup": {"intervalHours": 24}},
        "6 hours and 14 days are the defaults",
        AKSYNTH,
    ),
]


def _register(id_: str, title: str, why: str, wrong: Any, right: Any, advice: str, source: str) -> None:
    def check(case: Case) -> Iterator[Finding]:
        yield from _outside(case, id_)

    check.__doc__ = f"{title}.\n\n{why}"
    rule(id_, wrong=wrong, right=right, advice=advice, source=source)(check)


for _row in _ROWS:
    _register(*_row)
