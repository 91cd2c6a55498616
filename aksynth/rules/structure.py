"""The parts that every model must have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel import Fault
from aksynth.apimodel.patterns import DNS_PREFIX, DOMAIN, POOL_NAME
from aksynth.rules.case import LINUX, MASTER, PROPERTIES, Case
from aksynth.rules.paths import A, L, M, P
from aksynth.rules.registry import AZURE, Finding, rule, shown


@rule("V2", wrong={"apiVersion": "2017-07-01"}, right={"apiVersion": "vlabs"}, advice='write "apiVersion": "vlabs"')
def api_version(case: Case) -> Iterator[Finding]:
    """apiVersion must be vlabs.

    AKS Engine removed its dated versions before it was retired.
    """
    version = case.written.api_version
    if version != "vlabs":
        message = "this version of the api model is not supported" if version else "apiVersion is missing"
        yield Finding(("apiVersion",), message, shown(version) if version else "", '"vlabs"')


@rule("V3", wrong={"properties": None}, right={}, advice="add properties; it contains all profiles")
def has_properties(case: Case) -> Iterator[Finding]:
    """A model must have properties."""
    if "properties" not in case.written.model_fields_set:
        yield Finding((), "properties is missing")


@rule("V4", wrong={P + "masterProfile": None}, right={}, advice="add masterProfile with count, dnsPrefix and vmSize")
def has_masters(case: Case) -> Iterator[Finding]:
    """A model must have a masterProfile.

    The last releases of AKS Engine did not support clusters without masters either.
    """
    if "master_profile" not in case.written.properties.model_fields_set:
        yield Finding(PROPERTIES, "masterProfile is missing")


_MISSING = {"V3": PROPERTIES, "V4": MASTER}


def without_fields_of_missing(faults: list[Fault]) -> list[Fault]:
    """The faults, without those in a profile that is missing as a whole."""
    missing = [_MISSING[fault.rule] for fault in faults if fault.rule in _MISSING]
    return [fault for fault in faults if not any(fault.path[: len(path)] == path for path in missing)]


@rule(
    "V5",
    wrong={M + "count": 2},
    right={M + "count": 3},
    advice="set count to 1, 3 or 5; 3 masters tolerate the loss of one, 5 of two",
)
def master_count(case: Case) -> Iterator[Finding]:
    """The number of masters must be 1, 3 or 5.

    etcd needs a majority. An even number adds a member that can fail, and tolerates no additional failure.
    """
    count = case.written.properties.master_profile.count
    if count not in (1, 3, 5):
        message = "etcd needs an odd number of masters to keep its majority"
        yield Finding((*MASTER, "count"), message, shown(count), "1, 3 or 5")


@rule(
    "V6",
    wrong={A + "vmSize": ""},
    right={A + "vmSize": "Standard_D4s_v5"},
    advice="set vmSize to a size such as Standard_D4s_v5",
)
def has_sizes(case: Case) -> Iterator[Finding]:
    """Masters and agent pools must have a vmSize."""
    for path, machine in case.machines():
        if not machine.vm_size.strip():
            yield Finding((*path, "vmSize"), "vmSize is missing")


@rule(
    "V7",
    wrong={M + "dnsPrefix": "my_cluster"},
    right={M + "dnsPrefix": "my-cluster"},
    source=AZURE,
    advice="set it in the model, or pass it to every command. It names all resources and cannot change later: "
    "--set masterProfile.dnsPrefix=NAME",
)
def dns_prefix(case: Case) -> Iterator[Finding]:
    """dnsPrefix must be a valid DNS label in Azure.

    The public name of the API and the names of all resources contain it.
    """
    prefix = case.written.properties.master_profile.dns_prefix
    if not re.fullmatch(DNS_PREFIX, prefix):
        yield Finding(
            (*MASTER, "dnsPrefix"),
            "Azure does not accept this DNS label" if prefix else "dnsPrefix is missing",
            shown(prefix) if prefix else "",
            "3 to 45 letters, digits and hyphens, starting with a letter, ending with a letter or digit",
        )


@rule(
    "V80",
    wrong={A + "name": "Pool_1"},
    right={A + "name": "pool1"},
    advice="set name; the machines and nodes of the pool are named after it",
)
def pool_names(case: Case) -> Iterator[Finding]:
    """Agent pool names must be at most 12 lowercase letters and digits."""
    for path, pool in case.pools():
        if not re.fullmatch(POOL_NAME, pool.name):
            message = "this name is not valid for an agent pool" if pool.name else "the name of the pool is missing"
            allowed = "a lowercase letter, then at most 11 lowercase letters and digits"
            yield Finding((*path, "name"), message, shown(pool.name) if pool.name else "", allowed)


_POOL = {"name": "agentpool1", "count": 1, "vmSize": "Standard_D2_v3"}


@rule(
    "V81",
    wrong={P + "agentPoolProfiles": [_POOL, _POOL]},
    advice="give each pool a different name",
    right={P + "agentPoolProfiles": [_POOL, {**_POOL, "name": "agentpool2"}]},
)
def unique_pool_names(case: Case) -> Iterator[Finding]:
    """Agent pool names must be unique."""
    seen: set[str] = set()
    for path, pool in case.pools():
        if pool.name and pool.name in seen:
            yield Finding((*path, "name"), "another pool has this name", shown(pool.name))
        seen.add(pool.name)


@rule("V100", wrong={A + "ports": [80]}, right={A + "ports": []}, advice="remove it")
def legacy_pool_fields(case: Case) -> Iterator[Finding]:
    """Agent pools must not have a role, a DNS prefix or ports.

    These fields belong to orchestrators that AKS Engine removed.
    """
    for path, pool in case.pools():
        for key, value in (("role", pool.role), ("dnsPrefix", pool.dns_prefix), ("ports", pool.ports)):
            if value:
                yield Finding((*path, key), "this field must be empty", shown(value))


@rule(
    "A65",
    wrong={L + "customNodesDNS": {"dnsServer": "dns"}},
    right={L + "customNodesDNS": {"dnsServer": "10.0.0.4"}},
    advice="set it to the address of the server",
    source=AZURE,
)
def dns_server(case: Case) -> Iterator[Finding]:
    """A DNS server must be an IPv4 address."""
    dns = case.model.properties.linux_profile.custom_nodes_dns
    server = dns.dns_server if dns else None
    if server and not re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", server):
        yield Finding((*LINUX, "customNodesDNS", "dnsServer"), "this is not an IPv4 address", shown(server))


@rule(
    "A69",
    wrong={L + "customSearchDomain": {"name": "corp example.com"}},
    right={L + "customSearchDomain": {"name": "corp.example.com"}},
    advice="set it to a domain name, such as corp.example.com",
    source="https://www.freedesktop.org/software/systemd/man/latest/resolved.conf.html",
)
def search_domain(case: Case) -> Iterator[Finding]:
    """A search domain must be one domain name."""
    custom = case.model.properties.linux_profile.custom_search_domain
    name = custom.name if custom else None
    if name and not re.fullmatch(DOMAIN, name):
        yield Finding((*LINUX, "customSearchDomain", "name"), "this is not a domain name", shown(name))
