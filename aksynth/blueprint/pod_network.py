"""How pods get addresses and reach each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.naming import Names
from aksynth.catalog import network_plugins

_WIRE_SERVER = "168.63.129.16/32"


@dataclass(frozen=True, kw_only=True)
class PodNetwork:
    """All consequences of the network plugin and policy for machines, components and add-ons."""

    plugin: str
    policy: str | None
    """None: every pod may talk to every pod."""
    addons: tuple[str, ...]
    """What brings the plugin and the policy to the nodes, in this order."""
    pods_in_subnet: bool
    """Each pod has an address of its node's subnet, which the node's interface holds. False: one of `pod_cidr`."""
    pod_cidr: str
    """Range of pods; with `pods_in_subnet` that of the subnet."""
    cluster_cidr: str
    """What comes from outside of this range is not of the cluster, to kube-proxy and the cloud provider."""
    node_prefix: int | None
    """Prefix of the part of `pod_cidr` that the controller manager gives to each node; None: it gives none."""
    node_bridge: bool
    """containerd connects pods to a bridge of the node, with addresses of the node's part of `pod_cidr`."""
    route_table: str
    """Where the cloud provider keeps a route to the pods of each node; "" where none are needed."""
    ip_forwarding: bool
    """Interfaces take packets whose address is not theirs."""
    non_masquerade_cidrs: tuple[str, ...]
    """What pods reach with their own address."""
    masquerade_link_local: bool
    kube_proxy: bool
    """False: the network plugin serves Services."""
    proxy_mode: str

    @property
    def allocate_node_cidrs(self) -> bool:
        return self.node_prefix is not None

    @property
    def cloud_routes(self) -> bool:
        return bool(self.route_table)


def pod_network(config: KubernetesConfig, vnet_range: str, names: Names) -> PodNetwork:
    """`vnet_range` is "" if the range of an existing virtual network is unknown."""
    decide = DECISIONS.get(config.network_plugin or "", _range_of_pods)
    return decide(config, vnet_range, names)


def _range_of_pods(config: KubernetesConfig, *_: object) -> PodNetwork:
    """Pods have a separate range, and the plugin needs nothing from Azure."""
    plugin, pods = network_plugins.plugin(config.network_plugin), config.cluster_subnet or ""
    return PodNetwork(
        plugin=plugin.name,
        policy=config.network_policy or None,
        addons=network_plugins.policy(config.network_policy).addons,
        pods_in_subnet=plugin.pods_in_subnet,
        pod_cidr=pods,
        cluster_cidr=pods,
        node_prefix=None,
        node_bridge=False,
        route_table="",
        ip_forwarding=False,
        non_masquerade_cidrs=(pods,),
        masquerade_link_local=False,
        kube_proxy=_has_kube_proxy(config),
        proxy_mode=config.kube_proxy_mode or "",
    )


def _has_kube_proxy(config: KubernetesConfig) -> bool:
    return all(addon.enabled is not False for addon in config.addons or [] if addon.name == "kube-proxy")


def _azure_cni(config: KubernetesConfig, vnet_range: str, _: Names) -> PodNetwork:
    """Pods have addresses of the virtual network. As in AKS Engine, they also use these addresses towards Azure DNS."""
    found = _range_of_pods(config)
    return replace(
        found,
        addons=("azure-cni", *found.addons),
        cluster_cidr=vnet_range,
        non_masquerade_cidrs=(*((vnet_range,) if vnet_range else ()), _WIRE_SERVER),
        masquerade_link_local=True,
    )


def _kubenet(config: KubernetesConfig, _: str, names: Names) -> PodNetwork:
    """Azure routes pods to their node. Only the subnets with the route table know these routes, so pods have the node's
    address towards everything else, and towards Azure's link-local services. A policy engine
    installs a plugin that replaces the bridge: it must know the interface of each pod by its name."""
    found = _range_of_pods(config)
    return replace(
        found,
        node_prefix=network_plugins.plugin(config.network_plugin).node_prefix,
        node_bridge=not found.addons,
        route_table=names.of("k8s-master-{suffix}-routetable"),
        ip_forwarding=True,
        masquerade_link_local=True,
    )


def _cilium(config: KubernetesConfig, *_: object) -> PodNetwork:
    """The nodes have a tunnel between them, so Azure sees only the addresses of nodes."""
    prefix = network_plugins.plugin(config.network_plugin).node_prefix
    return replace(_range_of_pods(config), node_prefix=prefix)


DECISIONS = {"azure": _azure_cni, "kubenet": _kubenet, "cilium": _cilium}
"""By plugin. One that is not here is not built: it is shown, and not synthesized."""
