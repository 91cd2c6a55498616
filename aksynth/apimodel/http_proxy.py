"""The HTTP proxy of the nodes, with the names of AKS's `httpProxyConfig`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, Needs, built, only


class HttpProxyProfile(Profile):
    """The HTTP proxy through which nodes reach the internet."""

    http_proxy: str | None = key(
        "httpProxy",
        None,
        "Address of the proxy: http://HOST:PORT.",
        unset="none: nodes connect directly",
        rule="A410",
        reaches="/etc/aksynth/proxy, apt, containerd, kubelet, extraEnvs",
        status=BUILT,
    )
    https_proxy: str | None = key(
        "httpsProxy",
        None,
        "Address of the proxy for https:// addresses: http://HOST:PORT.",
        unset="httpProxy",
        rule="A410",
        reaches="/etc/aksynth/proxy, apt, containerd, kubelet, extraEnvs",
        status=built(needs=[Needs("httpProxy")]),
    )
    no_proxy: list[str] | None = key(
        "noProxy",
        None,
        "Hosts, .DOMAINS, addresses and CIDRs that nodes reach without the proxy, in addition to those of the cluster.",
        unset="those of the cluster only",
        rule="A411",
        reaches="/etc/aksynth/proxy, apt, containerd, kubelet, extraEnvs",
        status=built(needs=[Needs("httpProxy")]),
    )
    trusted_ca: str | None = key(
        "trustedCa",
        None,
        "Certificate of a proxy that decrypts.",
        status=only(why="pods would not trust it; let the proxy pass tunnels as they are, and remove the field"),
    )
