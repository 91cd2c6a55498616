"""The HTTP proxy: what each program of a node reads.

* Scripts and what they start, such as curl, apt-get, helm and kubeadm: /etc/aksynth/proxy, which lib.sh reads.
* containerd and the kubelet: the same file, as `EnvironmentFile=` of systemd. The kubelet starts credential providers.
* Daily upgrades of packages, and those of cloud-init: the configuration of apt or dnf (package_files).
* The updater of a system without packages: the same file as containerd.
* Static pods and Deployments of add-ons: variables of their containers.

AKS sets the same variables: https://learn.microsoft.com/azure/aks/http-proxy. curl ignores HTTP_PROXY in upper case
(https://curl.se/docs/manpage.html#ENVIRONMENT), so each variable has both spellings.
"""

from __future__ import annotations

import json
from dataclasses import replace

from aksynth.blueprint import Blueprint
from aksynth.blueprint.operating_systems import OperatingSystem
from aksynth.blueprint.proxy import Proxy
from aksynth.bootstrap.environment import assignments, snapshot_host
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.static import static_files

_FILE = "/etc/aksynth/proxy"
_FOR_PODS = f"{_FILE}.json"
_UNIT = f"[Service]\nEnvironmentFile=-{_FILE}\n"


def proxy_files(blueprint: Blueprint, *direct: str) -> list[File]:
    """Of every machine, a jumpbox included. This one reaches the hosts of `direct` without the proxy, too."""
    if not blueprint.proxy:
        return []
    proxy = replace(blueprint.proxy, direct=(*blueprint.proxy.direct, *direct))
    return [File(_FILE, "0644", assignments(_variables(proxy)))]


def node_proxy_files(blueprint: Blueprint, system: OperatingSystem, *direct: str) -> list[File]:
    if not blueprint.proxy:
        return []
    units = ("containerd.service", "kubelet.service", *([system.updater] if system.updater else []))
    return [
        *proxy_files(blueprint, *direct),
        *(File(f"/etc/systemd/system/{unit}.d/30-aksynth-proxy.conf", "0644", _UNIT) for unit in units),
    ]


def master_proxy_files(blueprint: Blueprint, facts: AzureFacts) -> list[File]:
    """Masters apply the add-ons. The account of the snapshots admits their subnet, and not a proxy."""
    variables = proxy_variables(blueprint)
    if not variables:
        return []
    return [
        *node_proxy_files(
            blueprint,
            blueprint.masters.machine.operating_system,
            *([snapshot_host(blueprint, facts)] if blueprint.backup else []),
        ),
        *static_files("proxy"),
        File(_FOR_PODS, "0644", f"{json.dumps(variables)}\n"),
    ]


def proxy_variables(blueprint: Blueprint) -> list[dict[str, str]]:
    """The variables of a container, or none."""
    found = _variables(blueprint.proxy) if blueprint.proxy else {}
    return [{"name": name, "value": value} for name, value in sorted(found.items())]


def _variables(proxy: Proxy) -> dict[str, str]:
    lower = {"http_proxy": proxy.http, "https_proxy": proxy.https, "no_proxy": ",".join(proxy.direct)}
    return {**lower, **{name.upper(): value for name, value in lower.items()}}
