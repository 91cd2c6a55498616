"""`linuxProfile` and `properties.aksynth`."""

from __future__ import annotations

from aksynth.apimodel.aksynth import AksynthProfile, BackendProfile, BackupProfile
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.linux import LinuxProfile
from aksynth.apimodel.model import Properties
from aksynth.defaults.filling import Filling
from aksynth.defaults.origin import Origins

_AKSYNTH = ("properties", "aksynth")


def linux(written: LinuxProfile, origins: Origins) -> LinuxProfile:
    profile = Filling(written, ("properties", "linuxProfile"), origins)
    profile.default("run_unattended_upgrades_on_bootstrap", False)
    profile.default("enable_unattended_upgrades", True)
    return profile.done()


def fill_aksynth(properties: Properties, config: KubernetesConfig, origins: Origins) -> AksynthProfile:
    written, prefix = properties.aksynth, properties.master_profile.dns_prefix
    profile = Filling(written, _AKSYNTH, origins)
    profile.default("protect", True)
    if config.use_managed_identity:
        profile.default("identity", "UserAssigned")
    group = Filling(written.resource_group, (*_AKSYNTH, "resourceGroup"), origins)
    group.default("existing", False)
    if not group.get("existing"):
        group.derived("name", prefix or None, "the dnsPrefix")
    profile.replace("resource_group", group.done())
    profile.replace("backend", _backend(written.backend, prefix, origins))
    profile.replace("backup", _backup(written.backup, origins))
    return profile.done()


def _backup(written: BackupProfile, origins: Origins) -> BackupProfile:
    """Snapshots are on by default, because users expect them. They use storage, which Azure charges for."""
    backup = Filling(written, (*_AKSYNTH, "backup"), origins)
    backup.default("enabled", True)
    if backup.get("enabled"):
        backup.default("interval_hours", 6)
        backup.default("retention_days", 14)
    return backup.done()


def _backend(written: BackendProfile, prefix: str, origins: Origins) -> BackendProfile:
    if not written.azurerm:
        return written
    blob = Filling(written.azurerm, (*_AKSYNTH, "backend", "azurerm"), origins)
    blob.derived("key", f"{prefix}.tfstate", "the dnsPrefix")
    backend = Filling(written, (*_AKSYNTH, "backend"), origins)
    backend.replace("azurerm", blob.done())
    return backend.done()
