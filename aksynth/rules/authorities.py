"""Certificate authorities of the user."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.authorities import AuthoritiesProfile, AuthorityProfile
from aksynth.apimodel.certificates import CertificateProfile
from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import AKSYNTH_PATH, PROPERTIES, Case
from aksynth.rules.ids import VAULT
from aksynth.rules.paths import P, X
from aksynth.rules.registry import AKSYNTH, AZURE, KUBERNETES, Finding, rule, shown
from aksynth.vault_secret_id import ALLOWED, is_vault_secret, looks_like_id, parts

_HERE: Path = (*AKSYNTH_PATH, "certificateAuthorities")
_PROFILE: Path = (*PROPERTIES, "certificateProfile")
_VAULT = f"{VAULT}/secrets/"
_CA = {"certificate": f"{_VAULT}cluster-ca"}
_PAIR = {"caCertificate": f"{_VAULT}ca", "caPrivateKey": f"{_VAULT}ca-key"}
_LEAVES = ("api_server_private_key", "kube_config_private_key", "client_private_key")
_FIND = "run az keyvault show --name VAULT --query id to get the id of the vault, and append /secrets/NAME"
_STORE = (
    "store both in a key vault with az keyvault secret set --vault-name VAULT --name cluster-ca --file FILE, where "
    "FILE has the private key, the certificate and those of its issuers; set "
    "aksynth.certificateAuthorities.cluster.certificate to the id of this secret; and remove certificateProfile. For a "
    "cluster that exists, only remove certificateProfile"
)


def _authorities(profiles: AuthoritiesProfile) -> Iterator[tuple[Path, AuthorityProfile]]:
    for alias, profile in profiles.by_name().items():
        yield (*_HERE, alias), profile


def _secrets(here: Path, profile: AuthorityProfile) -> Iterator[tuple[Path, str]]:
    for alias, id_ in {"certificate": profile.certificate, "privateKey": profile.private_key}.items():
        if id_:
            yield (*here, alias), id_


@rule(
    "A390",
    wrong={X + "certificateAuthorities.cluster.certificate": "https://ours.vault.azure.net/secrets/cluster-ca"},
    right={X + "certificateAuthorities.cluster": _CA},
    source=AZURE,
    advice=_FIND,
)
def authority_secrets(case: Case) -> Iterator[Finding]:
    """A certificate authority must have the resource id of the secret with its certificate.

    The masters get a role on this secret, so its address in the vault is not enough. The private key is in the same
    secret, or in that of `privateKey`.
    """
    for here, profile in _authorities(case.written.properties.aksynth.certificate_authorities):
        for path, id_ in _secrets(here, profile):
            if not is_vault_secret(id_):
                yield Finding(path, "this is not the id of a secret in a key vault", shown(id_), ALLOWED)
        if profile.private_key and not profile.certificate:
            yield Finding((*here, "privateKey"), "the certificate of this key is missing", advice="set certificate")


@rule(
    "A391",
    wrong={X + "certificateAuthorities": {"cluster": _CA, "etcd": _CA}},
    right={X + "certificateAuthorities": {"cluster": _CA, "etcd": {"certificate": f"{_VAULT}etcd-ca"}}},
    source=KUBERNETES + "setup/best-practices/certificates/#all-certificates",
    advice="write another secret with another authority, or leave one of them out: the first master then creates it",
)
def different_authorities(case: Case) -> Iterator[Finding]:
    """The authorities of a cluster must be different.

    etcd accepts every client with a certificate of its authority, and an API server accepts user names from every
    client of the front proxy's authority. With one authority for all, each kubelet could read all of etcd.
    """
    seen = dict[str, Path]()
    for here, profile in _authorities(case.aksynth.certificate_authorities):
        for path, id_ in _secrets(here, profile):
            vault_id, name, _ = parts(id_.lower())  # Azure ignores the case
            first = seen.setdefault(f"{vault_id}/{name}", path)
            if first[:-1] != path[:-1]:
                yield Finding(path, f"{first[-2]} has the same secret", shown(id_))


@rule(
    "A392",
    wrong={P + "certificateProfile": _PAIR, X + "certificateAuthorities.cluster": _CA},
    right={X + "certificateAuthorities.cluster": _CA},
    source=AKSYNTH,
    advice="remove certificateProfile",
)
def one_source_of_the_authority(case: Case) -> Iterator[Finding]:
    """The authority of the cluster must have one source."""
    profile = case.written.properties.certificate_profile
    if (
        profile
        and _is_reference(profile)
        and case.written.properties.aksynth.certificate_authorities.cluster.certificate
    ):
        yield Finding((*_PROFILE, "caCertificate"), "aksynth.certificateAuthorities.cluster is set too")


@rule(
    "A393",
    wrong={P + "certificateProfile": {"caCertificate": "-----BEGIN CERTIFICATE-----", "caPrivateKey": "-----BEGIN"}},
    right={P + "certificateProfile": _PAIR},
    source=AKSYNTH,
    advice=_STORE,
)
def no_private_key_in_a_model(case: Case) -> Iterator[Finding]:
    """A model must not bring the authority of the cluster as text.

    A model is read by many people and stored in repositories, and whoever has the private key of the authority has the
    cluster. A complete `certificateProfile`, as AKS Engine generated it, brings no authority that somebody chose: rule
    A394 warns of it.
    """
    profile = case.written.properties.certificate_profile
    if not profile or _is_generated(profile):
        return
    pair = {"caCertificate": _text(profile, "ca_certificate"), "caPrivateKey": _text(profile, "ca_private_key")}
    is_text = any(text and not looks_like_id(text) for text in pair.values())
    for alias, text in pair.items() if any(pair.values()) else ():
        path = (*_PROFILE, alias)
        if not text and not is_text:
            yield Finding(path, "this is missing, and the other one of the pair is written")
        elif looks_like_id(text) and not is_vault_secret(text):
            yield Finding(path, "this is not the id of a secret in a key vault", "", ALLOWED, _FIND)
        elif text and not looks_like_id(text):
            yield Finding(path, "the authority of the cluster is text in the model", "", ALLOWED)


@rule(
    "A394",
    wrong={P + "certificateProfile": _PAIR},
    right={X + "certificateAuthorities.cluster": _CA},
    source=AKSYNTH,
    advice="remove certificateProfile; for an authority of your own, set aksynth.certificateAuthorities",
    warns=True,
)
def certificates_of_aks_engine(case: Case) -> Iterator[Finding]:
    """`certificateProfile` should be removed.

    kubeadm creates the certificates of the API server, of clients and of etcd on each master, for its names and
    addresses, and renews them before they expire. So only the authority can be your own.
    """
    profile = case.written.properties.certificate_profile
    if not profile or not profile.model_fields_set:
        return
    if _is_reference(profile):
        became = "caCertificate and caPrivateKey become aksynth.certificateAuthorities.cluster"
        rest = "" if _only_the_pair(profile) else "; the other certificates are omitted"
        yield Finding(_PROFILE, became + rest, advice="write aksynth.certificateAuthorities.cluster in its place")
    elif _is_generated(profile) or not _text(profile, "ca_certificate") + _text(profile, "ca_private_key"):
        yield Finding(_PROFILE, "this is omitted: the first master creates the PKI, and it is kept in a vault")


def _text(profile: CertificateProfile, name: str) -> str:
    secret = getattr(profile, name)
    return str(secret.get_secret_value()) if secret else ""


def _is_reference(profile: CertificateProfile) -> bool:
    return looks_like_id(_text(profile, "ca_certificate")) and looks_like_id(_text(profile, "ca_private_key"))


def _is_generated(profile: CertificateProfile) -> bool:
    """Complete and without references, as AKS Engine wrote it: pkg/api/defaults.go, setDefaultCerts. Early releases of
    ACS Engine did not write the key of the authority."""
    texts = [_text(profile, name) for name in ("ca_certificate", *_LEAVES)]
    return all(texts) and not any(map(looks_like_id, [*texts, _text(profile, "ca_private_key")]))


def _only_the_pair(profile: CertificateProfile) -> bool:
    return profile.model_fields_set <= {"ca_certificate", "ca_private_key"}
