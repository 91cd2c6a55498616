"""`agentPoolProfiles`."""

from __future__ import annotations

from aksynth.apimodel.disks import CACHING
from aksynth.apimodel.machine import MachineProfile
from aksynth.apimodel.patterns import POOL_NAME
from aksynth.apimodel.profile import key
from aksynth.apimodel.status import ANY, BUILT, Needs, Replacement, built, ignored, only, refused

AVAILABILITY = ("AvailabilitySet", "VirtualMachineScaleSets")


class AgentPoolProfile(MachineProfile):
    """An agent pool."""

    name: str = key(
        "name",
        "",
        "Name of the pool: a lowercase letter, then at most 11 lowercase letters and digits.",
        rule="V80",
        reaches="names, label agentpool",
        pattern=POOL_NAME,
        status=BUILT,
    )
    count: int = key(
        "count", 0, "Number of agents.", minimum=1, maximum=1000, rule="V11", reaches="instances", status=BUILT
    )
    single_placement_group: bool | None = key(
        "singlePlacementGroup",
        None,
        "Use a single placement group with at most 100 instances. Scale sets only.",
        unset="false",
        rule="V89",
        status=only(False),
    )
    platform_fault_domain_count: int | None = key(
        "platformFaultDomainCount",
        None,
        "Fault domains of the availability set or the scale set.",
        unset="by region, 2 or 3, for an availability set; Azure's choice for a scale set",
        minimum=1,
        maximum=5,
        rule="A44",
        reaches="platform_fault_domain_count",
        status=BUILT,
    )
    platform_update_domain_count: int | None = key(
        "platformUpdateDomainCount",
        None,
        "Update domains of the availability set.",
        unset="3",
        minimum=1,
        maximum=20,
        rule="A44",
        reaches="platform_update_domain_count",
        status=built(needs=[Needs("availabilityProfile", "AvailabilitySet")], harmless=(3,)),
    )
    os_type: str | None = key(
        "osType",
        None,
        "Operating system of the nodes.",
        unset="Linux",
        values=("Linux", "Windows"),
        rule="V82",
        status=only("Linux"),
    )
    availability_profile: str | None = key(
        "availabilityProfile",
        None,
        "Scale set or availability set.",
        unset="VirtualMachineScaleSets",
        values=AVAILABILITY,
        rule="V83",
        reaches="azurerm_linux_virtual_machine_scale_set or azurerm_linux_virtual_machine",
        status=BUILT,
    )
    storage_profile: str | None = key(
        "storageProfile",
        None,
        "ManagedDisks, or Ephemeral: the OS disk is stored on the host, in its cache or on a local disk.",
        unset="ManagedDisks",
        values=("ManagedDisks", "Ephemeral"),
        rule="V88",
        reaches="os_disk.diff_disk_settings",
        status=BUILT,
    )
    disk_sizes_gb: list[int] | None = key(
        "diskSizesGB",
        None,
        "Data disks of each agent, starting at LUN 0. They are empty, and nothing formats them.",
        unit="GiB",
        unset="none",
        rule="V13",
        reaches="data_disk, azurerm_managed_disk",
        minimum=1,
        maximum=32767,
        most=4,
        status=BUILT,
    )
    data_disk_caching_type: str | None = key(
        "dataDiskCachingType",
        None,
        "Host caching of the data disks.",
        unset="ReadOnly; None with a disk of more than 4095 GiB",
        values=CACHING,
        rule="V94",
        reaches="data_disk.caching",
        status=built(needs=[Needs("diskSizesGB")], harmless=("ReadOnly",)),
    )
    disk_encryption_set_id: str | None = key(
        "diskEncryptionSetID",
        None,
        "Resource id of a disk encryption set, which encrypts the OS disk and the data disks with your key.",
        unset="none: Azure encrypts disks with keys that it keeps",
        rule="V102",
        reaches="disk_encryption_set_id",
        status=BUILT,
    )
    custom_node_labels: dict[str, str] | None = key(
        "customNodeLabels",
        None,
        "Additional node labels.",
        unset="none",
        rule="V101",
        reaches="node-labels of the kubelet",
        status=BUILT,
    )
    accelerated_networking_enabled: bool | None = key(
        "acceleratedNetworkingEnabled",
        None,
        "Accelerated networking of Linux nodes.",
        unset="true if the size supports it",
        rule="V97",
        reaches="enable_accelerated_networking",
        status=BUILT,
    )
    accelerated_networking_enabled_windows: bool | None = key(
        "acceleratedNetworkingEnabledWindows",
        None,
        "Accelerated networking of Windows nodes.",
        unset="false",
        rule="V97",
        status=only(False),
    )
    scale_set_priority: str | None = key(
        "scaleSetPriority",
        None,
        "Regular, or Spot: cheaper machines that Azure can evict.",
        unset="Regular",
        values=("Regular", "Low", "Spot"),
        rule="V12",
        reaches="priority",
        status=built(replaced={"Low": Replacement("Spot", "Azure calls low-priority machines Spot")}),
    )
    scale_set_eviction_policy: str | None = key(
        "scaleSetEvictionPolicy",
        None,
        "What happens to an evicted machine.",
        unset="Delete for Spot",
        values=("Delete", "Deallocate"),
        rule="V12",
        reaches="eviction_policy",
        status=built(needs=[Needs("scaleSetPriority", "Spot", "V99")]),
    )
    spot_max_price: float | None = key(
        "spotMaxPrice",
        None,
        "Maximum price of a Spot machine; -1 is the regular price.",
        unit="US dollars an hour",
        unset="-1 for Spot",
        rule="A63",
        reaches="max_bid_price",
        status=built(needs=[Needs("scaleSetPriority", "Spot")]),
    )
    vmss_over_provisioning_enabled: bool | None = key(
        "vmssOverProvisioningEnabled",
        None,
        "Overprovision the scale set: create more machines than needed and delete the slowest.",
        unset="false",
        rule="V98",
        status=refused(
            "Azure would delete machines that may have joined already, without draining them", harmless=(False,)
        ),
    )
    enable_vmss_node_public_ip: bool | None = key(
        "enableVMSSNodePublicIP",
        None,
        "A public IP address for each node.",
        unset="false",
        rule="V98",
        reaches="public_ip_address",
        status=only(False),
    )
    load_balancer_backend_address_pool_ids: list[str] | None = key(
        "loadBalancerBackendAddressPoolIDs",
        None,
        "Resource ids of existing backend address pools that the nodes join.",
        unset="none",
        rule="V103",
        reaches="load_balancer_backend_address_pool_ids",
        status=BUILT,
    )
    role: str | None = key("role", None, "Must be empty.", rule="V100", status=refused(judged_by="V100"))
    dns_prefix: str | None = key("dnsPrefix", None, "Must be empty.", rule="V100", status=refused(judged_by="V100"))
    ports: list[int] | None = key("ports", None, "Must be empty.", rule="V100", status=refused(judged_by="V100"))
    fqdn: str | None = key(
        "fqdn", None, "Output of AKS Engine.", status=ignored("an output of AKS Engine", by_aks_engine=(ANY,))
    )
    vmss_name: str | None = key(
        "vmssName",
        None,
        "Name of the scale set, and start of the names of its nodes.",
        unset="k8s-NAME-SUFFIX-vmss",
        rule="A64",
        reaches="name of the scale set, computer_name_prefix",
        status=built(needs=[Needs("availabilityProfile", "VirtualMachineScaleSets")]),
    )
