"""Certificate authorities in existing vaults, in place of those that the first master creates."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.apimodel.authorities import AuthorityProfile
from aksynth.blueprint.identities import VaultSecret
from aksynth.vault_secret_id import parts

_FILES = {"cluster": "ca", "etcd": "etcd/ca", "frontProxy": "front-proxy-ca"}
"""kubeadm's names: https://kubernetes.io/docs/setup/best-practices/certificates/#required-certificates"""


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Read by the first master before it creates the PKI, and never again. `name` is that of the model.

    `certificate` and `private_key` are the same secret if it has both."""

    name: str
    certificate: VaultSecret
    private_key: VaultSecret

    @property
    def files(self) -> str:
        """Its files below the folder of the PKI, without `.crt` and `.key`."""
        return _FILES[self.name]

    @property
    def secrets(self) -> dict[str, VaultSecret]:
        """By the name of the role of the masters on it."""
        found = {self.name: self.certificate}
        if self.private_key.id.lower() != self.certificate.id.lower():
            found[f"{self.name}-key"] = self.private_key
        return found


def authorities(model: ApiModel) -> tuple[Authority, ...]:
    found = model.properties.aksynth.certificate_authorities.by_name()
    return tuple(_authority(name, profile) for name, profile in found.items() if profile.certificate)


def _authority(name: str, profile: AuthorityProfile) -> Authority:
    certificate = _secret(profile.certificate or "")
    return Authority(
        name=name,
        certificate=certificate,
        private_key=_secret(profile.private_key) if profile.private_key else certificate,
    )


def _secret(id_: str) -> VaultSecret:
    vault_id, name, version = parts(id_)
    return VaultSecret(vault_id=vault_id, name=name, version=version)
