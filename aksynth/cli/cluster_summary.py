"""What a cluster consists of, as text."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.mirrors import Mirrors
from aksynth.blueprint.network import Subnet
from aksynth.blueprint.proxy import Proxy
from aksynth.cli.console import OUT
from aksynth.cli.node_table import node_table

Rows = list[tuple[str, str]]
"""A label and a text each."""


def print_cluster(blueprint: Blueprint) -> None:
    """Nodes, network, access and software."""
    place = blueprint.location or "a region from a Terraform variable"
    release = blueprint.kubernetes.version
    OUT.print(f"{blueprint.name}: Kubernetes {release} in {place}, resource group {blueprint.resource_group.name}")
    OUT.print(node_table(blueprint))
    for title, rows in (("Network", _network(blueprint)), ("Access", _access(blueprint)), ("Runs", _runs(blueprint))):
        OUT.print(title)
        for label, text in rows:
            OUT.print(f"  {label:<17} {text}")


def _network(blueprint: Blueprint) -> Rows:
    net, pods = blueprint.network, blueprint.pod_network
    policy = f", policy {pods.policy}" if pods.policy else ""
    proxy = f"kube-proxy {pods.proxy_mode}" if pods.kube_proxy else "no kube-proxy"
    return [
        ("plugin", f"{pods.plugin}{policy}, {proxy}"),
        ("virtual network", f"{net.vnet} {net.address_space}{' (exists)' if net.custom else ''}".replace("  ", " ")),
        *(
            ("subnet", f"{subnet.name} {subnet.prefix or '(range unknown)'}: {_users(blueprint, subnet)}")
            for subnet in net.subnets
        ),
        ("pods", "addresses of the subnet" if pods.pods_in_subnet else pods.pod_cidr),
        ("Services", f"{net.service_cidr}, DNS {net.dns_service_ip}"),
    ]


def _users(blueprint: Blueprint, subnet: Subnet) -> str:
    """Who is in a subnet."""
    pools = [pool.name for pool in blueprint.pools if pool.subnet == subnet.name]
    return ", ".join([*(["masters"] if blueprint.masters.subnet == subnet.name else []), *pools])


def _access(blueprint: Blueprint) -> Rows:
    access, api = blueprint.access, blueprint.endpoint
    outside = (
        "a private cluster"
        if not api.public
        else ", ".join(access.api_ranges or ()) or "ranges from a Terraform variable"
    )
    return [
        ("API inside", f"{api.name}:6443 at {api.address}"),
        *(("names known in", f"{name} {network.rpartition('/')[2]}") for name, network in blueprint.dns_links),
        ("API outside", outside),
        ("SSH from", ", ".join(access.ssh_ranges) or "the virtual network only"),
        *_pods(blueprint),
        ("kubeconfigs for", ", ".join(access.vault_readers) or "the identity of the first apply"),
    ]


def _pods(blueprint: Blueprint) -> Rows:
    """Who issues tokens that Microsoft Entra ID can check, and which pods use which identity."""
    issuer = blueprint.issuer
    if not issuer:
        return []
    said = "" if issuer.issues else ", accepted only"
    rows = [("token issuer", f"storage account {issuer.account_prefix}RANDOM, public{said}")]
    for identity in blueprint.pod_identities:
        accounts = ", ".join(f"{account.namespace}/{account.name}" for account in identity.service_accounts)
        rows.append(("pods", f"{accounts} as {identity.name}{' (exists)' if identity.id else ''}"))
    return rows


def _runs(blueprint: Blueprint) -> Rows:
    kubernetes, api = blueprint.kubernetes, blueprint.identities.azure_api
    identity = api.identity_id or api.identity or api.client_id or "from a Terraform variable"
    backup = blueprint.backup
    kept = f"every {backup.interval_hours} hours, kept {backup.retention_days} days" if backup else "none"
    etcd, quota = blueprint.masters.etcd_disk, blueprint.masters.etcd_quota_gb
    return [
        ("container runtime", _runtimes(blueprint)),
        ("etcd", f"{etcd.size_gb} GiB {etcd.storage_account_type} each, database up to {quota} GiB"),
        ("snapshots", kept),
        ("Azure identity", f"{api.kind} {identity}"),
        *([] if blueprint.assigns_roles else [("roles", "assigned by somebody else: output role_assignments")]),
        ("vaults", ", ".join(vault.reader_class for vault in blueprint.vaults)),
        *_keys(blueprint),
        ("add-ons", ", ".join(kubernetes.addons)),
        *_mirrors(blueprint.mirrors),
        *_proxy(blueprint.proxy),
        *(("pulls from", registry.rpartition("/")[2]) for registry in blueprint.container_registries),
        ("versions", ", ".join(f"{name} {version}" for name, version in kubernetes.components)),
    ]


def _keys(blueprint: Blueprint) -> Rows:
    """By version, those that encrypt Secrets and that the cluster does not create in Key Vault."""
    versions = blueprint.encryption.versions if blueprint.encryption else ()
    found = ((version.number, version.borrowed) for version in versions)
    local = [(f"key {version.number}", "in a file on each master") for version in versions if version.local]
    return [*local, *((f"key {n}", f"{key.name} in the existing vault {key.vault}") for n, key in found if key)]


def _runtimes(blueprint: Blueprint) -> str:
    """Of masters, and of each pool that has another."""
    others = [f"{pool.container_runtime} in {pool.name}" for pool in blueprint.pools if blueprint.kata]
    return ", ".join(["containerd" if not others else "containerd on masters", *others])


def _mirrors(mirrors: Mirrors) -> Rows:
    rows = [("images of", f"{registry} from {mirror}") for registry, mirror in mirrors.registries]
    return [*rows, ("packages", f"from {mirrors.packages}")] if mirrors.packages else rows


def _proxy(proxy: Proxy | None) -> Rows:
    return [("proxy", f"{proxy.https}, not for {', '.join(proxy.direct)}")] if proxy else []
