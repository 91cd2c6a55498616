"""Which certificate authorities the first master reads in place of creating them."""

from __future__ import annotations

from ipaddress import IPv4Network

from aksynth.blueprint import Blueprint
from aksynth.blueprint.authorities import Authority
from aksynth.blueprint.pairs import Flags
from aksynth.bootstrap.file import File
from aksynth.bootstrap.static import static_files

_TRUST = "/etc/kubernetes/pki/ca-chain.crt"


def authority_files(blueprint: Blueprint) -> list[File]:
    """The script that reads them, and a table: for each authority its files below the folder of the PKI, and vault and
    secret of its certificate and of its key. The API server also has the first address of Services."""
    if not blueprint.authorities:
        return []
    lines = "".join(f"{_line(authority)}\n" for authority in blueprint.authorities)
    service = f"service {IPv4Network(blueprint.network.service_cidr)[1]}\n"
    return [File("/etc/aksynth/authorities", "0644", lines + service), *static_files("authority")]


def _line(authority: Authority) -> str:
    certificate, key = authority.certificate, authority.private_key
    return f"{authority.files} {certificate.vault} {certificate.path} {key.vault} {key.path}"


def trust_flags(blueprint: Blueprint) -> Flags:
    """What pods trust: the authority with its issuers, because OpenSSL accepts no chain that ends before a root. The
    authority itself is alone in `ca.crt`. The controller manager signs with a file of one certificate only
    (kubernetes, pkg/controller/certificates/signer/ca_provider.go), and API servers would accept clients of every other
    authority below a root that is there."""
    supplied = any(authority.name == "cluster" for authority in blueprint.authorities)
    return (("root-ca-file", _TRUST),) if supplied else ()
