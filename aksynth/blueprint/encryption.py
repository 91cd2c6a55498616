"""Encryption of Secrets in etcd with a key in Key Vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel import ApiModel

KEY = "k8s"
"""The name that the key had in AKS Engine."""


@dataclass(frozen=True, kw_only=True)
class KeyVersion:
    """A version of the key, which the first master creates, and the plugin that uses it: each has its own static pod,
    socket, ports and provider. The API server finds the provider of a Secret by the name that etcd has with it, so the
    names never change. The first version has the names of clusters that were never rotated."""

    number: int

    @property
    def _suffix(self) -> str:
        return "" if self.number == 1 else str(self.number)

    @property
    def provider(self) -> str:
        return f"azurekmsprovider{self._suffix}"

    @property
    def socket(self) -> str:
        return f"azurekms{self._suffix}.socket"

    @property
    def pod(self) -> str:
        return "azure-kms" if self.number == 1 else f"azure-kms-{self.number}"

    @property
    def secret(self) -> str:
        """The name in the vault *masters* of the secret with Azure's name of the version."""
        return "kms-key-version" if self.number == 1 else f"kms-key-version-{self.number}"

    @property
    def health_port(self) -> int:
        """Two consecutive versions never have the same port."""
        return 8787 if self.number % 2 else 8788

    @property
    def metrics_port(self) -> int:
        return 8095 if self.number % 2 else 8096


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """A key of 2,048 bits. `sku` is that of its vault. API servers decrypt with all `versions`. They encrypt with the
    first one, unless they are `read_only`."""

    sku: Literal["standard", "premium"]
    key: str
    key_type: Literal["RSA", "RSA-HSM"]
    versions: tuple[KeyVersion, ...]
    read_only: bool

    @property
    def writes(self) -> KeyVersion | None:
        """None: new Secrets are stored as they are."""
        return None if self.read_only else self.versions[0]


def encryption(model: ApiModel) -> Encryption | None:
    """None: etcd stores Secrets as they are. A premium vault keeps the key in an HSM."""
    config, ours = model.properties.orchestrator_profile.kubernetes_config, model.properties.aksynth.encryption
    if config.enable_encryption_with_external_kms is not True:
        return None
    premium = config.key_vault_sku == "Premium"
    return Encryption(
        sku="premium" if premium else "standard",
        key=KEY,
        key_type="RSA-HSM" if premium else "RSA",
        versions=tuple(KeyVersion(number=number) for number in ours.key_versions or []),
        read_only=ours.read_only is True,
    )
