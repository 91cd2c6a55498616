"""The HTTP proxy of the nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address

from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.defaults.master_addresses import borrowed
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.mirrors import LABEL, PORT, without_password
from aksynth.rules.paths import VNET, M, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_HERE: Path = (*AKSYNTH_PATH, "httpProxy")
_NAME = rf"{LABEL}(\.{LABEL})*"
_ADDRESS = re.compile(rf"http://{_NAME}:({PORT})")
_HOST = re.compile(rf"\.?{_NAME}")
_UNKNOWN = {path: value for path, value in VNET.items() if path not in (M + "vnetCidr", X + "subnets")}
_SOURCE = "https://learn.microsoft.com/azure/aks/http-proxy"


@rule(
    "A410",
    wrong={X + "httpProxy.httpProxy": "https://proxy.example.com"},
    right={X + "httpProxy.httpProxy": "http://proxy.example.com:3128"},
    source=_SOURCE,
    advice="write http://HOST:PORT, without a user name or password, path or slash at the end",
)
def proxy_address(case: Case) -> Iterator[Finding]:
    """The address of the HTTP proxy must be http://HOST:PORT, without a user name or password.

    The address is in the plan, the state, user data and the variables of pods. Without a port, each program uses
    another one. Requests to https:// addresses pass the proxy as tunnels, so their content stays encrypted.
    """
    proxy = case.aksynth.http_proxy
    for key, address in (("httpProxy", proxy.http_proxy), ("httpsProxy", proxy.https_proxy)):
        if address and not _ADDRESS.fullmatch(address):
            message = "nodes cannot use this address of a proxy"
            yield Finding((*_HERE, key), message, without_password(address), "http://HOST:PORT in lower case")


@rule(
    "A411",
    wrong={X + "httpProxy": {"httpProxy": "http://proxy.example.com:3128", "noProxy": ["*.example.com"]}},
    right={X + "httpProxy": {"httpProxy": "http://proxy.example.com:3128", "noProxy": [".example.com"]}},
    source=AKSYNTH,
    advice="write a host, an address, a CIDR such as 10.1.0.0/16, or .example.com for all hosts below a domain",
)
def hosts_without_proxy(case: Case) -> Iterator[Finding]:
    """An entry of noProxy must be a host, a domain with a dot before it, an address or a CIDR.

    curl and the programs of Kubernetes read all of these in the same way.
    """
    for i, entry in enumerate(case.aksynth.http_proxy.no_proxy or []):
        if not _is_known(entry):
            allowed = "HOST, .DOMAIN, ADDRESS or CIDR in lower case, without a scheme, port or *"
            yield Finding((*_HERE, "noProxy", i), "not all programs understand this", without_password(entry), allowed)


def _is_known(entry: str) -> bool:
    if "/" in entry:
        return ranges.network(entry) is not None
    return _is_address(entry) if re.fullmatch(r"[0-9.]+", entry) else bool(_HOST.fullmatch(entry))


def _is_address(text: str) -> bool:
    try:
        return bool(IPv4Address(text))
    except AddressValueError:
        return False


@rule(
    "A414",
    wrong={**_UNKNOWN, X + "httpProxy.httpProxy": "http://proxy.example.com:3128"},
    right={**VNET, X + "httpProxy.httpProxy": "http://proxy.example.com:3128"},
    source=AKSYNTH,
    advice="set masterProfile.vnetCidr, or the range of the subnet in aksynth.subnets",
)
def proxy_and_subnets(case: Case) -> Iterator[Finding]:
    """With an HTTP proxy, the ranges of all subnets of the machines must be known.

    Components of the control plane, the kubelet and scripts use addresses of machines. What is not in a range that they
    know goes to the proxy.
    """
    if not case.aksynth.http_proxy.http_proxy:
        return
    for path, machines in case.machines():
        id_ = machines.vnet_subnet_id
        if id_ and borrowed(case.model, id_) is None:
            message = "machines would reach addresses of this subnet through the proxy"
            yield Finding((*path, "vnetSubnetID"), message, shown(id_))
