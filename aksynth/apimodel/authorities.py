"""`properties.aksynth.certificateAuthorities`."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.status import BUILT, Needs, built


class AuthorityProfile(Profile):
    """A certificate authority in existing key vaults."""

    certificate: str | None = key(
        "certificate",
        None,
        "Resource id of the secret with the certificate of the authority and those of its issuers up to the root, in "
        "PEM.",
        unset="none: the first master creates the authority",
        rule="A390",
        reaches="azurerm_role_assignment, /etc/aksynth/authorities",
        status=BUILT,
    )
    private_key: str | None = key(
        "privateKey",
        None,
        "Resource id of the secret with the private key of the authority, in PEM without a passphrase.",
        unset="the secret in certificate, which has both",
        rule="A390",
        reaches="azurerm_role_assignment, /etc/aksynth/authorities",
        status=built(needs=[Needs("certificate", rule="A390")]),
    )


def _authority(alias: str, signs: str) -> Any:
    return profile(alias, AuthorityProfile, f"The authority that signs the certificates of {signs}.")


class AuthoritiesProfile(Profile):
    """Certificate authorities of your organization, in place of those that the first master creates."""

    cluster: AuthorityProfile = _authority("cluster", "the API server, kubelets and administrators")
    etcd: AuthorityProfile = _authority("etcd", "etcd, its members and its clients")
    front_proxy: AuthorityProfile = _authority("frontProxy", "the API server as a client of other API servers")

    def by_name(self) -> dict[str, AuthorityProfile]:
        """With the names of the model."""
        return {"cluster": self.cluster, "etcd": self.etcd, "frontProxy": self.front_proxy}
