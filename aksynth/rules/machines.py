"""Sizes, disks, labels, names, placement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.catalog import vm_sizes
from aksynth.rules.case import CONFIG, LINUX, MASTER, Case
from aksynth.rules.paths import A, K, L, M
from aksynth.rules.registry import AKSYNTH, AZURE, KUBERNETES, Finding, rule, shown

_NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_LABEL_KEY = re.compile(rf"([a-z0-9]([a-z0-9.-]{{0,251}}[a-z0-9])?/)?{_NAME}")
_LABEL_VALUE = re.compile(rf"({_NAME})?")
_SAN = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/[A-Za-z]+/[^/]+", re.I)
_IN_COMPUTE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/"
_SET = {A + "availabilityProfile": "AvailabilitySet"}


@rule(
    "A40",
    wrong={A + "vmSize": "Standard_D99_v99"},
    right={A + "vmSize": "standard_d2_v3"},
    source=AZURE,
    warns=True,
    advice="look for a slip; a new size works if it is so",
)
def known_sizes(case: Case) -> Iterator[Finding]:
    """The catalog knows the size.

    What it can do is otherwise guessed: generation 2, x64, premium disks by the s in its name.
    """
    for path, machine in case.machines():
        if machine.vm_size and not vm_sizes.find(machine.vm_size):
            close = vm_sizes.closest(machine.vm_size)
            message = "the catalog does not know this size" + (f"; did you mean {close}?" if close else "")
            yield Finding((*path, "vmSize"), message, shown(machine.vm_size))


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
    "V97",
    wrong={A + "vmSize": "Standard_A1_v2", A + "acceleratedNetworkingEnabled": True},
    right={A + "vmSize": "Standard_A1_v2"},
    source=AZURE,
    advice="remove the field or take another size",
    silenceable=True,
)
def accelerated_networking(case: Case) -> Iterator[Finding]:
    """Accelerated networking is asked of sizes that have it.

    Azure refuses the machine otherwise.
    """
    for path, pool in case.pools():
        size = vm_sizes.find(pool.vm_size)
        for key, asked in (
            ("acceleratedNetworkingEnabled", pool.accelerated_networking_enabled),
            ("acceleratedNetworkingEnabledWindows", pool.accelerated_networking_enabled_windows),
        ):
            if asked and size and size.accelerated_networking is False:
                yield Finding((*path, key), f"{pool.vm_size} has no accelerated networking", "true")


@rule(
    "V89",
    wrong={**_SET, A + "singlePlacementGroup": True},
    right={A + "singlePlacementGroup": True},
    advice="remove it",
)
def placement_groups(case: Case) -> Iterator[Finding]:
    """A placement group belongs to a scale set."""
    for path, machine in case.machines():
        profile = getattr(machine, "availability_profile", None)
        if machine.single_placement_group is not None and profile == "AvailabilitySet":
            yield Finding(
                (*path, "singlePlacementGroup"), "an availability set has none", shown(machine.single_placement_group)
            )


@rule(
    "A79",
    wrong={A + "count": 101, A + "singlePlacementGroup": True},
    right={A + "count": 101},
    source=AZURE,
    advice="remove singlePlacementGroup",
)
def placement_group_size(case: Case) -> Iterator[Finding]:
    """A single placement group has 100 instances at most."""
    for path, pool in case.pools():
        if pool.single_placement_group and pool.count > 100:
            yield Finding((*path, "singlePlacementGroup"), f"the pool has {pool.count} agents", "true", "100 agents")


@rule(
    "V84",
    wrong={
        A[:-2] + "1": {"name": "b", "count": 1, "vmSize": "Standard_D2_v3", "availabilityProfile": "AvailabilitySet"}
    },
    right={
        A[:-2] + "1": {
            "name": "b",
            "count": 1,
            "vmSize": "Standard_D2_v3",
            "availabilityProfile": "VirtualMachineScaleSets",
        }
    },
    advice="choose one for all pools",
)
def one_availability(case: Case) -> Iterator[Finding]:
    """All pools are kept together in one way.

    Azure's load balancers do not mix them. An unset field is a scale set; AKS Engine compared the texts.
    """
    kinds = [(path, pool.availability_profile) for path, pool in case.pools()]
    for path, kind in kinds[1:]:
        if kind != kinds[0][1]:
            yield Finding((*path, "availabilityProfile"), f"the first pool is a {kinds[0][1]}", shown(kind))


@rule(
    "V85",
    wrong={M + "availabilityProfile": "VirtualMachineScaleSets", **_SET},
    right={M + "availabilityProfile": "VirtualMachineScaleSets"},
    advice="write VirtualMachineScaleSets",
)
def scale_set_masters_and_pools(case: Case) -> Iterator[Finding]:
    """Beside masters in a scale set, pools are scale sets."""
    for path, pool in case.pools():
        if case.masters_in_scale_set and pool.availability_profile == "AvailabilitySet":
            yield Finding(
                (*path, "availabilityProfile"), "the masters are in a scale set", shown(pool.availability_profile)
            )


@rule(
    "V98",
    wrong={**_SET, A + "vmssOverProvisioningEnabled": True},
    right={A + "vmssOverProvisioningEnabled": True},
    advice="remove the field",
)
def scale_set_features(case: Case) -> Iterator[Finding]:
    """Over-provisioning and public addresses of nodes belong to scale sets."""
    for path, pool in case.pools():
        for key, on in (
            ("vmssOverProvisioningEnabled", pool.vmss_over_provisioning_enabled),
            ("enableVMSSNodePublicIP", pool.enable_vmss_node_public_ip),
        ):
            if on and pool.availability_profile == "AvailabilitySet":
                yield Finding((*path, key), "an availability set has none", "true")


@rule(
    "V99",
    wrong={A + "scaleSetPriority": "Regular", A + "scaleSetEvictionPolicy": "Delete"},
    right={A + "scaleSetPriority": "Spot", A + "scaleSetEvictionPolicy": "Delete"},
    advice="remove it, or write Spot",
)
def eviction(case: Case) -> Iterator[Finding]:
    """Only Spot machines are evicted."""
    for path, pool in case.pools():
        if pool.scale_set_priority == "Regular" and pool.scale_set_eviction_policy:
            yield Finding(
                (*path, "scaleSetEvictionPolicy"), "the pool is no Spot pool", shown(pool.scale_set_eviction_policy)
            )


@rule(
    "A63",
    wrong={A + "scaleSetPriority": "Spot", A + "spotMaxPrice": 0},
    right={A + "scaleSetPriority": "Spot", A + "spotMaxPrice": 0.5},
    source=AZURE,
    advice="-1 pays the regular price at most",
)
def spot_price(case: Case) -> Iterator[Finding]:
    """The price of Spot machines is -1 or above 0.00001."""
    for i, pool in enumerate(case.written.properties.agent_pool_profiles):
        price = pool.spot_max_price
        if price is not None and price != -1 and price < 0.00001:
            yield Finding(
                ("properties", "agentPoolProfiles", i, "spotMaxPrice"), "Azure takes no such price", shown(price)
            )


@rule(
    "V101",
    wrong={A + "customNodeLabels": {"a b": "c"}},
    right={A + "customNodeLabels": {"a": "c"}},
    source=KUBERNETES,
    advice="look for blanks and signs",
)
def labels(case: Case) -> Iterator[Finding]:
    """Node labels have Kubernetes' form."""
    allowed = "letters, digits, '-', '_' and '.', 63 at most, with a domain before a slash in the key"
    for path, pool in case.pools():
        for name, value in (pool.custom_node_labels or {}).items():
            if not _LABEL_KEY.fullmatch(name) or not _LABEL_VALUE.fullmatch(value):
                found = f"{name}={value}"[:100]
                yield Finding(
                    (*path, "customNodeLabels", name), "Kubernetes takes no such label", shown(found), allowed
                )


