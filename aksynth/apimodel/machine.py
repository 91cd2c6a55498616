"""Fields that masters and agent pools share."""

from __future__ import annotations

from aksynth.apimodel.disks import CACHING
from aksynth.apimodel.distros import DISTROS, OLD_DISTROS
from aksynth.apimodel.extensions import Extension
from aksynth.apimodel.image_reference import ImageReference
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, BY_FIELDS, Needs, built, ignored, only, refused
from aksynth.apimodel.sysctls import SYSCTLS

_NO_EXTENSIONS = (
    "extensions were scripts that AKS Engine downloaded from its repository; name scripts in aksynth.bootScripts, use "
    "imageReference for what a machine has before Kubernetes starts, and a DaemonSet in an add-on for everything else"
)


class MachineKubernetesConfig(KubernetesConfig):
    """Only `kubeletConfig` has an effect, and in a pool `containerRuntime`. AKS Engine generated other fields beside
    them."""


class MachineProfile(Profile):
    """Size, image, disks, placement and network of a group of machines."""

    vm_size: str = key(
        "vmSize", "", "Virtual machine size, such as Standard_D4s_v5.", rule="V6", reaches="size, sku", status=BUILT
    )
    os_disk_size_gb: int | None = key(
        "osDiskSizeGB",
        None,
        "Size of the OS disk; 0 keeps the size of the image.",
        unit="GiB",
        unset="the size of the image",
        minimum=30,
        maximum=2048,
        zero=True,
        rule="V8",
        reaches="os_disk.disk_size_gb",
        status=BUILT,
    )
    os_disk_caching_type: str | None = key(
        "osDiskCachingType",
        None,
        "Host caching of the OS disk.",
        unset="ReadWrite; ReadOnly for Ephemeral",
        values=CACHING,
        rule="V94",
        reaches="os_disk.caching",
        status=BUILT,
    )
    availability_zones: list[str] | None = key(
        "availabilityZones",
        None,
        'Availability zones, such as ["1", "2", "3"]. Master 0 is in the first, and so on. A pool is in all of them.',
        unset="none",
        rule="A61",
        reaches="zone, zones",
        values=("1", "2", "3"),
        status=BUILT,
    )
    single_placement_group: bool | None = key(
        "singlePlacementGroup",
        None,
        "Use a single placement group with at most 100 instances. Scale sets only.",
        unset="Azure's choice for masters, false for pools",
        rule="V89",
        status=ignored("Azure chooses it for a Flexible scale set", harmless=(True,)),
    )
    platform_fault_domain_count: int | None = key(
        "platformFaultDomainCount",
        None,
        "Fault domains of the availability set, or of the scale set where written.",
        unset="by region: 2 or 3",
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
        status=built(needs=[Needs("availabilityProfile", "AvailabilitySet")]),
    )
    vnet_subnet_id: str | None = key(
        "vnetSubnetID",
        None,
        "Resource id of a subnet in a custom virtual network.",
        unset="a virtual network is created",
        rule="V71",
        reaches="subnet_id",
        status=BUILT,
    )
    ip_address_count: int | None = key(
        "ipAddressCount",
        None,
        "IP configurations of each network interface: one for the machine, the others for its pods.",
        unset="max-pods + 1 with Azure CNI (31), else 1",
        minimum=1,
        maximum=256,
        zero=True,
        rule="V9",
        reaches="ip_configuration",
        status=BUILT,
    )
    distro: str | None = key(
        "distro",
        None,
        "Operating system. An imageReference replaces its image.",
        unset="ubuntu-24.04",
        values=DISTROS,
        rule="V95",
        reaches="source_image_reference",
        status=built(replaced=OLD_DISTROS),
    )
    image_reference: ImageReference | None = key(
        "imageReference",
        None,
        "A managed image, or an image of a gallery.",
        unset="the marketplace image of the distro",
        rule="V120",
        reaches="source_image_id",
        status=BY_FIELDS,
    )
    kubernetes_config: MachineKubernetesConfig | None = key(
        "kubernetesConfig",
        None,
        "kubeletConfig: kubelet flags of these machines. In a pool also containerRuntime. Other fields have no effect.",
        unset="the kubernetesConfig of the cluster",
        status=BUILT,
    )
    extensions: list[Extension] | None = key(
        "extensions",
        None,
        "Extensions of AKS Engine.",
        unset="none",
        status=refused(_NO_EXTENSIONS, harmless=([],)),
    )
    pre_provision_extension: Extension | None = key(
        "preProvisionExtension",
        None,
        "Extension that runs first.",
        unset="none",
        status=refused(_NO_EXTENSIONS),
    )
    auditd_enabled: bool | None = key(
        "auditDEnabled", None, "Run auditd; Ubuntu only.", unset="false", rule="V96", status=only(False)
    )
    custom_vm_tags: dict[str, str] | None = key(
        "customVMTags",
        None,
        "Additional tags of the machines. Built-in tags cannot be replaced.",
        unset="none",
        rule="A45",
        reaches="tags",
        status=BUILT,
    )
    sysctld_config: dict[str, str] | None = key(
        "sysctldConfig",
        None,
        "Kernel settings by name.",
        unset="the table of AKS Engine",
        rule="A62",
        reaches="sysctl.d on each node",
        status=only(SYSCTLS),
    )
    ultra_ssd_enabled: bool | None = key(
        "ultraSSDEnabled",
        None,
        "Allow ultra disks as volumes. The machines must be in availability zones, if the region has them.",
        unset="false",
        rule="A84",
        reaches="additional_capabilities.ultra_ssd_enabled",
        status=BUILT,
    )
    encryption_at_host: bool | None = key(
        "encryptionAtHost",
        None,
        "Encrypt disks, caches and temporary disks at the host. The subscription needs the feature EncryptionAtHost.",
        unset="false",
        reaches="encryption_at_host_enabled",
        status=BUILT,
    )
    proximity_placement_group_id: str | None = key(
        "proximityPlacementGroupID",
        None,
        "Resource id of an existing proximity placement group. It is in the region of the cluster.",
        unset="none",
        rule="V102",
        reaches="proximity_placement_group_id",
        status=BUILT,
    )
