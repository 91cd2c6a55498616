"""`properties.aksynth`."""

from __future__ import annotations

from aksynth.apimodel.aksynth import AksynthProfile
from aksynth.apimodel.backend import BackendProfile
from aksynth.apimodel.backup import BackupProfile
from aksynth.apimodel.encryption import EncryptionProfile
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.model import Properties
from aksynth.apimodel.private_endpoints import PrivateEndpointsProfile
from aksynth.defaults.authorities import filled_authorities
from aksynth.defaults.filling import Filling
from aksynth.defaults.jumpbox import filled_jumpbox
from aksynth.defaults.origin import Origins
from aksynth.defaults.ranges import ENDPOINTS

_AKSYNTH = ("properties", "aksynth")


def fill_aksynth(properties: Properties, config: KubernetesConfig, origins: Origins) -> AksynthProfile:
    written, prefix = properties.aksynth, properties.master_profile.dns_prefix
    profile = Filling(written, _AKSYNTH, origins)
    profile.default("protect", True)
    profile.default("assign_roles", True)
    if config.use_managed_identity:
        profile.default("identity", "UserAssigned")
    group = Filling(written.resource_group, (*_AKSYNTH, "resourceGroup"), origins)
    group.default("existing", False)
    if not group.get("existing"):
        group.derived("name", prefix or None, "the dnsPrefix")
    profile.replace("resource_group", group.done())
    profile.replace("backend", _backend(written.backend, prefix, origins))
    profile.replace("backup", _backup(written.backup, origins))
    if config.enable_encryption_with_external_kms or config.enable_data_encryption_at_rest:
        profile.replace("encryption", _encryption(written.encryption, origins))
    profile.replace("certificate_authorities", filled_authorities(properties, origins))
    is_private, in_new_vnet = config.private_cluster.enabled is True, not properties.master_profile.vnet_subnet_id
    endpoints = _private_endpoints(written.private_endpoints, is_private, in_new_vnet, origins)
    profile.replace("private_endpoints", endpoints)
    if written.jumpbox:
        profile.replace("jumpbox", filled_jumpbox(written.jumpbox, (*_AKSYNTH, "jumpbox"), origins))
    return profile.done()


def _encryption(written: EncryptionProfile, origins: Origins) -> EncryptionProfile:
    profile = Filling(written, (*_AKSYNTH, "encryption"), origins)
    profile.default("key_versions", [1])
    profile.default("read_only", False)
    if written.keys:
        profile.default("lookup", True)
    return profile.done()


def _backup(written: BackupProfile, origins: Origins) -> BackupProfile:
    """Snapshots are on by default, because users expect them. They use storage, which Azure charges for."""
    backup = Filling(written, (*_AKSYNTH, "backup"), origins)
    backup.default("enabled", True)
    if backup.get("enabled"):
        backup.default("interval_hours", 6)
        backup.default("retention_days", 14)
    return backup.done()


def _private_endpoints(
    written: PrivateEndpointsProfile, is_private: bool, in_new_vnet: bool, origins: Origins
) -> PrivateEndpointsProfile:
    """On by default where they need no choice of the model: in an existing network, somebody must choose a subnet."""
    endpoints = Filling(written, (*_AKSYNTH, "privateEndpoints"), origins)
    if written.prefix or written.subnet_id:
        endpoints.derived("enabled", True, "prefix" if written.prefix else "subnetId")
    elif is_private and in_new_vnet:
        endpoints.derived("enabled", True, "privateCluster in a new virtual network")
    endpoints.default("enabled", False)
    if endpoints.get("enabled") and in_new_vnet:
        endpoints.default("prefix", str(ENDPOINTS))
    return endpoints.done()


def _backend(written: BackendProfile, prefix: str, origins: Origins) -> BackendProfile:
    if not written.azurerm:
        return written
    blob = Filling(written.azurerm, (*_AKSYNTH, "backend", "azurerm"), origins)
    blob.derived("key", f"{prefix}.tfstate", "the dnsPrefix")
    backend = Filling(written, (*_AKSYNTH, "backend"), origins)
    backend.replace("azurerm", blob.done())
    return backend.done()
