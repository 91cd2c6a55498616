"""Network plugins and network policy engines, and their consequences for other fields."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.catalog.data import read

_PODS = "10.244.0.0/16"
_MAX_PODS = 110
"""Kubernetes' own number of pods of a node, and AKS Engine's range for them: true of most plugins."""


@dataclass(frozen=True, kw_only=True)
class NetworkPlugin:
    """Consequences of a plugin that depend on no other field."""

    name: str
    pods_in_subnet: bool
    """Each pod has an address of its node's subnet. Without it pods have a range of their own."""
    pod_range: str
    """What `clusterSubnet` is where it is blank."""
    max_pods: int
    """Pods of a node, where nobody says how many."""
    modes: tuple[str, ...]
    """What `networkMode` may be; the first is the default."""
    policies: tuple[str, ...]
    """What `networkPolicy` may be; "" is none."""
    node_prefix: int | None
    """Prefix of the range that each node gets for its pods."""
    cloud_routes: bool
    """Azure routes the range of each node to it."""
    masquerades: bool
    """It gives pods the node's address towards the outside by itself, without ip-masq-agent."""
    replaces_kube_proxy: bool
    """It can serve Services without kube-proxy."""
    sets_mtu: bool
    """The MTU is that of its bridge."""


@dataclass(frozen=True, kw_only=True)
class NetworkPolicy:
    """Consequences of a policy that depend on no other field."""

    name: str
    addon: str | None
    """What enforces it."""
    linux_only: bool
    addons: tuple[str, ...]
    """What aksynth applies for it."""
    mode: str | None
    """The `networkMode` that it needs."""
    plugin: str | None
    """The plugin that the policy implies if no plugin is set."""
    refused: str | None
    """Why no cluster can have it, and what enforces the same."""
    alone: str | None
    """Why it is no policy where no plugin is written."""


def plugins() -> tuple[str, ...]:
    return tuple(read("network_plugins")["plugins"])


def built() -> tuple[str, ...]:
    """Those that this version builds."""
    return tuple(name for name, row in read("network_plugins")["plugins"].items() if row.get("built"))


def policies() -> tuple[str, ...]:
    return tuple(read("network_plugins")["policies"])


def built_policies() -> tuple[str, ...]:
    """Those that this version builds."""
    return tuple(name for name, row in read("network_plugins")["policies"].items() if row.get("addons"))


def modes() -> tuple[str, ...]:
    """Of all plugins."""
    return tuple(mode for name in plugins() for mode in plugin(name).modes)


def default_plugin() -> str:
    return str(read("network_plugins")["default"])


def plugin(name: str | None) -> NetworkPlugin:
    """The facts of a plugin. An unknown plugin has a range for pods, and neither modes nor policies."""
    row = read("network_plugins")["plugins"].get(name, {})
    return NetworkPlugin(
        name=name or "",
        pods_in_subnet=row.get("podsInSubnet", False),
        pod_range=row.get("podRange", _PODS),
        max_pods=row.get("maxPods", _MAX_PODS),
        modes=tuple(row.get("modes", ())),
        policies=tuple(row.get("policies", ())),
        node_prefix=row.get("nodePrefix"),
        cloud_routes=row.get("cloudRoutes", False),
        masquerades=row.get("masquerades", False),
        replaces_kube_proxy=row.get("replacesKubeProxy", False),
        sets_mtu=row.get("setsMtu", False),
    )


def policy(name: str | None) -> NetworkPolicy:
    """The facts of a policy. An unknown policy has no consequences."""
    row = read("network_plugins")["policies"].get(name, {})
    return NetworkPolicy(
        name=name or "",
        addon=row.get("addon"),
        linux_only=row.get("linuxOnly", False),
        addons=tuple(row.get("addons", ())),
        mode=row.get("mode"),
        plugin=row.get("plugin"),
        refused=row.get("refused"),
        alone=row.get("alone"),
    )
