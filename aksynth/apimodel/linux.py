"""`linuxProfile`."""

from __future__ import annotations

from aksynth.apimodel.patterns import DOMAIN, USER_NAME
from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.status import BUILT, BY_FIELDS, ignored, only


class PublicKey(Profile):
    """One SSH key."""

    key_data: str = key(
        "keyData",
        "",
        "An OpenSSH public key. If it is empty, a Terraform variable asks for it.",
        rule="V15",
        reaches="admin_ssh_key",
        status=BUILT,
    )


class Ssh(Profile):
    """SSH access."""

    public_keys: list[PublicKey] = key("publicKeys", [], "Keys of the administrator.", status=BY_FIELDS)


class SourceVault(Profile):
    """An existing key vault."""

    id: str | None = key(
        "id", None, "Resource id of the vault.", rule="V163", reaches="secret.key_vault_id", status=BUILT
    )


class VaultCertificate(Profile):
    """A certificate in it."""

    certificate_url: str | None = key(
        "certificateUrl",
        None,
        "URL of the secret with the certificate, with its version.",
        rule="A345",
        reaches="secret.certificate.url",
        status=BUILT,
    )
    certificate_store: str | None = key(
        "certificateStore", None, "Store; Windows only.", status=ignored("Linux has no certificate stores")
    )


class VaultSecrets(Profile):
    """Certificates that Azure installs on masters and agents."""

    source_vault: SourceVault | None = key("sourceVault", None, "The vault.", rule="V163", status=BY_FIELDS)
    vault_certificates: list[VaultCertificate] | None = key(
        "vaultCertificates", None, "Its certificates.", rule="V163", status=BY_FIELDS
    )


_NO_REALM = (
    "nodes join no realm, because AKS Engine wrote the password to the disk of every node; use aadProfile for users of "
    "the API, and your own image for machines of a realm"
)


class CustomSearchDomain(Profile):
    """A search domain of the nodes. AKS Engine also joined the nodes to a realm, and needed all three fields."""

    name: str | None = key(
        "name",
        None,
        "Search domain of nodes and pods.",
        unset="that of the virtual network",
        rule="A69",
        pattern=DOMAIN,
        reaches="Domains in /etc/systemd/resolved.conf.d/aksynth.conf",
        status=BUILT,
    )
    realm_user: str | None = key("realmUser", None, "User that joins the realm.", status=ignored(_NO_REALM))
    realm_password: str | None = key(
        "realmPassword", None, "Password of this user.", secret=True, status=ignored(_NO_REALM)
    )


class CustomNodesDns(Profile):
    """A custom DNS server."""

    dns_server: str | None = key(
        "dnsServer",
        None,
        "IPv4 address of the DNS server of all nodes.",
        unset="the DNS servers of the virtual network",
        rule="A65",
        reaches="dns_servers of the network interfaces",
        status=BUILT,
    )


class LinuxProfile(Profile):
    """The administrator of all machines, and their operating system."""

    admin_username: str = key(
        "adminUsername", "", "User name.", rule="V14", reaches="admin_username", pattern=USER_NAME, status=BUILT
    )
    ssh: Ssh = profile("ssh", Ssh, "SSH access.")
    secrets: list[VaultSecrets] | None = key(
        "secrets", None, "Certificates from existing vaults.", unset="none", status=BY_FIELDS
    )
    scriptroot: str | None = key(
        "scriptroot", None, "Not used by AKS Engine.", status=ignored("AKS Engine did not use it")
    )
    custom_search_domain: CustomSearchDomain | None = key(
        "customSearchDomain", None, "A search domain.", unset="that of the virtual network", status=BY_FIELDS
    )
    custom_nodes_dns: CustomNodesDns | None = key(
        "customNodesDNS", None, "A custom DNS server.", unset="the DNS servers of the virtual network", status=BY_FIELDS
    )
    run_unattended_upgrades_on_bootstrap: bool | None = key(
        "runUnattendedUpgradesOnBootstrap",
        None,
        "Install all package upgrades at the first boot.",
        unset="false: a new machine has the latest image",
        status=BUILT,
    )
    enable_unattended_upgrades: bool | None = key(
        "enableUnattendedUpgrades", None, "Install security upgrades every day.", unset="true", status=BUILT
    )
    eth0_mtu: int | None = key(
        "eth0MTU",
        None,
        "MTU of the machines: 1500 or 3900.",
        unit="bytes",
        unset="1500 with Azure CNI, otherwise the MTU of the image",
        rule="V162",
        numbers=(1500, 3900),
        zero=True,
        status=only(1500),
    )
