"""Keys of service account tokens: flags of kubernetes v1.36.2, cmd/kube-apiserver/app/options and
cmd/kube-controller-manager/app/options. The document of public keys has the order of service-account-key-file, so this
order stays while another key begins to sign. A flag in the document replaces that of kubeadm with the same name:
cmd/kubeadm/app/util/arguments.go.
"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pairs import Flags
from aksynth.blueprint.signing_keys import FIRST
from aksynth.bootstrap.file import File
from aksynth.bootstrap.static import static_files

_PKI = "/etc/kubernetes/pki"


def signing_key_files(blueprint: Blueprint) -> list[File]:
    """The script that gets the keys, and a table: for each key in order its number, and its secret in the vault
    *masters*. The key of the PKI has none."""
    keys = blueprint.signing_keys
    if not keys.rotated:
        return []
    lines = "".join(f"{number} {_secret(number)}\n" for number in keys.numbers)
    return [File("/etc/aksynth/signing-keys", "0644", lines), *static_files("signing keys")]


def api_server_keys(blueprint: Blueprint) -> Flags:
    """API servers accept tokens of all keys, and sign with the first one."""
    keys = blueprint.signing_keys
    if not keys.rotated:
        return ()
    accepted = tuple(("service-account-key-file", f"{_file(number)}.pub") for number in sorted(keys.numbers))
    return (*accepted, ("service-account-signing-key-file", f"{_file(keys.signs)}.key"))


def controller_manager_keys(blueprint: Blueprint) -> Flags:
    """It signs tokens that are Secrets."""
    keys = blueprint.signing_keys
    return (("service-account-private-key-file", f"{_file(keys.signs)}.key"),) if keys.rotated else ()


def _secret(number: int) -> str:
    return "-" if number == FIRST else f"service-account-key-{number}"


def _file(number: int) -> str:
    return f"{_PKI}/sa" if number == FIRST else f"{_PKI}/sa-{number}"
