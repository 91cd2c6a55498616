"""Sizes, disks, labels, names, placement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import CONFIG, LINUX, Case
from aksynth.rules.paths import A, K, L, M
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/[A-Za-z]+/[^/]+", re.I)
_IN_COMPUTE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/"


@rule(
    "A41",
    wrong={K + "etcdDiskSizeGB": "much"},
    right={K + "etcdDiskSizeGB": "512"},
    source=AZURE,
    advice="remove the field for a size that fits the number of nodes",
)
def etcd_disk(case: Case) -> Iterator[Finding]:
    """etcd's disk has 4 to 32767 GiB, written as text."""
    text = case.written_config.etcd_disk_size_gb
    if text and not (text.isascii() and text.isdigit() and 4 <= int(text[:6]) <= 32767):
        yield Finding((*CONFIG, "etcdDiskSizeGB"), "this is no size of a disk", shown(text), '"4" to "32767"')


@rule(
    "V96",
    wrong={A + "distro": "flatcar", A + "auditDEnabled": True},
    right={A + "auditDEnabled": True},
    advice="remove auditDEnabled",
)
def auditd(case: Case) -> Iterator[Finding]:
    """auditd runs on Ubuntu."""
    for path, machine in case.machines():
        if machine.auditd_enabled and machine.distro == "flatcar":
            yield Finding((*path, "auditDEnabled"), "Flatcar has no auditd package", "true")


@rule(
    "V102",
    wrong={A + "proximityPlacementGroupID": "mine"},
    source=AZURE,
    advice="write the whole id",
    right={A + "proximityPlacementGroupID": _IN_COMPUTE + "proximityPlacementGroups/mine"},
)
def compute_ids(case: Case) -> Iterator[Finding]:
    """Placement groups and disk encryption sets are named by whole ids."""
    allowed = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/KIND/NAME"
    for path, machine in case.machines():
        for key, id_ in (
            ("proximityPlacementGroupID", machine.proximity_placement_group_id),
            ("diskEncryptionSetID", getattr(machine, "disk_encryption_set_id", None)),
        ):
            if id_ and not _GROUP.fullmatch(id_):
                yield Finding((*path, key), "this is no id", shown(id_), allowed)


@rule(
    "V103",
    wrong={A + "loadBalancerBackendAddressPoolIDs": [""]},
    right={A + "loadBalancerBackendAddressPoolIDs": []},
    advice="write each pool's id",
)
def backend_pools(case: Case) -> Iterator[Finding]:
    """Backend pools are named."""
    for path, pool in case.pools():
        for i, id_ in enumerate(pool.load_balancer_backend_address_pool_ids or []):
            if not id_.strip():
                yield Finding((*path, "loadBalancerBackendAddressPoolIDs", i), "the id is missing")


@rule(
    "A62",
    wrong={M + "sysctldConfig": {"a b": "1"}},
    right={M + "sysctldConfig": {"net.core.somaxconn": "16384"}},
    source=AKSYNTH,
    advice="write names as sysctl prints them",
)
def sysctls(case: Case) -> Iterator[Finding]:
    """Kernel settings have names and values that sysctl takes."""
    for path, machine in case.machines():
        for name, value in (machine.sysctld_config or {}).items():
            if not re.fullmatch(r"[a-z0-9_-]+([./][A-Za-z0-9_*-]+)+", name) or "\n" in value:
                yield Finding((*path, "sysctldConfig", name), "this is no kernel setting", shown(f"{name}={value}"))


@rule(
    "V163",
    wrong={L + "secrets": [{"sourceVault": {"id": "v"}}]},
    right={L + "secrets": []},
    source=AZURE,
    advice="name the vault's id and one certificate URL or more",
)
def vault_secrets(case: Case) -> Iterator[Finding]:
    """Certificates from vaults have a vault and URLs."""
    for i, entry in enumerate(case.model.properties.linux_profile.secrets or []):
        here = (*LINUX, "secrets", i)
        if not entry.source_vault or not entry.source_vault.id:
            yield Finding((*here, "sourceVault"), "the vault is missing")
        certificates = entry.vault_certificates or []
        if not certificates or any(not c.certificate_url for c in certificates):
            yield Finding((*here, "vaultCertificates"), "a certificate's URL is missing")
