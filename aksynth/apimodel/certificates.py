"""`certificateProfile`: the PKI that AKS Engine generated or was given."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr

from aksynth.apimodel.profile import WholeProfile, key


def _pem(alias: str) -> Any:
    return key(
        alias, None, "PEM text, or the id of a secret in a vault.", unset="created by the first master", secret=True
    )


class CertificateProfile(WholeProfile):
    """Certificates and private keys in PEM."""

    ca_certificate: SecretStr | None = _pem("caCertificate")
    ca_private_key: SecretStr | None = _pem("caPrivateKey")
    api_server_certificate: SecretStr | None = _pem("apiServerCertificate")
    api_server_private_key: SecretStr | None = _pem("apiServerPrivateKey")
    client_certificate: SecretStr | None = _pem("clientCertificate")
    client_private_key: SecretStr | None = _pem("clientPrivateKey")
    kube_config_certificate: SecretStr | None = _pem("kubeConfigCertificate")
    kube_config_private_key: SecretStr | None = _pem("kubeConfigPrivateKey")
    etcd_server_certificate: SecretStr | None = _pem("etcdServerCertificate")
    etcd_server_private_key: SecretStr | None = _pem("etcdServerPrivateKey")
    etcd_client_certificate: SecretStr | None = _pem("etcdClientCertificate")
    etcd_client_private_key: SecretStr | None = _pem("etcdClientPrivateKey")
    etcd_peer_certificates: list[SecretStr] | None = _pem("etcdPeerCertificates")
    etcd_peer_private_keys: list[SecretStr] | None = _pem("etcdPeerPrivateKeys")