@rule(
    "A42",
    wrong={A + "customNodeLabels": {"node-role.kubernetes.io/x": ""}},
    source=KUBERNETES,
    right={A + "customNodeLabels": {"node.kubernetes.io/x": ""}},
    advice="use a domain of your own",
)
def restricted_labels(case: Case) -> Iterator[Finding]:
    """Labels are such that a kubelet may give itself.

    With another it would not start.
    """
    for path, pool in case.pools():
        for name in pool.custom_node_labels or {}:
            domain = name.rpartition("/")[0]
            own = domain.endswith(("kubernetes.io", "k8s.io"))
            if own and not domain.endswith(("node.kubernetes.io", "kubelet.kubernetes.io")):
                yield Finding(
                    (*path, "customNodeLabels", name), "a kubelet may not give itself this label", shown(name)
                )


@rule(
    "A43",
    wrong={M + "subjectAltNames": ["a b"]},
    right={M + "subjectAltNames": ["a.example.com"]},
    source=KUBERNETES,
    advice="write host names or addresses",
)
def alt_names(case: Case) -> Iterator[Finding]:
    """Names on the API certificate are names of hosts."""
    for i, name in enumerate(case.masters.subject_alt_names or []):
        if not _SAN.fullmatch(name):
            yield Finding((*MASTER, "subjectAltNames", i), "this is no name of a host", shown(name))


@rule(
    "A45",
    wrong={M + "customVMTags": {"a/b": "c"}},
    right={M + "customVMTags": {"a": "c"}},
    source=AZURE,
    advice="take the sign away or shorten it",
)
def tags(case: Case) -> Iterator[Finding]:
    """Tags have Azure's form."""
    allowed = "names up to 512 characters without < > % & \\ ? /, values up to 256"
    for path, machine in case.machines():
        for name, value in (machine.custom_vm_tags or {}).items():
            if len(name) > 512 or len(value) > 256 or re.search(r"[<>%&\\?/]", name):
                yield Finding((*path, "customVMTags", name), "Azure takes no such tag", shown(name), allowed)


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


@rule("A64", wrong={A + "vmssName": "a b"}, right={A + "vmssName": "workers"}, source=AZURE, advice="remove the field")
def scale_set_names(case: Case) -> Iterator[Finding]:
    """A scale set's name has letters, digits, '-', '_' and '.', 64 at most."""
    for path, pool in case.pools():
        if pool.vmss_name and not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,62}\w|[A-Za-z0-9]", pool.vmss_name):
            yield Finding((*path, "vmssName"), "Azure takes no such name", shown(pool.vmss_name))


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
