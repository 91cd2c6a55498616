"""Encryption of Secrets in etcd with a key in Key Vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel import ApiModel

KEY = "k8s"
"""The name that the key had in AKS Engine."""


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """A key of 2,048 bits, which the first master creates. `sku` is that of its vault."""

    sku: Literal["standard", "premium"]
    key: str
    key_type: Literal["RSA", "RSA-HSM"]


def encryption(model: ApiModel) -> Encryption | None:
    """None: etcd stores Secrets as they are. A premium vault keeps the key in an HSM."""
    config = model.properties.orchestrator_profile.kubernetes_config
    if config.enable_encryption_with_external_kms is not True:
        return None
    if config.key_vault_sku == "Premium":
        return Encryption(sku="premium", key=KEY, key_type="RSA-HSM")
    return Encryption(sku="standard", key=KEY, key_type="RSA")
