"""A mirror: what publishers serve, below one address, and a registry."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tarfile
from pathlib import Path

from .azure.service import Service

NAME = "mirror.example.com"
ADDRESS = "10.1.0.3"
REGISTRIES = {"registry.k8s.io": f"{NAME}/k8s", "mcr.microsoft.com": f"{NAME}/proxy/mcr"}
PACKAGES = f"https://{NAME}/upstream"
_STAND_IN = (Path(__file__).parent / "host/bin/stand-in").read_bytes()
_GITHUB = "/upstream/github.com"
_ARCHITECTURES = ("amd64", "arm64")
_PROGRAMS = ("kubelet", "kubeadm", "kubectl")
PLUGINS = ("bridge", "host-local", "loopback", "portmap", "ptp", "tuning")
"""Of containernetworking/plugins v1.9.1, which has more."""
_IMAGES = re.compile(r"/v2/(k8s|proxy/mcr)/[a-z0-9/-]+/manifests/[a-z0-9.-]+")


class Mirror(Service):
    """Files by path, and manifests of all images below the two paths."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        with self.azure.open() as azure:
            azure.downloads.append(path)
            fault, content = azure.fault("GET", f"mirror{path}"), azure.files.get(path)
        if isinstance(fault, int):
            return self.answer(fault, "trouble")
        if _IMAGES.fullmatch(path):
            return self.answer(200, "{}")
        return self.answer(404, "not found") if content is None else self._send(content)

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def upstream(versions: dict[str, str]) -> dict[str, bytes]:
    """What machines download, by path; `versions` are the variables of a node's environment file."""
    kubernetes, helm = versions["KUBERNETES_VERSION"], versions["HELM_VERSION"]
    minor, runc, containerd = kubernetes.rpartition(".")[0], versions["RUNC_VERSION"], versions["CONTAINERD_VERSION"]
    github, deb = _GITHUB, f"/upstream/pkgs.k8s.io/core:/stable:/v{minor}/deb"
    releases = f"{github}/containerd/containerd/releases/download/v{containerd}"
    packages = [f"{name}={kubernetes}-1.1" for name in _PROGRAMS]
    files: dict[str, bytes] = {}
    for arch in _ARCHITECTURES:
        files |= {
            f"{releases}/containerd-{containerd}-linux-{arch}.tar.gz": _tar({"bin/containerd": _STAND_IN}),
            f"{github}/opencontainers/runc/releases/download/v{runc}/runc.{arch}": _STAND_IN,
            f"/upstream/get.helm.sh/helm-v{helm}-linux-{arch}.tar.gz": _tar({f"linux-{arch}/helm": _STAND_IN}),
        }
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    for path, sum_ in sums.items():
        name = path.rpartition("/")[2]
        beside = re.sub(r"\.a(md|rm)64$", "", path) + ".sha256sum"
        files[beside] = files.get(beside, b"") + f"{'0' * 64}  {name}.asc\n{sum_}  {name}\n".encode()
    return {
        **files,
        **_binaries(versions),
        f"{deb}/Release.key": b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
        f"{deb}/Packages": "\n".join([*packages, "cri-tools=1.36.0-1.1", "kubernetes-cni=1.9.1-1.1"]).encode(),
        "/upstream/packages.microsoft.com/keys/microsoft.asc": b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
        **_ubuntu("24.04", "noble", versions["ACR_PROVIDER_VERSION"]),
        **_ubuntu("22.04", "jammy", versions["ACR_PROVIDER_VERSION"]),
        **_azure_linux(kubernetes, versions["ACR_PROVIDER_VERSION"]),
        "/upstream/raw.githubusercontent.com/kubernetes-sigs/azuredisk-csi-driver/master/charts/v1.34.5"
        "/azuredisk-csi-driver-1.34.5.tgz": gzip.compress(b"a chart"),
        "/upstream/raw.githubusercontent.com/kubernetes-sigs/azurefile-csi-driver/master/charts/v1.35.7"
        "/azurefile-csi-driver-1.35.7.tgz": gzip.compress(b"a chart"),
    }


def _binaries(versions: dict[str, str]) -> dict[str, bytes]:
    """What machines without packages download, each with its checksum beside."""
    kubernetes = f"/upstream/dl.k8s.io/release/v{versions['KUBERNETES_VERSION']}/bin/linux"
    plugins, name = f"{_GITHUB}/containernetworking/plugins/releases/download", versions["CNI_PLUGINS_VERSION"]
    files = {f"{kubernetes}/{arch}/{program}": _STAND_IN for arch in _ARCHITECTURES for program in _PROGRAMS}
    archive = _tar({f"./{plugin}": b"" for plugin in PLUGINS})
    files |= {f"{plugins}/v{name}/cni-plugins-linux-{arch}-v{name}.tgz": archive for arch in _ARCHITECTURES}
    sums = {f"{path}.sha256": hashlib.sha256(content).hexdigest().encode() for path, content in files.items()}
    return {**files, **sums}


def _ubuntu(release: str, name: str, provider: str) -> dict[str, bytes]:
    """The archives of a release, and what Microsoft has for it."""
    return {
        f"/upstream/archive.ubuntu.com/ubuntu/dists/{name}/Packages": _PACKAGES.encode(),
        f"/upstream/ports.ubuntu.com/ubuntu-ports/dists/{name}/Packages": _PACKAGES.encode(),
        f"/upstream/packages.microsoft.com/ubuntu/{release}/prod/dists/{name}/Packages": (
            f"azure-acr-credential-provider={provider}-ubuntu{release}u1".encode()
        ),
    }


def _azure_linux(kubernetes: str, provider: str) -> dict[str, bytes]:
    """Repositories of rpm packages. Microsoft has some of the names of Kubernetes, too."""
    minor, names = kubernetes.rpartition(".")[0], ("kubelet", "kubeadm", "kubectl")
    rpm = f"/upstream/pkgs.k8s.io/core:/stable:/v{minor}/rpm/repodata"
    packages = [f"{name}-{kubernetes}-150500.1.1" for name in names]
    files = {
        f"{rpm}/repomd.xml": "\n".join([*packages, "cri-tools-1.36.0-150500.1.1", "kubernetes-cni-1.9.1-150500.1.1"]),
        f"{rpm}/repomd.xml.key": "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
    }
    for machine in ("x86_64", "aarch64"):
        prod = "/upstream/packages.microsoft.com/azurelinux/3.0/prod"
        others = [f"{name}-{kubernetes}-999999.azl3" for name in names]
        files[f"{prod}/base/{machine}/repodata/repomd.xml"] = _RPM
        files[f"{prod}/cloud-native/{machine}/repodata/repomd.xml"] = "\n".join(
            [*others, "cri-tools-9.9.9-1.azl3", f"azure-acr-credential-provider-{provider}-1.azl3"]
        )
    return {path: text.encode() for path, text in files.items()}


_RPM = """\
jq-1.7.1-5.azl3 socat-1.7.4.4-2.azl3 conntrack-tools-1.4.8-1.azl3 iptables-1.8.10-4.azl3 ethtool-6.4-3.azl3
openssl-3.3.7-1.azl3 ca-certificates-3.0.0-15.azl3 curl-8.11.1-7.azl3 azure-vm-utils-0.7.0-1.azl3
dnf-automatic-4.19.0-1.azl3
"""
_PACKAGES = "jq=1 socat=1 conntrack=1 iptables=1 ethtool=1 openssl=3 ca-certificates=1 curl=8 azure-vm-utils=1"


def _tar(content: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()
