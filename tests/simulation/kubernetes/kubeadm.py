"""kubeadm's part that matters: strict documents, real certificates, static pods, a node that joins."""

from __future__ import annotations

import base64
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509

from .. import pki
from ..documents import load, load_all
from ..host.machine import Machine
from ..host.systemd import Systemd
from ..tool import Failed, option, write
from . import kubeconfig
from .connection import Connect, Connection
from .fields import check
from .kubeconfig import PKI
from .kubelet import MANIFESTS
from .questions import question
from .versions import COREDNS, ETCD, PAUSE, VERSION

_ADMIN = Path("/etc/kubernetes/admin.conf")
_PATIENCE = 30.0
"""Seconds in place of the half hour of the document."""


class Kubeadm:
    """On one machine."""

    def __init__(self, machine: Machine, systemd: Systemd, connect: Connect) -> None:
        self.machine, self.systemd, self.connect = machine, systemd, connect

    def __call__(self, arguments: list[str], _: str) -> str:
        match arguments:
            case ["version", "-o", "short"]:
                return f"{VERSION}\n"
            case ["init", "phase", "certs", ("ca" | "front-proxy-ca" | "etcd-ca" | "sa") as part, *rest]:
                _authority(_documents(rest)["ClusterConfiguration"], part)
            case ["config", "images", "list", *rest]:
                return "".join(f"{image}\n" for image in _images(Plan(_documents(rest))))
            case ["kubeconfig", "user", *rest]:
                return self._user(rest)
            case ["reset", "-f"]:
                self._reset()
            case ["join", *rest]:
                self._join(_documents(rest)["JoinConfiguration"])
            case _:
                self._of_document(arguments)
        return ""

    def _of_document(self, arguments: list[str]) -> None:
        plan = Plan(_documents(arguments))
        match arguments:
            case ["init", "phase", "certs", ("all" | "apiserver") as which, *_]:
                _leaves(plan, None if which == "all" else ["apiserver"])
            case ["init", "phase", "kubeconfig", "all", *_]:
                _kubeconfigs(plan)
            case ["init", "phase", "etcd", "local", *_]:
                _manifest(plan, "etcd")
            case ["init", "phase", "control-plane", "all", *_]:
                _control_plane(plan)
            case ["init", "phase", "kubelet-start", *_]:
                self._kubelet(plan.init["nodeRegistration"], plan.documents["KubeletConfiguration"])
            case ["init", "phase", ("upload-config" | "addon") as phase, "all", *_]:
                {"upload-config": _upload, "addon": _addons}[phase](plan, self.connect(_ADMIN, ""))
            case [
                "init",
                "--config",
                _,
                "--skip-phases=preflight,certs,kubeconfig,etcd,kubelet-start,show-join-command",
            ]:
                self._init(plan)
            case ["certs", "renew", "all", *_]:
                _renew(plan)
            case _:
                raise Failed(f"unknown command: {arguments}")

    def _kubelet(self, registration: dict[str, Any], settings: dict[str, Any]) -> None:
        for patch in sorted(Path("/etc/kubernetes/patches").glob("kubeletconfiguration*+merge.yaml")):
            settings = {**settings, **load(patch.read_text())}
        check(settings)
        write("/var/lib/kubelet/config.yaml", yaml.safe_dump(settings))
        flags = " ".join(f"--{a['name']}={a['value']}" for a in registration["kubeletExtraArgs"])
        write("/var/lib/kubelet/kubeadm-flags.env", f'KUBELET_KUBEADM_ARGS="{flags} "\n')
        self.systemd.stop("kubelet.service")
        self.systemd.start("kubelet.service").done.wait()

    def _init(self, plan: Plan) -> None:
        """What is left of `init`: static pods, then objects, each created or updated."""
        _control_plane(plan)
        connection = self.connect(Path("/etc/kubernetes/super-admin.conf"), "")
        _until(lambda: connection.is_ready("/livez"), "timed out waiting for the API server")
        connection.ask(verb="put", object=_object("ClusterRoleBinding", "", "kubeadm:cluster-admins"))
        _upload(plan, connection)
        name = plan.init["nodeRegistration"]["name"]
        _until(lambda: _exists(connection, name), f"node {name} did not register")
        label = {"node-role.kubernetes.io/control-plane": ""}
        connection.ask(verb="put", object={"kind": "Node", "metadata": {"name": name, "labels": label}})
        for token in plan.init["bootstrapTokens"]:
            _token(connection, token["token"])
        _addons(plan, connection)

    def _reset(self) -> None:
        """The kubelet stops, and what was made for it goes: folders lose their content, kubeconfigs go.
        https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kubeadm/app/cmd/phases/reset/cleanupnode.go"""
        self.systemd.stop("kubelet.service")
        for found in [path for folder in (MANIFESTS, Path("/var/lib/kubelet"), PKI) for path in folder.glob("*")]:
            shutil.rmtree(found) if found.is_dir() else found.unlink()
        for name in (*_KUBECONFIGS, "bootstrap-kubelet"):
            Path(f"/etc/kubernetes/{name}.conf").unlink(missing_ok=True)

    def _user(self, arguments: list[str]) -> str:
        cluster = _documents(arguments)["ClusterConfiguration"]
        days = int(option(arguments, "--validity-period").removesuffix("h")) // 24
        server = f"https://{cluster['controlPlaneEndpoint']}"
        algorithm = cluster["encryptionAlgorithm"]
        return kubeconfig.text(server, option(arguments, "--client-name"), option(arguments, "--org"), algorithm, days)

    def _join(self, document: dict[str, Any]) -> None:
        discovery = Path(document["discovery"]["file"]["kubeConfigPath"])
        if discovery.stat().st_mode & 0o777 != 0o600:
            raise Failed("the discovery file holds a token and others can read it")
        registration = document["nodeRegistration"]
        if registration["name"] != self.machine.name:
            raise Failed("the cloud provider looks for a machine of the node's name")
        certificate = self.connect(discovery, "").ask(verb="join", name=registration["name"])
        cluster = load(discovery.read_text())["clusters"][0]["cluster"]
        text = kubeconfig.dump(cluster["server"], cluster["certificate-authority-data"], "node", certificate)
        write("/etc/kubernetes/kubelet.conf", text, 0o600)
        write("/etc/kubernetes/pki/ca.crt", base64.b64decode(cluster["certificate-authority-data"]).decode())
        self._kubelet(registration, {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"})


class Plan:
    """The documents of a master."""

    def __init__(self, documents: dict[str, dict[str, Any]]) -> None:
        self.documents = documents
        self.init, self.cluster = documents["InitConfiguration"], documents["ClusterConfiguration"]
        self.name: str = self.init["nodeRegistration"]["name"]
        self.address: str = self.init["localAPIEndpoint"]["advertiseAddress"]
        self.algorithm: str = self.cluster["encryptionAlgorithm"]

    def names(self) -> list[str]:
        """What the API server's certificate carries."""
        own = [self.name, self.address, "10.0.0.1", "kubernetes", "kubernetes.default", "127.0.0.1"]
        endpoint = self.cluster["controlPlaneEndpoint"].split(":")[0]
        return list(dict.fromkeys([*own, endpoint, *self.cluster["apiServer"]["certSANs"]]))


def _documents(arguments: list[str]) -> dict[str, dict[str, Any]]:
    """By kind; a field that kubeadm does not know stops it, and so does a placeholder that was not filled in, or a
    version that it would ask the internet for."""
    if words := question(arguments):
        raise Failed(words)
    path = Path(option(arguments, "--config"))
    text = path.read_text()
    if left := re.findall(r"@[A-Z]+@", text):
        raise Failed(f"{path}: {left} was not filled in")
    if path.stat().st_mode & 0o777 != 0o600:
        raise Failed(f"{path} holds a token and others can read it")
    found = {document["kind"]: document for document in load_all(text)}
    for document in found.values():
        try:
            check(document)
        except ValueError as error:
            raise Failed(f"strict decoding error: {error}") from None
    if words := question(arguments, found):
        raise Failed(words)
    return found


def _authority(cluster: dict[str, Any], part: str) -> None:
    folder, algorithm = Path(cluster["certificatesDir"]), cluster["encryptionAlgorithm"]
    if part == "sa":
        return pki.key_pair(folder / "sa", algorithm)
    stem = {"ca": "ca", "front-proxy-ca": "front-proxy-ca", "etcd-ca": "etcd/ca"}[part]
    pki.authority(folder / stem, part, algorithm)


def _wanted(plan: Plan) -> dict[str, tuple[str, str, str, list[str]]]:
    """File: authority, user, group, names."""
    member = [plan.name, plan.address, "127.0.0.1", "localhost"]
    return {
        "apiserver": ("ca", "kube-apiserver", "", plan.names()),
        "apiserver-kubelet-client": ("ca", "kube-apiserver-kubelet-client", "kubeadm:cluster-admins", []),
        "front-proxy-client": ("front-proxy-ca", "front-proxy-client", "", []),
        "etcd/server": ("etcd/ca", plan.name, "", member),
        "etcd/peer": ("etcd/ca", plan.name, "", member),
        "etcd/healthcheck-client": ("etcd/ca", "kube-etcd-healthcheck-client", "", []),
        "apiserver-etcd-client": ("etcd/ca", "kube-apiserver-etcd-client", "", []),
    }


def _leaves(plan: Plan, only: list[str] | None = None) -> None:
    """What is there is kept, if it is of the authority that is there."""
    for stem, (signer, user, group, names) in _wanted(plan).items():
        path = PKI / f"{stem}.crt"
        if only and stem not in only:
            continue
        if path.exists():
            _check_signature(path, PKI / f"{signer}.crt")
        else:
            pki.leaf(PKI / stem, PKI / signer, user, names, group, algorithm=plan.algorithm)
            path.with_suffix(".key").chmod(0o600)


def _check_signature(path: Path, authority: Path) -> None:
    leaf, signer = (x509.load_pem_x509_certificate(p.read_bytes()) for p in (path, authority))
    try:
        leaf.verify_directly_issued_by(signer)
    except Exception:
        raise Failed(f"{path} is not signed by {authority}") from None


_KUBECONFIGS = {
    "admin": ("kubernetes-admin", "kubeadm:cluster-admins"),
    "super-admin": ("kubernetes-super-admin", "system:masters"),
    "controller-manager": ("system:kube-controller-manager", ""),
    "scheduler": ("system:kube-scheduler", ""),
    "kubelet": ("system:node:{}", "system:nodes"),
}


def _server(plan: Plan, name: str) -> str:
    local = name in ("controller-manager", "scheduler", "kubelet")
    return f"https://{plan.address}:6443" if local else f"https://{plan.cluster['controlPlaneEndpoint']}"


def _kubeconfigs(plan: Plan) -> None:
    for name, (user, group) in _KUBECONFIGS.items():
        path = Path(f"/etc/kubernetes/{name}.conf")
        if path.exists():
            kubeconfig.check(path, _server(plan, name))
        else:
            kubeconfig.make(path, _server(plan, name), user.format(plan.name), group, plan.algorithm)


def _renew(plan: Plan) -> None:
    """All leaves and kubeconfigs but the kubelet's, which renews its own."""
    for stem, (signer, user, group, names) in _wanted(plan).items():
        pki.leaf(PKI / stem, PKI / signer, user, names, group, algorithm=plan.algorithm)
    for name, (user, group) in _KUBECONFIGS.items():
        if name != "kubelet":
            path = Path(f"/etc/kubernetes/{name}.conf")
            kubeconfig.make(path, _server(plan, name), user.format(plan.name), group, plan.algorithm)


def _etcd_flags(plan: Plan) -> dict[str, str]:
    a = plan.address
    return {
        "advertise-client-urls": f"https://{a}:2379",
        "cert-file": "/etc/kubernetes/pki/etcd/server.crt",
        "client-cert-auth": "true",
        "data-dir": plan.cluster["etcd"]["local"]["dataDir"],
        "feature-gates": "InitialCorruptCheck=true",
        "initial-advertise-peer-urls": f"https://{a}:2380",
        "initial-cluster": f"{plan.name}=https://{a}:2380",
        "key-file": "/etc/kubernetes/pki/etcd/server.key",
        "listen-client-urls": f"https://127.0.0.1:2379,https://{a}:2379",
        "listen-metrics-urls": "http://127.0.0.1:2381",
        "listen-peer-urls": f"https://{a}:2380",
        "name": plan.name,
        "peer-cert-file": "/etc/kubernetes/pki/etcd/peer.crt",
        "peer-client-cert-auth": "true",
        "peer-key-file": "/etc/kubernetes/pki/etcd/peer.key",
        "peer-trusted-ca-file": "/etc/kubernetes/pki/etcd/ca.crt",
        "snapshot-count": "10000",
        "trusted-ca-file": "/etc/kubernetes/pki/etcd/ca.crt",
        "watch-progress-notify-interval": "5s",
    }


def _flags(plan: Plan, component: str) -> dict[str, str]:
    """kubeadm's own; those of the document win by name."""
    if component == "etcd":
        return _etcd_flags(plan)
    if component == "kube-apiserver":
        return {
            "advertise-address": plan.address,
            "client-ca-file": f"{PKI}/ca.crt",
            "etcd-cafile": f"{PKI}/etcd/ca.crt",
            "etcd-certfile": f"{PKI}/apiserver-etcd-client.crt",
            "etcd-keyfile": f"{PKI}/apiserver-etcd-client.key",
            "etcd-servers": "https://127.0.0.1:2379",
            "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
            "service-account-key-file": f"{PKI}/sa.pub",
            "service-account-signing-key-file": f"{PKI}/sa.key",
            "tls-cert-file": f"{PKI}/apiserver.crt",
            "tls-private-key-file": f"{PKI}/apiserver.key",
        }
    name = component.removeprefix("kube-")
    return {"kubeconfig": f"/etc/kubernetes/{name}.conf", "bind-address": "127.0.0.1"}


def _extra(plan: Plan, component: str) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    part = _part(plan, component)
    return part["extraArgs"], part.get("extraVolumes", [])


def _part(plan: Plan, component: str) -> dict[str, Any]:
    key = {"kube-apiserver": "apiServer", "kube-controller-manager": "controllerManager", "kube-scheduler": "scheduler"}
    found: dict[str, Any] = plan.cluster["etcd"]["local"] if component == "etcd" else plan.cluster[key[component]]
    return found


def _manifest(plan: Plan, component: str) -> None:
    extra, volumes = _extra(plan, component)
    base = _flags(plan, component)
    flags = {**base, **{a["name"]: a["value"] for a in extra}}
    own = [str(PKI), "/etc/ssl/certs"]
    if component == "etcd":
        own = [f"{PKI}/etcd", flags["data-dir"]]
    elif component != "kube-apiserver":
        own.append(flags["kubeconfig"])
    mounts = [{"mountPath": path, "readOnly": component != "etcd"} for path in own]
    for volume in volumes:
        mounts.append({"mountPath": volume["mountPath"], "readOnly": volume.get("readOnly", False)})
        if volume["pathType"] == "DirectoryOrCreate":
            Path(volume["hostPath"]).mkdir(parents=True, exist_ok=True)
    command = [component, *_command(base, extra)]
    container: dict[str, Any] = {
        "name": component,
        "image": _image(plan, component),
        "command": command,
        "volumeMounts": mounts,
    }
    if variables := _part(plan, component).get("extraEnvs"):
        container["env"] = sorted(variables, key=lambda variable: variable["name"])
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": component, "namespace": "kube-system"},
        "spec": {
            "containers": [container],
            "hostNetwork": True,
        },
    }
    target = MANIFESTS / f"{component}.yaml"
    if component == "etcd":
        Path(flags["data-dir"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    MANIFESTS.mkdir(parents=True, exist_ok=True)
    new = target.with_suffix(".new")
    write(new, yaml.safe_dump(pod, sort_keys=False, width=1000), 0o600)
    new.rename(target)


def _command(base: dict[str, str], extra: list[dict[str, str]]) -> list[str]:
    """kubeadm's own flags by name, but for those that the document has, whose order stays: `ArgumentsToCommand` in
    https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kubeadm/app/util/arguments.go"""
    named = {argument["name"] for argument in extra}
    own = [f"--{name}={value}" for name, value in sorted(base.items()) if name not in named]
    return [*own, *(f"--{argument['name']}={argument['value']}" for argument in extra)]


def _image(plan: Plan, component: str) -> str:
    """kubeadm's own registry has CoreDNS one folder deeper than every other registry."""
    own = "registry.k8s.io"
    repository = plan.cluster.get("imageRepository", own)
    if component == "coredns":
        repository = plan.cluster.get("dns", {}).get("imageRepository", repository)
        return f"{repository}/coredns/coredns:{COREDNS}" if repository == own else f"{repository}/coredns:{COREDNS}"
    tag = {"etcd": ETCD, "pause": PAUSE}.get(component, plan.cluster["kubernetesVersion"])
    return f"{repository}/{component}:{tag}"


def _images(plan: Plan) -> list[str]:
    """`GetControlPlaneImages` in
    https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kubeadm/app/images/images.go"""
    found = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]
    for component, part in (("kube-proxy", "proxy"), ("coredns", "dns")):
        if not plan.cluster.get(part, {}).get("disabled"):
            found.append(component)
    return [_image(plan, component) for component in (*found, "pause", "etcd")]


def _control_plane(plan: Plan) -> None:
    for component in ("kube-apiserver", "kube-controller-manager", "kube-scheduler"):
        _manifest(plan, component)


def _object(kind: str, namespace: str, name: str, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}, **more}


def _upload(plan: Plan, connection: Connection) -> None:
    data = {"ClusterConfiguration": yaml.safe_dump(plan.cluster)}
    connection.ask(verb="put", object=_object("ConfigMap", "kube-system", "kubeadm-config", data=data))


def _addons(plan: Plan, connection: Connection) -> None:
    for kind, name in (("Deployment", "coredns"), ("DaemonSet", "kube-proxy")):
        spec = {"template": {"spec": {"containers": [{"name": name, "image": _image(plan, name)}]}}}
        connection.ask(verb="put", object=_object(kind, "kube-system", name, spec=spec))


def _token(connection: Connection, token: str) -> None:
    identifier, _, secret = token.partition(".")
    data = {"token-id": identifier, "token-secret": secret}
    connection.ask(verb="put", object=_object("Secret", "kube-system", f"bootstrap-token-{identifier}", data=data))


def _exists(connection: Connection, name: str) -> bool:
    try:
        connection.ask(verb="get", kind="Node", name=name)
    except Failed:
        return False
    return True


def _until(condition: Callable[[], bool], words: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise Failed(words)
        time.sleep(0.1)
