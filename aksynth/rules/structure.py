"""What every model must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.patterns import DNS_PREFIX, POOL_NAME
from aksynth.rules.case import LINUX, MASTER, PROPERTIES, Case
from aksynth.rules.paths import A, L, M, P
from aksynth.rules.registry import AZURE, Finding, rule, shown


@rule("V2", wrong={"apiVersion": "2017-07-01"}, right={"apiVersion": "vlabs"}, advice='write "apiVersion": "vlabs"')
def api_version(case: Case) -> Iterator[Finding]:
    """The version of the api model is vlabs.

    AKS Engine's dated versions went long before it did.
    """
    version = case.written.api_version
    if version != "vlabs":
        yield Finding(("apiVersion",), "this version of the api model cannot be read", shown(version), '"vlabs"')


@rule("V3", wrong={"properties": None}, right={}, advice="everything else stands below it")
def has_properties(case: Case) -> Iterator[Finding]:
    """The model has properties."""
    if "properties" not in case.written.model_fields_set:
        yield Finding((), "properties is missing")


@rule("V4", wrong={P + "masterProfile": None}, right={}, advice="write masterProfile with count, dnsPrefix and vmSize")
def has_masters(case: Case) -> Iterator[Finding]:
    """The model has masters.

    A cluster of agents alone was never built by AKS Engine's last releases either.
    """
    if "master_profile" not in case.written.properties.model_fields_set:
        yield Finding(PROPERTIES, "masterProfile is missing")


@rule("V5", wrong={M + "count": 2}, right={M + "count": 3}, advice="3 survive the loss of one, 5 of two")
def master_count(case: Case) -> Iterator[Finding]:
    """There are 1, 3 or 5 masters.

    etcd needs a majority; an even number adds a member that can fail and no majority that is easier to keep.
    """
    count = case.written.properties.master_profile.count
    if count not in (1, 3, 5):
        message = "etcd keeps its majority with an odd number of masters"
        yield Finding((*MASTER, "count"), message, shown(count), "1, 3 or 5")


@rule(
    "V6",
    wrong={A + "vmSize": ""},
    right={A + "vmSize": "Standard_D4s_v5"},
    advice="name a size such as Standard_D4s_v5",
)
def has_sizes(case: Case) -> Iterator[Finding]:
    """Masters and pools have a size."""
    for path, machine in case.machines():
        if not machine.vm_size.strip():
            yield Finding((*path, "vmSize"), "the size is missing")


@rule(
    "V7",
    wrong={M + "dnsPrefix": "my_cluster"},
    right={M + "dnsPrefix": "my-cluster"},
    source=AZURE,
    advice="it names the cluster and all its resources; choose it for good. Write it, or give it to every command: "
    "--set masterProfile.dnsPrefix=NAME",
)
def dns_prefix(case: Case) -> Iterator[Finding]:
    """The DNS prefix is a label that Azure takes.

    It becomes the public name of the API, and the names of all resources are made from it.
    """
    prefix = case.written.properties.master_profile.dns_prefix
    if not re.fullmatch(DNS_PREFIX, prefix):
        yield Finding(
            (*MASTER, "dnsPrefix"),
            "Azure takes no such DNS label" if prefix else "the DNS prefix is missing",
            shown(prefix) if prefix else "",
            "3 to 45 letters, digits and hyphens, beginning with a letter, ending with a letter or digit",
        )


@rule("V80", wrong={A + "name": "Pool_1"}, right={A + "name": "pool1"}, advice="it names the pool's machines and nodes")
def pool_names(case: Case) -> Iterator[Finding]:
    """A pool's name has up to 12 lower-case letters and digits."""
    for path, pool in case.pools():
        if not re.fullmatch(POOL_NAME, pool.name):
            message = "a pool cannot be called so" if pool.name else "the pool's name is missing"
            allowed = "a lower-case letter, then up to 11 lower-case letters and digits"
            yield Finding((*path, "name"), message, shown(pool.name) if pool.name else "", allowed)


_POOL = {"name": "agentpool1", "count": 1, "vmSize": "Standard_D2_v3"}


@rule(
    "V81",
    wrong={P + "agentPoolProfiles": [_POOL, _POOL]},
    advice="give each its own",
    right={P + "agentPoolProfiles": [_POOL, {**_POOL, "name": "agentpool2"}]},
)
def unique_pool_names(case: Case) -> Iterator[Finding]:
    """No two pools have one name."""
    seen: set[str] = set()
    for path, pool in case.pools():
        if pool.name and pool.name in seen:
            yield Finding((*path, "name"), "another pool has this name", shown(pool.name))
        seen.add(pool.name)


@rule("V100", wrong={A + "ports": [80]}, right={A + "ports": []}, advice="remove it")
def legacy_pool_fields(case: Case) -> Iterator[Finding]:
    """A pool has no role, no DNS prefix and no ports.

    They belonged to orchestrators that AKS Engine dropped.
    """
    for path, pool in case.pools():
        for key, value in (("role", pool.role), ("dnsPrefix", pool.dns_prefix), ("ports", pool.ports)):
            if value:
                yield Finding((*path, key), "this field must be empty", shown(value))


@rule(
    "A65",
    wrong={L + "customNodesDNS": {"dnsServer": "dns"}},
    right={L + "customNodesDNS": {"dnsServer": "10.0.0.4"}},
    advice="write the server's address",
    source=AZURE,
)
def dns_server(case: Case) -> Iterator[Finding]:
    """A DNS server is named by its address."""
    dns = case.model.properties.linux_profile.custom_nodes_dns
    server = dns.dns_server if dns else None
    if server and not re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", server):
        yield Finding((*LINUX, "customNodesDNS", "dnsServer"), "this is no IPv4 address", shown(server))
