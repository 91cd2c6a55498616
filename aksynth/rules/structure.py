"""What every model must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel import ApiModel, Fault
from aksynth.rules.registry import MASTER, POOLS, rule

_DNS_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,43}[A-Za-z0-9]")
_POOL_NAME = re.compile(r"[a-z][a-z0-9]{0,11}")


@rule("V2")
def api_version(model: ApiModel) -> Iterator[Fault]:
    if model.api_version != "vlabs":
        yield Fault(
            rule="V2",
            path=("apiVersion",),
            message="this is no version of the api model that can be read",
            value=repr(model.api_version),
            allowed='"vlabs"',
            advice='write "apiVersion": "vlabs"',
        )


@rule("V3")
def has_properties(model: ApiModel) -> Iterator[Fault]:
    if "properties" not in model.model_fields_set:
        yield Fault(rule="V3", path=(), message="properties is missing", advice="everything else stands below it")


@rule("V4")
def has_masters(model: ApiModel) -> Iterator[Fault]:
    if "master_profile" not in model.properties.model_fields_set:
        advice = "write masterProfile with count, dnsPrefix and vmSize"
        yield Fault(rule="V4", path=("properties",), message="masterProfile is missing", advice=advice)


@rule("V5")
def master_count(model: ApiModel) -> Iterator[Fault]:
    count = model.properties.master_profile.count
    if count not in (1, 3, 5):
        yield Fault(
            rule="V5",
            path=(*MASTER, "count"),
            message="etcd keeps its majority with an odd number of masters",
            value=str(count),
            allowed="1, 3 or 5",
            advice="3 survive the loss of one, 5 of two",
        )


@rule("V6")
def has_sizes(model: ApiModel) -> Iterator[Fault]:
    profiles = [(MASTER, model.properties.master_profile.vm_size)]
    profiles += [((*POOLS, i), pool.vm_size) for i, pool in enumerate(model.properties.agent_pool_profiles)]
    for path, size in profiles:
        if not size.strip():
            advice = "name a size such as Standard_D4s_v5"
            yield Fault(rule="V6", path=(*path, "vmSize"), message="the size is missing", advice=advice)


@rule("V7")
def dns_prefix(model: ApiModel) -> Iterator[Fault]:
    prefix = model.properties.master_profile.dns_prefix
    if not _DNS_PREFIX.fullmatch(prefix):
        yield Fault(
            rule="V7",
            path=(*MASTER, "dnsPrefix"),
            message="the DNS prefix is missing" if not prefix else "Azure takes no such DNS label",
            value=repr(prefix) if prefix else "",
            allowed="3 to 45 letters, digits and hyphens, beginning with a letter, ending with a letter or digit",
            advice="it names the cluster and all its resources; choose it for good",
        )


@rule("V11")
def pool_counts(model: ApiModel) -> Iterator[Fault]:
    for i, pool in enumerate(model.properties.agent_pool_profiles):
        if not 1 <= pool.count <= 1000:
            message = "a scale set has this many instances"
            path = (*POOLS, i, "count")
            yield Fault(rule="V11", path=path, message=message, value=str(pool.count), allowed="1 to 1000")


@rule("V80")
def pool_names(model: ApiModel) -> Iterator[Fault]:
    for i, pool in enumerate(model.properties.agent_pool_profiles):
        if not _POOL_NAME.fullmatch(pool.name):
            yield Fault(
                rule="V80",
                path=(*POOLS, i, "name"),
                message="the pool's name is missing" if not pool.name else "a pool cannot be called so",
                value=repr(pool.name) if pool.name else "",
                allowed="a lower-case letter, then up to 11 lower-case letters and digits",
            )


@rule("V81")
def unique_pool_names(model: ApiModel) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, pool in enumerate(model.properties.agent_pool_profiles):
        if pool.name in seen:
            path = (*POOLS, i, "name")
            message = "another pool has this name"
            yield Fault(rule="V81", path=path, message=message, value=repr(pool.name), advice="give each its own")
        seen.add(pool.name)
