"""kubeadm's part that matters: strict documents, real certificates, manifests with their flags, a node that joins.

Certificates and YAML are imported where they are used: loading them takes five times as long as most calls run.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulation.kubernetes.fields import check
from simulation.kubernetes.questions import question
from world import called, world

PKI = Path("/etc/kubernetes/pki")
MANIFESTS = Path("/etc/kubernetes/manifests")


def option(name: str) -> str:
    """The value behind an option of the command line."""
    return sys.argv[sys.argv.index(name) + 1]


def documents() -> dict[str, dict[str, Any]]:
    """By kind; a field that kubeadm does not know stops it, and so does a placeholder that was not filled in."""
    assert not question(sys.argv[1:]), question(sys.argv[1:])
    import yaml

    text = Path(option("--config")).read_text()
    assert "@" not in text, "a placeholder is left in the document"
    assert Path(option("--config")).stat().st_mode & 0o777 == 0o600, "the document holds a token"
    found = {document["kind"]: document for document in yaml.load_all(text, yaml.CSafeLoader)}
    for document in found.values():
        check(document)
    assert not question(sys.argv[1:], found), question(sys.argv[1:], found)
    return found


def authorities(part: str) -> None:
    from simulation import pki

    cluster = documents()["ClusterConfiguration"]
    folder, algorithm = Path(cluster["certificatesDir"]), cluster["encryptionAlgorithm"]
    made: dict[str, Callable[[], None]] = {
        "ca": lambda: pki.authority(folder / "ca", "kubernetes", algorithm),
        "front-proxy-ca": lambda: pki.authority(folder / "front-proxy-ca", "front-proxy-ca", algorithm),
        "etcd-ca": lambda: pki.authority(folder / "etcd/ca", "etcd-ca", algorithm),
        "sa": lambda: pki.key_pair(folder / "sa", algorithm),
    }
    made[part]()


def leaves() -> None:
    """As kubeadm does it: what is there is kept."""
    from simulation import pki

    cluster, init = documents()["ClusterConfiguration"], documents()["InitConfiguration"]
    name, address = init["nodeRegistration"]["name"], init["localAPIEndpoint"]["advertiseAddress"]
    wanted = [
        ("apiserver", "ca", [*cluster["apiServer"]["certSANs"], name, address]),
        ("apiserver-etcd-client", "etcd/ca", []),
        ("etcd/server", "etcd/ca", [name, address, "127.0.0.1", *cluster["apiServer"]["certSANs"]]),
        ("etcd/peer", "etcd/ca", [name, address]),
    ]
    for stem, signer, names in wanted:
        if not (PKI / f"{stem}.crt").exists():
            algorithm = cluster["encryptionAlgorithm"]
            pki.leaf(PKI / stem, PKI / signer, stem, list(dict.fromkeys(names)), algorithm=algorithm)


def manifest(component: str, arguments: list[dict[str, str]]) -> None:
    MANIFESTS.mkdir(parents=True, exist_ok=True)
    flags = [f"--{argument['name']}={argument['value']}" for argument in arguments]
    (MANIFESTS / f"{component}.yaml").write_text("\n".join([component, *flags]) + "\n")


def control_plane() -> None:
    cluster = documents()["ClusterConfiguration"]
    manifest("kube-apiserver", cluster["apiServer"]["extraArgs"])
    manifest("kube-controller-manager", cluster["controllerManager"]["extraArgs"])
    manifest("kube-scheduler", cluster["scheduler"]["extraArgs"])


def kubelet(settings: dict[str, Any]) -> None:
    import yaml

    folder = Path("/var/lib/kubelet")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(settings))


def etcd() -> None:
    local = documents()["ClusterConfiguration"]["etcd"]["local"]
    manifest("etcd", local["extraArgs"])
    (Path(local["dataDir"]) / "member/wal").mkdir(parents=True, exist_ok=True)


def kubeconfig_user() -> None:
    import yaml
    from simulation import pki

    stem = Path("/run/user-certificate")
    days = int(option("--validity-period").removesuffix("h")) // 24
    pki.leaf(stem, PKI / "ca", option("--client-name"), [], option("--org"), days)
    encoded = base64.b64encode(stem.with_name("user-certificate.crt").read_bytes()).decode()
    user = {"client-certificate-data": encoded, "client-key-data": "a2V5"}
    cluster = {"server": f"https://{documents()['ClusterConfiguration']['controlPlaneEndpoint']}"}
    print(yaml.safe_dump({"clusters": [{"cluster": cluster}], "users": [{"user": user}]}), end="")


def whole() -> None:
    """`init` without the phases that have run: the node is there, with the token."""
    control_plane()
    init = documents()["InitConfiguration"]
    with world() as shared:
        shared.setdefault("nodes", {})[init["nodeRegistration"]["name"]] = {"ready": True, "annotations": {}}
        token = init["bootstrapTokens"][0]["token"].split(".")[0]
        shared.setdefault("secrets", []).append(f"bootstrap-token-{token}")
        shared["secrets"] = sorted(set(shared["secrets"]))
    Path("/etc/kubernetes/admin.conf").touch()


def join() -> None:
    document = documents()["JoinConfiguration"]
    discovery = json.loads(Path(document["discovery"]["file"]["kubeConfigPath"]).read_text())
    cluster = discovery["clusters"][0]["cluster"]
    authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
    token = document["discovery"]["tlsBootstrapToken"]
    with world() as shared:
        (bundle,) = [v["pki-bundle"][-1] for v in shared["vaults"].values() if "pki-bundle" in v]
        assert authority == json.loads(bundle)["ca.crt"], "another authority than the cluster's"
        if f"bootstrap-token-{token.split('.')[0]}" not in shared.get("secrets", []):
            sys.exit("the API does not take this token yet")
        arguments = {a["name"]: a["value"] for a in document["nodeRegistration"]["kubeletExtraArgs"]}
        assert arguments["node-ip"] == os.environ["MACHINE_ADDRESS"], "the kubelet takes an address of its host alone"
        labels = dict(label.split("=") for label in arguments["node-labels"].split(","))
        shared["nodes"][document["nodeRegistration"]["name"]] = {"ready": True, "annotations": {}, "labels": labels}
    Path("/etc/kubernetes/kubelet.conf").write_text("a kubeconfig\n")


def main() -> None:
    arguments = sys.argv[1:]
    called("kubeadm", arguments)
    match arguments:
        case ["version", *_]:
            print("v1.36.4")
        case ["config", "images", "list", *_]:
            print("registry.k8s.io/kube-apiserver:v1.36.4\nregistry.k8s.io/etcd:3.6.8-0")
        case ["init", "phase", "certs", ("ca" | "front-proxy-ca" | "etcd-ca" | "sa") as part, *_]:
            authorities(part)
        case ["init", "phase", "certs", *_]:
            leaves()
        case ["init", "phase", "control-plane", *_]:
            control_plane()
        case ["init", "phase", "etcd", *_]:
            etcd()
        case ["init", "phase", "kubelet-start", *_]:
            kubelet(documents()["KubeletConfiguration"])
        case ["init", "phase", *_]:
            documents()
        case ["init", *_]:
            whole()
        case ["kubeconfig", "user", *_]:
            kubeconfig_user()
        case ["join", *_]:
            join()
        case ["certs", "renew", "all", *_]:
            for stem in ("apiserver", "apiserver-etcd-client", "etcd/server", "etcd/peer"):
                (PKI / f"{stem}.crt").unlink()
            leaves()
        case ["reset", *_]:
            pass
        case _:
            sys.exit(f"unknown command: {arguments}")


main()
