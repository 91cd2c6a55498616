"""Encryption of Secrets in etcd, with a key in Key Vault or with one that the masters have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel import ApiModel
from aksynth.resource_id import ResourceId

KEY = "k8s"
"""The name that the key had in AKS Engine."""


@dataclass(frozen=True, kw_only=True)
class BorrowedKey:
    """A version of a key that exists. `version` is Azure's name of it."""

    vault_id: str
    vault: str
    name: str
    version: str

    @property
    def id(self) -> str:
        """The resource id of the key, on which a role can be assigned."""
        return f"{self.vault_id}/keys/{self.name}"


@dataclass(frozen=True, kw_only=True)
class KeyVersion:
    """A version of the key, which the first master creates. The API server finds the provider of a Secret by the name
    that etcd has with it, so the names never change. The first version has the names of clusters that were never
    rotated.

    A `local` version is 32 random bytes in a file of every master. Any other one has a plugin that uses it, with its
    own static pod, socket and ports. `borrowed` is the key of a version that exists, and None for a version of the
    cluster's own key."""

    number: int
    local: bool
    borrowed: BorrowedKey | None

    @property
    def _suffix(self) -> str:
        return "" if self.number == 1 else str(self.number)

    @property
    def provider(self) -> str:
        """A plugin's, or the name that a key on the masters has in AKS Engine."""
        return f"key{self.number}" if self.local else f"azurekmsprovider{self._suffix}"

    @property
    def socket(self) -> str:
        return f"azurekms{self._suffix}.socket"

    @property
    def pod(self) -> str:
        return "azure-kms" if self.number == 1 else f"azure-kms-{self.number}"

    @property
    def secret(self) -> str:
        """The name in the vault *masters* of the secret with a local version, or with Azure's name of the version."""
        name = "etcd-encryption-key" if self.local else "kms-key-version"
        return name if self.number == 1 else f"{name}-{self.number}"

    @property
    def health_port(self) -> int:
        """Two consecutive versions never have the same port."""
        return 8787 if self.number % 2 else 8788

    @property
    def metrics_port(self) -> int:
        return 8095 if self.number % 2 else 8096


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """API servers decrypt with all `versions`. They encrypt with the first one, unless they are `read_only`.

    All versions are `local`, or none is. The cluster's own key in Key Vault has 2,048 bits, and `sku` is that of its
    vault. It exists if it is `owned`: some version up to the latest is its own, now or earlier. Snapshots of etcd need
    the earlier ones."""

    local: bool
    sku: Literal["standard", "premium"]
    key: str
    key_type: Literal["RSA", "RSA-HSM"]
    versions: tuple[KeyVersion, ...]
    owned: bool
    read_only: bool

    @property
    def writes(self) -> KeyVersion | None:
        """None: new Secrets are stored as they are."""
        return None if self.read_only else self.versions[0]


def encryption(model: ApiModel) -> Encryption | None:
    """None: etcd stores Secrets as they are. A premium vault keeps the key in an HSM."""
    config, ours = model.properties.orchestrator_profile.kubernetes_config, model.properties.aksynth.encryption
    with_kms, local = config.enable_encryption_with_external_kms is True, config.enable_data_encryption_at_rest is True
    if not with_kms and not local:
        return None
    premium, numbers = config.key_vault_sku == "Premium", ours.key_versions or []
    keys = {int(number): _borrowed(id_) for number, id_ in (ours.keys or {}).items() if with_kms}
    return Encryption(
        local=local,
        sku="premium" if premium else "standard",
        key=KEY,
        key_type="RSA-HSM" if premium else "RSA",
        versions=tuple(KeyVersion(number=number, local=local, borrowed=keys.get(number)) for number in numbers),
        owned=with_kms and any(number not in keys for number in range(1, max(numbers) + 1)),
        read_only=ours.read_only is True,
    )


def _borrowed(version_id: str) -> BorrowedKey:
    """The vault and the version are written as in answers of Key Vault. The plugin rejects an answer with another
    address of the key: Azure/kubernetes-kms v0.11.0, pkg/plugin/keyvault.go, Encrypt."""
    vault, name, version = ResourceId.parse(version_id).names
    vault_id = version_id[: -len(f"/keys/{name}/versions/{version}")]
    return BorrowedKey(vault_id=vault_id, vault=vault.lower(), name=name, version=version.lower())
