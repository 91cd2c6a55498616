"""Certificates of existing vaults that Azure installs on machines."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel


@dataclass(frozen=True, kw_only=True)
class VaultCertificates:
    """Those of one vault. `urls` have a version each."""

    vault_id: str
    urls: tuple[str, ...]


def certificates(model: ApiModel) -> tuple[VaultCertificates, ...]:
    """In the order of the model."""
    return tuple(
        VaultCertificates(
            vault_id=(entry.source_vault.id if entry.source_vault else None) or "",
            urls=tuple(sorted({found.certificate_url or "" for found in entry.vault_certificates or []})),
        )
        for entry in model.properties.linux_profile.secrets or []
    )
