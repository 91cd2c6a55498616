"""Add-ons of a cluster."""

from __future__ import annotations

from aksynth.apimodel.addon import Addon
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.catalog import network_plugins
from aksynth.catalog.addons import DISKS, ENTRA_ADMINS, FILES, GPUS
from aksynth.defaults.filling import Filling

_ALWAYS = ("coredns", "kube-proxy", "azure-cloud-provider", DISKS)


def addons(config: Filling[KubernetesConfig], *, admin_group: bool, gpus: bool) -> None:
    """The add-ons of the api model, unchanged, then those that are on by default. `admin_group`: the model names a
    group of administrators in Microsoft Entra ID. `gpus`: a pool has GPUs whose driver Ubuntu has."""
    written: list[Addon] = config.get("addons") or []
    named = {addon.name for addon in written}
    # The driver of files needs the definitions of snapshots, which come with that of disks.
    files = () if any(addon.name == DISKS and addon.enabled is False for addon in written) else (FILES,)
    wanted = (*_on(config), *files, *((ENTRA_ADMINS,) if admin_group else ()), *((GPUS,) if gpus else ()))
    missing = [name for name in wanted if name not in named]
    if missing:
        new = [Addon.model_validate({"name": name, "enabled": True}) for name in missing]
        config.extended("addons", new, "on by default")


def _on(config: Filling[KubernetesConfig]) -> list[str]:
    plugin = network_plugins.plugin(config.get("network_plugin"))
    masquerade = () if plugin.masquerades else ("ip-masq-agent",)
    policy = network_plugins.policy(config.get("network_policy")).addon
    return [*_ALWAYS, *masquerade, *([policy] if policy else [])]
