"""`masterProfile`."""

from __future__ import annotations

from aksynth.apimodel.machine import MachineProfile
from aksynth.apimodel.patterns import DNS_PREFIX
from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import ANY, BUILT, BY_FIELDS, Needs, Status, built, ignored, refused


class CustomFile(Profile):
    """A text file on every master, with mode 0644. It must not contain secrets."""

    source: str | None = key(
        "source",
        None,
        "Path of the file, read at synthesis. A relative path starts at the folder of the api model.",
        rule="A330",
        reaches="user data of the masters",
        status=BUILT,
    )
    dest: str | None = key(
        "dest",
        None,
        "Absolute path on the masters. The API server can read what is below /etc/kubernetes.",
        rule="A331",
        reaches="user data of the masters, extraVolumes of kubeadm",
        status=BUILT,
    )


class MasterProfile(MachineProfile):
    """The control plane."""

    count: int = key(
        "count",
        0,
        "Number of masters: 1, 3 or 5.",
        rule="V5",
        reaches="machines",
        numbers=(1, 3, 5),
        status=BUILT,
    )
    dns_prefix: str = key(
        "dnsPrefix",
        "",
        "DNS label of the API, and prefix of all names.",
        rule="V7",
        reaches="names, domain_name_label",
        pattern=DNS_PREFIX,
        status=BUILT,
    )
    storage_profile: str | None = key(
        "storageProfile",
        None,
        "Type of the disks.",
        unset="ManagedDisks",
        values=("ManagedDisks",),
        rule="V10",
        status=refused(judged_by="V10", harmless=("ManagedDisks",)),
    )
    availability_profile: str | None = key(
        "availabilityProfile",
        None,
        "AvailabilitySet, or VirtualMachineScaleSets: machines with static addresses in a Flexible scale set.",
        unset="AvailabilitySet",
        values=("AvailabilitySet", "VirtualMachineScaleSets"),
        rule="V83",
        reaches="azurerm_availability_set or azurerm_orchestrated_virtual_machine_scale_set",
        status=BUILT,
    )
    vnet_cidr: str | None = key(
        "vnetCidr",
        None,
        "Range of a custom virtual network. Traffic to it is not masqueraded.",
        rule="V74",
        unset="none; an owned virtual network does not need it",
        reaches="nonMasqueradeCIDRs of ip-masq-agent",
        status=built(needs=[Needs("vnetSubnetID", rule="A73")]),
    )
    agent_vnet_subnet_id: str | None = key(
        "agentVnetSubnetID",
        None,
        "Subnet of the agents. Required for masters of a scale set in a custom virtual network.",
        rule="V76",
        status=Status(kind="checked", needs=(Needs("vnetSubnetID", rule="A73"),)),
    )
    first_consecutive_static_ip: str | None = key(
        "firstConsecutiveStaticIP",
        None,
        "Address of master 0. The other masters follow; the internal load balancer is ten higher.",
        unset="computed for an owned virtual network",
        rule="V73",
        reaches="private_ip_address",
        status=built(needs=[Needs("vnetSubnetID", rule="A37")]),
    )
    agent_subnet: str | None = key(
        "agentSubnet",
        None,
        "Range of the agents with masters of a scale set.",
        unset="10.248.0.0/13",
        status=ignored("AKS Engine always used 10.248.0.0/13", harmless=("10.248.0.0/13",)),
    )
    subject_alt_names: list[str] | None = key(
        "subjectAltNames",
        None,
        "Additional names on the API certificate.",
        unset="none",
        rule="A43",
        reaches="apiServer.certSANs of kubeadm",
        status=BUILT,
    )
    custom_files: list[CustomFile] | None = key(
        "customFiles", None, "Files on every master.", unset="none", status=BY_FIELDS
    )
    cosmos_etcd: bool | None = key(
        "cosmosEtcd",
        None,
        "Use Cosmos DB instead of etcd.",
        unset="false",
        status=refused(
            "the etcd API of Cosmos DB never left preview; masters run etcd on their own disks",
            harmless=(False,),
        ),
    )
    http_source_address_prefix: str | None = key(
        "HTTPSourceAddressPrefix",
        None,
        "CIDR that may reach the public API. * is the same as an empty value.",
        unset="properties.aksynth.access.apiRanges",
        rule="A30",
        reaches="security_rule.source_address_prefixes",
        status=BUILT,
    )
    oauth_enabled: bool | None = key(
        "oauthEnabled",
        None,
        "Not used by AKS Engine.",
        status=ignored("AKS Engine did not use it", harmless=(False,)),
    )
    fqdn: str | None = key(
        "fqdn", None, "Output of AKS Engine.", status=ignored("an output of AKS Engine", by_aks_engine=(ANY,))
    )
