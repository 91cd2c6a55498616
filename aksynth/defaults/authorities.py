"""Certificate authorities in existing vaults."""

from __future__ import annotations

from aksynth.apimodel.authorities import AuthoritiesProfile
from aksynth.apimodel.model import Properties
from aksynth.defaults.filling import Filling
from aksynth.defaults.origin import Origins
from aksynth.vault_secret_id import is_vault_secret

_PATH = ("properties", "aksynth", "certificateAuthorities")


def filled_authorities(properties: Properties, origins: Origins) -> AuthoritiesProfile:
    """The pair of the authority in AKS Engine's field, if it is in a vault, is the authority of the cluster."""
    written, pair = properties.aksynth.certificate_authorities, _pair(properties)
    if not pair or written.cluster.certificate:
        return written
    cluster = Filling(written.cluster, (*_PATH, "cluster"), origins)
    for name, alias, id_ in zip(("certificate", "private_key"), ("caCertificate", "caPrivateKey"), pair, strict=True):
        cluster.derived(name, id_, f"certificateProfile.{alias}")
    return written.model_copy(update={"cluster": cluster.done()})


def _pair(properties: Properties) -> tuple[str, str] | None:
    profile = properties.certificate_profile
    if not profile or not profile.ca_certificate or not profile.ca_private_key:
        return None
    pair = (profile.ca_certificate.get_secret_value(), profile.ca_private_key.get_secret_value())
    return pair if all(is_vault_secret(id_) for id_ in pair) else None
