"""Sizes, disks, labels, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel import ApiModel, Fault
from aksynth.apimodel.json_reader import Path
from aksynth.catalog import vm_sizes
from aksynth.rules.registry import CONFIG, MASTER, POOLS, rule

_CACHING = ("None", "ReadOnly", "ReadWrite")
_NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_LABEL_KEY = re.compile(rf"([a-z0-9]([a-z0-9.-]{{0,251}}[a-z0-9])?/)?{_NAME}")
_LABEL_VALUE = re.compile(rf"({_NAME})?")
_SAN = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


def _sizes(model: ApiModel) -> Iterator[tuple[Path, str]]:
    yield (*MASTER, "vmSize"), model.properties.master_profile.vm_size
    for i, pool in enumerate(model.properties.agent_pool_profiles):
        yield (*POOLS, i, "vmSize"), pool.vm_size


@rule("A40")
def known_sizes(model: ApiModel) -> Iterator[Fault]:
    for path, size in _sizes(model):
        if size and not vm_sizes.find(size):
            yield Fault(
                rule="A40",
                path=path,
                message="the catalog does not know this size; generation 2 and x64 are assumed",
                value=repr(size),
                advice="look for a slip; a new size works if it is so",
                severity="warning",
            )


@rule("V8")
def os_disks(model: ApiModel) -> Iterator[Fault]:
    disks = [(MASTER, model.properties.master_profile.os_disk_size_gb)]
    disks += [((*POOLS, i), p.os_disk_size_gb) for i, p in enumerate(model.properties.agent_pool_profiles)]
    for path, size in disks:
        if size and not 30 <= size <= 2048:
            message = "the image needs 30 GiB, and Azure takes no larger operating system disk than 2048"
            path = (*path, "osDiskSizeGB")
            yield Fault(rule="V8", path=path, message=message, value=str(size), allowed="0, or 30 to 2048")


@rule("V94")
def caching(model: ApiModel) -> Iterator[Fault]:
    disks = [(MASTER, model.properties.master_profile.os_disk_caching_type)]
    disks += [((*POOLS, i), p.os_disk_caching_type) for i, p in enumerate(model.properties.agent_pool_profiles)]
    for path, kind in disks:
        if kind and kind not in _CACHING:
            path = (*path, "osDiskCachingType")
            yield Fault(rule="V94", path=path, message="no such caching", value=repr(kind), allowed=", ".join(_CACHING))


@rule("A41")
def etcd_disk(model: ApiModel) -> Iterator[Fault]:
    text = model.properties.orchestrator_profile.kubernetes_config.etcd_disk_size_gb
    if text and not (text.isascii() and text.isdigit() and 4 <= int(text[:6]) <= 32767):
        message = "etcd's disk has this many GiB, as text"
        path = (*CONFIG, "etcdDiskSizeGB")
        yield Fault(rule="A41", path=path, message=message, value=repr(text), allowed='"4" to "32767"')


@rule("V97")
def accelerated_networking(model: ApiModel) -> Iterator[Fault]:
    for i, pool in enumerate(model.properties.agent_pool_profiles):
        size = vm_sizes.find(pool.vm_size)
        if pool.accelerated_networking_enabled and size and size.accelerated_networking is False:
            yield Fault(
                rule="V97",
                path=(*POOLS, i, "acceleratedNetworkingEnabled"),
                message=f"{pool.vm_size} has no accelerated networking, and Azure would refuse it",
                value="true",
                advice="remove the field or take another size",
            )


@rule("V101")
def labels(model: ApiModel) -> Iterator[Fault]:
    for i, pool in enumerate(model.properties.agent_pool_profiles):
        for name, value in (pool.custom_node_labels or {}).items():
            if not _LABEL_KEY.fullmatch(name) or not _LABEL_VALUE.fullmatch(value):
                yield Fault(
                    rule="V101",
                    path=(*POOLS, i, "customNodeLabels", name),
                    message="Kubernetes takes no such label",
                    value=f"{name}={value}"[:100],
                    allowed="letters, digits, '-', '_' and '.', 63 at most, with a domain before a slash in the key",
                )


@rule("A42")
def restricted_labels(model: ApiModel) -> Iterator[Fault]:
    for i, pool in enumerate(model.properties.agent_pool_profiles):
        for name in pool.custom_node_labels or {}:
            domain = name.rpartition("/")[0]
            own = domain.endswith(("kubernetes.io", "k8s.io"))
            if own and not domain.endswith(("node.kubernetes.io", "kubelet.kubernetes.io")):
                yield Fault(
                    rule="A42",
                    path=(*POOLS, i, "customNodeLabels", name),
                    message="a kubelet may not give itself this label and would not start",
                    advice="use a domain of your own",
                )


@rule("A43")
def alt_names(model: ApiModel) -> Iterator[Fault]:
    for i, name in enumerate(model.properties.master_profile.subject_alt_names or []):
        if not _SAN.fullmatch(name):
            path = (*MASTER, "subjectAltNames", i)
            yield Fault(rule="A43", path=path, message="this is no name of a host", value=repr(name))


@rule("A44")
def fault_domains(model: ApiModel) -> Iterator[Fault]:
    master = model.properties.master_profile
    counts = (
        ("platformFaultDomainCount", master.platform_fault_domain_count, 3),
        ("platformUpdateDomainCount", master.platform_update_domain_count, 20),
    )
    for key, count, most in counts:
        if count is not None and not 1 <= count <= most:
            path = (*MASTER, key)
            message = "an availability set has this many"
            yield Fault(rule="A44", path=path, message=message, value=str(count), allowed=f"1 to {most}")


@rule("A45")
def tags(model: ApiModel) -> Iterator[Fault]:
    tagged = [(MASTER, model.properties.master_profile.custom_vm_tags)]
    tagged += [((*POOLS, i), p.custom_vm_tags) for i, p in enumerate(model.properties.agent_pool_profiles)]
    for path, found in tagged:
        for name, value in (found or {}).items():
            if len(name) > 512 or len(value) > 256 or re.search(r"[<>%&\\?/]", name):
                allowed = "names up to 512 characters without < > % & \\ ? /, values up to 256"
                message = "Azure takes no such tag"
                path_ = (*path, "customVMTags", name)
                yield Fault(rule="A45", path=path_, message=message, allowed=allowed)
