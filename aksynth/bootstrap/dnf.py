"""What dnf of Azure Linux reads: https://dnf.readthedocs.io/en/latest/conf_ref.html"""

from __future__ import annotations

from urllib.parse import urlsplit

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.file import File

# The first lines are those of the image. A repository of Microsoft, cloud-native, has other packages of these names,
# without the units of Kubernetes. Nothing else may upgrade them.
_SETTINGS = """\
[main]
gpgcheck=True
installonly_limit=3
clean_requirements_on_remove=True
best=False
skip_if_unavailable=True
excludepkgs=kubelet,kubeadm,kubectl,cri-tools,kubernetes-cni,azure-acr-credential-provider
"""

# The image upgrades nothing by itself. aksynth installs dnf-automatic where this file is:
# https://dnf.readthedocs.io/en/latest/automatic.html
_UPGRADES = File("/etc/dnf/automatic.conf", "0644", "[commands]\napply_updates = yes\n\n[emitters]\nemit_via = stdio\n")

# microsoft/azurelinux, branch 3.0: SPECS/azurelinux-repos has the files of the image
_REPOSITORY = """\
[azurelinux-official-{name}]
name=Azure Linux Official {name} $releasever $basearch
baseurl={mirror}/packages.microsoft.com/azurelinux/$releasever/prod/{name}/$basearch
gpgkey=file:///etc/pki/rpm-gpg/MICROSOFT-RPM-GPG-KEY
gpgcheck=1
repo_gpgcheck=1
enabled=1
skip_if_unavailable=True
sslverify=1
"""
_REPOSITORIES = {
    "base": "azurelinux-official-base",
    "cloud-native": "azurelinux-cloud-native",
    "ms-non-oss": "azurelinux-ms-non-oss",
    "ms-oss": "azurelinux-ms-oss",
}
"""The file of each repository that an image has."""


def dnf_files(blueprint: Blueprint) -> list[File]:
    """With a mirror, it is in the place of the repositories of the image."""
    mirror = blueprint.mirrors.packages
    return [
        File("/etc/dnf/dnf.conf", "0644", _SETTINGS + _proxy(blueprint)),
        *([_UPGRADES] if blueprint.unattended_upgrades else []),
        *(_repository(name, file, mirror) for name, file in _REPOSITORIES.items() if mirror),
    ]


def _repository(name: str, file: str, mirror: str) -> File:
    return File(f"/etc/yum.repos.d/{file}.repo", "0644", _REPOSITORY.format(name=name, mirror=mirror))


def _proxy(blueprint: Blueprint) -> str:
    """dnf has one proxy for all hosts. A mirror that nodes reach without the proxy is the only host of dnf."""
    if not blueprint.proxy or _is_direct(blueprint.mirrors.packages, blueprint.proxy.direct):
        return ""
    return f"proxy={blueprint.proxy.https}\n"


def _is_direct(mirror: str, direct: tuple[str, ...]) -> bool:
    host = urlsplit(mirror).hostname or ""
    return host in direct or any(host.endswith(domain) for domain in direct if domain.startswith("."))
