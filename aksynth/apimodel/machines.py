"""`masterProfile`, `agentPoolProfiles` and `linuxProfile`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key, profile


class MasterProfile(Profile):
    """The control plane."""

    count: int = key("count", 0, "Number of masters: 1, 3 or 5.")
    dns_prefix: str = key("dnsPrefix", "", "DNS label of the API, and basis of all names.")
    vm_size: str = key("vmSize", "", "Virtual machine size.")
    os_disk_size_gb: int | None = key("osDiskSizeGB", None, "GiB; 0 or unset keeps the image's size.")
    os_disk_caching_type: str | None = key("osDiskCachingType", None, "None, ReadOnly or ReadWrite (default).")
    storage_profile: str | None = key("storageProfile", None, "ManagedDisks.")
    availability_profile: str | None = key("availabilityProfile", None, "AvailabilitySet.")
    platform_fault_domain_count: int | None = key("platformFaultDomainCount", None, "Default by region.")
    platform_update_domain_count: int | None = key("platformUpdateDomainCount", None, "Default 3.")
    first_consecutive_static_ip: str | None = key(
        "firstConsecutiveStaticIP", None, "Address of master 0; computed where the virtual network is made here."
    )
    ip_address_count: int | None = key("ipAddressCount", None, "Addresses of each master; default 31.")
    subject_alt_names: list[str] | None = key("subjectAltNames", None, "Further names on the API certificate.")
    custom_vm_tags: dict[str, str] | None = key("customVMTags", None, "Further tags of the machines.")
    http_source_address_prefix: str | None = key(
        "HTTPSourceAddressPrefix", None, "CIDR that reaches the public API; * counts as not given."
    )


class AgentPoolProfile(Profile):
    """One pool of agents."""

    name: str = key("name", "", "A lower-case letter, then up to 11 lower-case letters and digits.")
    count: int = key("count", 0, "Number of agents, 1 to 1000.")
    vm_size: str = key("vmSize", "", "Virtual machine size.")
    os_type: str | None = key("osType", None, "Linux.")
    os_disk_size_gb: int | None = key("osDiskSizeGB", None, "GiB; 0 or unset keeps the image's size.")
    os_disk_caching_type: str | None = key("osDiskCachingType", None, "None, ReadOnly or ReadWrite (default).")
    storage_profile: str | None = key("storageProfile", None, "ManagedDisks.")
    availability_profile: str | None = key("availabilityProfile", None, "VirtualMachineScaleSets.")
    ip_address_count: int | None = key("ipAddressCount", None, "Addresses of each agent; default 31.")
    custom_node_labels: dict[str, str] | None = key("customNodeLabels", None, "Further node labels.")
    custom_vm_tags: dict[str, str] | None = key("customVMTags", None, "Further tags of the scale set.")
    accelerated_networking_enabled: bool | None = key(
        "acceleratedNetworkingEnabled", None, "Default: wherever the size can."
    )


class PublicKey(Profile):
    """One SSH key."""

    key_data: str = key("keyData", "", "An OpenSSH public key; blank asks for it in a Terraform variable.")


class Ssh(Profile):
    """`ssh`."""

    public_keys: list[PublicKey] = key("publicKeys", [], "Keys of the administrator.")


class LinuxProfile(Profile):
    """The administrator of all machines."""

    admin_username: str = key("adminUsername", "", "User name.")
    ssh: Ssh = profile("ssh", Ssh, "Access by SSH.")
