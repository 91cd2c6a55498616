"""All files of an agent."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pools import Pool
from aksynth.bootstrap import environment
from aksynth.bootstrap.azure_json import agent_azure_json
from aksynth.bootstrap.boot_scripts import boot_script_files
from aksynth.bootstrap.container_registries import registry_files
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.gpu import gpu_files
from aksynth.bootstrap.host import host_files
from aksynth.bootstrap.kubeadm import join_document, kubelet_patch
from aksynth.bootstrap.packages import package_files
from aksynth.bootstrap.proxy import node_proxy_files
from aksynth.bootstrap.static import static_files, system_files
from aksynth.defaults.kata import KATA

_KATA = (File("/etc/modules-load.d/kata.conf", "0644", "vhost_net\nvhost_vsock\n"), *static_files("kata"))
"""kata-containers 4.1.0, docs/installation.md: the modules of a host. Those of KVM load by the processor."""


def agent_files(blueprint: Blueprint, pool: Pool, facts: AzureFacts) -> tuple[File, ...]:
    """By path. They are the same for every instance of the pool, and contain no secret."""
    system = pool.machine.operating_system
    found = [
        environment.environment(blueprint, facts, "agent"),
        environment.authorized_keys(facts),
        agent_azure_json(blueprint, facts),
        join_document(blueprint, pool),
        kubelet_patch(pool.max_pods, pool.kubelet, volume_plugins=system.volume_plugins),
        *host_files(blueprint, system),
        *node_proxy_files(blueprint, system),
        *registry_files(blueprint, facts, "agent"),
        *boot_script_files(blueprint, pool.name),
        *static_files("agent"),
        *package_files(blueprint, system),
        *system_files(system),
        *(_KATA if pool.container_runtime == KATA else ()),
        *(gpu_files(blueprint, pool.gpu) if pool.gpu else ()),
    ]
    return tuple(sorted(found, key=lambda file: file.path))
