"""`masterProfile`."""

from __future__ import annotations

from aksynth.apimodel.disks import UNMANAGED_DISKS
from aksynth.apimodel.machine import MachineProfile
from aksynth.apimodel.patterns import DNS_PREFIX
from aksynth.apimodel.profile import WholeProfile, key
from aksynth.apimodel.status import ANY, BUILT, NOT_BUILT, Needs, ignored, mapped, not_built, only, refused


class CustomFile(WholeProfile):
    """A file put on every master."""

    source: str | None = key("source", None, "Path here, read at synthesis.")
    dest: str | None = key("dest", None, "Absolute path on the master.")


class MasterProfile(MachineProfile):
    """The control plane."""

    count: int = key(
        "count",
        0,
        "Number of masters: 1, 3 or 5.",
        rule="V5",
        reaches="one machine each",
        numbers=(1, 3, 5),
        status=BUILT,
    )
    dns_prefix: str = key(
        "dnsPrefix",
        "",
        "DNS label of the API, and basis of all names.",
        rule="V7",
        reaches="names, domain_name_label",
        pattern=DNS_PREFIX,
        status=BUILT,
    )
    storage_profile: str | None = key(
        "storageProfile",
        None,
        "Kind of the disks.",
        unset="ManagedDisks",
        values=("ManagedDisks", "StorageAccount"),
        rule="V10",
        status=mapped(UNMANAGED_DISKS),
    )
    availability_profile: str | None = key(
        "availabilityProfile",
        None,
        "AvailabilitySet, or VirtualMachineScaleSets: machines with fixed addresses in a Flexible scale set.",
        unset="AvailabilitySet",
        values=("AvailabilitySet", "VirtualMachineScaleSets"),
        rule="V83",
        reaches="azurerm_availability_set or azurerm_orchestrated_virtual_machine_scale_set",
        status=only("AvailabilitySet"),
    )
    vnet_cidr: str | None = key(
        "vnetCidr",
        None,
        "Range of a custom virtual network, which traffic is not masqueraded to.",
        rule="V74",
        unset="none; with a virtual network made here it has no use",
        status=not_built(needs=[Needs("vnetSubnetID", rule="A73")]),
    )
    agent_vnet_subnet_id: str | None = key(
        "agentVnetSubnetID",
        None,
        "Agents' subnet; required for scale-set masters in a custom virtual network.",
        rule="V76",
        status=not_built(needs=[Needs("vnetSubnetID", rule="A73")]),
    )
    first_consecutive_static_ip: str | None = key(
        "firstConsecutiveStaticIP",
        None,
        "Address of master 0; the others follow, the internal load balancer is the tenth behind it.",
        unset="computed where the virtual network is made here",
        rule="V73",
        reaches="private_ip_address",
        status=not_built(needs=[Needs("vnetSubnetID", rule="A37")]),
    )
    agent_subnet: str | None = key(
        "agentSubnet",
        None,
        "Agents' range beside scale-set masters.",
        unset="10.248.0.0/13",
        status=ignored("AKS Engine replaced it by 10.248.0.0/13, always", harmless=("10.248.0.0/13",)),
    )
    subject_alt_names: list[str] | None = key(
        "subjectAltNames",
        None,
        "Further names on the API certificate.",
        unset="none",
        rule="A43",
        reaches="apiServer.certSANs of kubeadm",
        status=BUILT,
    )
    custom_files: list[CustomFile] | None = key(
        "customFiles", None, "Files put on every master.", unset="none", status=NOT_BUILT
    )
    cosmos_etcd: bool | None = key(
        "cosmosEtcd",
        None,
        "Cosmos DB in place of etcd.",
        unset="false",
        status=refused(
            "Cosmos DB's etcd interface never left its preview; masters keep etcd on disks of their own",
            harmless=(False,),
        ),
    )
    http_source_address_prefix: str | None = key(
        "HTTPSourceAddressPrefix",
        None,
        "CIDR that reaches the public API; * counts as not given.",
        unset="properties.aksynth.access.apiRanges",
        rule="A30",
        reaches="security_rule.source_address_prefixes",
        status=BUILT,
    )
    oauth_enabled: bool | None = key(
        "oauthEnabled",
        None,
        "AKS Engine read it and did nothing.",
        status=ignored("AKS Engine read it and did nothing", harmless=(False,)),
    )
    fqdn: str | None = key(
        "fqdn", None, "AKS Engine's own output.", status=ignored("AKS Engine's own output", by_aks_engine=(ANY,))
    )
