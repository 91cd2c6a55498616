"""`privateCluster`."""

from __future__ import annotations

from aksynth.apimodel.patterns import USER_NAME
from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, BY_FIELDS, ignored, refused


class JumpboxProfile(Profile):
    """A machine in the virtual network with access to the API."""

    name: str | None = key("name", None, "Name of the machine.", rule="V16", status=BUILT)
    vm_size: str | None = key("vmSize", None, "Virtual machine size.", rule="V16", status=BUILT)
    public_key: str | None = key(
        "publicKey",
        None,
        "OpenSSH public key. If it is empty, a Terraform variable asks for it.",
        rule="V15",
        reaches="admin_ssh_key",
        status=BUILT,
    )
    os_disk_size_gb: int | None = key(
        "osDiskSizeGB",
        None,
        "Size of the OS disk.",
        unit="GiB",
        unset="30",
        minimum=30,
        maximum=2048,
        zero=True,
        rule="V16",
        status=BUILT,
    )
    username: str | None = key(
        "username", None, "User name.", unset="azureuser", pattern=USER_NAME, rule="V14", status=BUILT
    )
    storage_profile: str | None = key(
        "storageProfile",
        None,
        "Type of the disk.",
        unset="ManagedDisks",
        values=("ManagedDisks",),
        rule="V10",
        status=refused(judged_by="V10", harmless=("ManagedDisks",)),
    )


class PrivateCluster(Profile):
    """A cluster without a public API endpoint."""

    enabled: bool | None = key("enabled", None, "Create no public API endpoint.", unset="false", status=BUILT)
    enable_hosts_config_agent: bool | None = key(
        "enableHostsConfigAgent",
        None,
        "Run an agent that keeps the API name in the hosts file of nodes.",
        unset="false",
        status=ignored("the hosts file of every node has the API name from the start", harmless=(False,)),
    )
    jumpbox_profile: JumpboxProfile | None = key(
        "jumpboxProfile",
        None,
        "The jumpbox.",
        unset="none",
        status=BY_FIELDS,
    )
