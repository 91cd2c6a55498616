"""`agentPoolProfiles`."""

from __future__ import annotations

from aksynth.apimodel.machine import CACHING, MachineProfile
from aksynth.apimodel.profile import key

AVAILABILITY = ("AvailabilitySet", "VirtualMachineScaleSets")


class AgentPoolProfile(MachineProfile):
    """One pool of agents."""

    name: str = key(
        "name",
        "",
        "A lower-case letter, then up to 11 lower-case letters and digits.",
        rule="V80",
        reaches="names, label agentpool",
    )
    count: int = key("count", 0, "Number of agents.", minimum=1, maximum=1000, rule="V11", reaches="instances")
    os_type: str | None = key(
        "osType", None, "Operating system of the nodes.", unset="Linux", values=("Linux", "Windows"), rule="V82"
    )
    availability_profile: str | None = key(
        "availabilityProfile",
        None,
        "How the machines are kept together.",
        unset="VirtualMachineScaleSets",
        values=AVAILABILITY,
        rule="V83",
        reaches="azurerm_linux_virtual_machine_scale_set or machines",
    )
    storage_profile: str | None = key(
        "storageProfile",
        None,
        "ManagedDisks, or Ephemeral: the operating system disk lies in the host's cache.",
        unset="ManagedDisks",
        values=("ManagedDisks", "Ephemeral", "StorageAccount"),
        rule="V12",
        reaches="os_disk.diff_disk_settings",
    )
    disk_sizes_gb: list[int] | None = key(
        "diskSizesGB",
        None,
        "Data disks of each agent, at lun 0 and up.",
        unit="GiB",
        unset="none",
        rule="V13",
        reaches="data_disk",
    )
    data_disk_caching_type: str | None = key(
        "dataDiskCachingType",
        None,
        "Host cache of the data disks.",
        unset="ReadOnly",
        values=CACHING,
        rule="V94",
        reaches="data_disk.caching",
    )
    disk_encryption_set_id: str | None = key(
        "diskEncryptionSetID",
        None,
        "Id of a disk encryption set.",
        unset="none",
        rule="V102",
        reaches="os_disk.disk_encryption_set_id",
    )
    custom_node_labels: dict[str, str] | None = key(
        "customNodeLabels",
        None,
        "Further node labels.",
        unset="none",
        rule="V101",
        reaches="node-labels of the kubelet",
    )
    accelerated_networking_enabled: bool | None = key(
        "acceleratedNetworkingEnabled",
        None,
        "Accelerated networking of Linux nodes.",
        unset="wherever the size can",
        rule="V97",
        reaches="enable_accelerated_networking",
    )
    accelerated_networking_enabled_windows: bool | None = key(
        "acceleratedNetworkingEnabledWindows", None, "The same of Windows nodes.", unset="false", rule="V97"
    )
    scale_set_priority: str | None = key(
        "scaleSetPriority",
        None,
        "Spot machines are cheap and can be evicted.",
        unset="Regular",
        values=("Regular", "Low", "Spot"),
        rule="V12",
        reaches="priority",
    )
    scale_set_eviction_policy: str | None = key(
        "scaleSetEvictionPolicy",
        None,
        "What eviction does to a machine.",
        unset="Delete for Spot",
        values=("Delete", "Deallocate"),
        rule="V12",
        reaches="eviction_policy",
    )
    spot_max_price: float | None = key(
        "spotMaxPrice",
        None,
        "Most to be paid; -1 is the regular price.",
        unit="US dollars an hour",
        unset="-1 for Spot",
        rule="A63",
        reaches="max_bid_price",
    )
    vmss_over_provisioning_enabled: bool | None = key(
        "vmssOverProvisioningEnabled",
        None,
        "The scale set makes too many machines and deletes the slowest.",
        unset="false",
        rule="V98",
        reaches="overprovision",
    )
    enable_vmss_node_public_ip: bool | None = key(
        "enableVMSSNodePublicIP",
        None,
        "A public address a node.",
        unset="false",
        rule="V98",
        reaches="public_ip_address",
    )
    load_balancer_backend_address_pool_ids: list[str] | None = key(
        "loadBalancerBackendAddressPoolIDs",
        None,
        "Ids of existing backend pools that the nodes join.",
        unset="none",
        rule="V103",
        reaches="load_balancer_backend_address_pool_ids",
    )
    role: str | None = key("role", None, "Must be empty.", rule="V100")
    dns_prefix: str | None = key("dnsPrefix", None, "Must be empty.", rule="V100")
    ports: list[int] | None = key("ports", None, "Must be empty.", rule="V100")
    fqdn: str | None = key("fqdn", None, "AKS Engine's own output.")
    vmss_name: str | None = key(
        "vmssName",
        None,
        "Name of the scale set.",
        unset="k8s-NAME-SUFFIX-vmss",
        rule="A64",
        reaches="name of the scale set",
    )
