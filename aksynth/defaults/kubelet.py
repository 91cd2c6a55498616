"""The maximum number of pods on a node, and the addresses that they need."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.machine import MachineKubernetesConfig
from aksynth.catalog import network_plugins
from aksynth.defaults.filling import Filling
from aksynth.defaults.origin import Origins

FLAG = "--max-pods"
_CLUSTER = ("properties", "orchestratorProfile", "kubernetesConfig", "kubeletConfig")


def with_max_pods(config: Filling[KubernetesConfig]) -> None:
    """The cluster's `--max-pods`. The `kubeletConfig` of a profile may override it."""
    plugin = network_plugins.plugin(config.get("network_plugin"))
    flags: dict[str, str] = config.get("kubelet_config") or {}
    if FLAG not in flags:
        config.added("kubelet_config", FLAG, str(plugin.max_pods), f"networkPlugin {plugin.name}")


def addresses(machine: Filling[Any], config: KubernetesConfig, origins: Origins) -> None:
    """One address for the node, and one for each pod if pods have addresses of the subnet."""
    if not network_plugins.plugin(config.network_plugin).pods_in_subnet:
        machine.derived("ip_address_count", 1, f"networkPlugin {config.network_plugin}")
        return
    own = machine.get("kubernetes_config")
    if not machine.blank("ip_address_count") and not _asked(own, origins):
        _follow(machine, own, machine.get("ip_address_count") - 1)
    pods = max_pods(machine.get("kubernetes_config"), config)
    if pods is not None:
        machine.derived("ip_address_count", pods + 1, f"{FLAG} {pods}")


def _asked(own: KubernetesConfig | None, origins: Origins) -> bool:
    """Whether the api model sets the number of pods."""
    return FLAG in ((own and own.kubelet_config) or {}) or (*_CLUSTER, FLAG) not in origins


def _follow(machine: Filling[Any], own: KubernetesConfig | None, pods: int) -> None:
    """Pods by the written number of addresses."""
    flags = Filling(own or MachineKubernetesConfig(), (*machine.path, "kubernetesConfig"), machine.origins)
    flags.added("kubelet_config", FLAG, str(pods), "ipAddressCount")
    machine.replace("kubernetes_config", flags.done())


def max_pods(own: KubernetesConfig | None, config: KubernetesConfig) -> int | None:
    """The flag of the profile, or of the cluster. None if it is not a number."""
    for flags in (own.kubelet_config if own else None, config.kubelet_config):
        if flags and FLAG in flags:
            text = flags[FLAG]
            return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
    return None
