"""The HTTP proxy of the nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.mirrors import LABEL, PORT, without_password
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, Finding, rule

_HERE: Path = (*AKSYNTH_PATH, "httpProxy")
_NAME = rf"{LABEL}(\.{LABEL})*"
_ADDRESS = re.compile(rf"http://{_NAME}:({PORT})")
_HOST = re.compile(rf"\.?{_NAME}")
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
        if not (_is_range(entry) if "/" in entry else _HOST.fullmatch(entry)):
            allowed = "HOST, .DOMAIN, ADDRESS or CIDR in lower case, without a scheme, port or *"
            yield Finding((*_HERE, "noProxy", i), "not all programs understand this", without_password(entry), allowed)


def _is_range(text: str) -> bool:
    try:
        return bool(IPv4Network(text))
    except ValueError:
        return False
