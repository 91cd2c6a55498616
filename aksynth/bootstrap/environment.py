"""The values of the cluster that scripts use."""

from __future__ import annotations

from collections.abc import Mapping

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pairs import Labels
from aksynth.blueprint.pools import Pool
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File

SERVICE_PRINCIPAL_SECRET = "service-principal-secret"
"""The name of the secret in the vault *inputs*."""


def environment(blueprint: Blueprint, facts: AzureFacts, role: str) -> File:
    """`/etc/aksynth/env`: shell assignments. They contain no secret."""
    names = private_names(blueprint, _hosts(blueprint, facts, role))
    values = {**_common(blueprint, facts), "PRIVATE_NAMES": names, "ROLE": role, **_of_role(blueprint, facts, role)}
    return File("/etc/aksynth/env", "0644", assignments(values))


def assignments(values: Mapping[str, str]) -> str:
    """One line of shell for each value."""
    return "".join(f"{name}='{value}'\n" for name, value in sorted(values.items()))


def private_names(blueprint: Blueprint, hosts: Mapping[str, str]) -> str:
    """ADDRESS=HOST for each of these hosts, by service, that has a private endpoint. Blank if there are none."""
    private = blueprint.private_endpoints
    found = private.endpoints if private else ()
    return " ".join(f"{end.address}={hosts[end.service]}" for end in found if end.service in hosts)


def _hosts(blueprint: Blueprint, facts: AzureFacts, role: str) -> dict[str, str]:
    """Of the services that a node uses."""
    names = {"nodes": facts.nodes_vault}
    if role == "master":
        names |= {"masters": facts.masters_vault, "access": facts.access_vault}
        names |= {"inputs": facts.inputs_vault, "kms": facts.kms_vault}
    hosts = {service: f"{name}.{blueprint.cloud.vault_suffix}" for service, name in names.items()}
    if role == "master" and blueprint.backup:
        hosts["backup"] = snapshot_host(blueprint, facts)
    return hosts


def snapshot_host(blueprint: Blueprint, facts: AzureFacts) -> str:
    """Of the account of the snapshots."""
    return f"{facts.backup_account}.{blueprint.cloud.blob_suffix}"


def _common(blueprint: Blueprint, facts: AzureFacts) -> dict[str, str]:
    component = blueprint.kubernetes.component
    return {
        "ACR_PROVIDER_VERSION": component("acr-credential-provider") if blueprint.container_registries else "",
        "ADMIN_USERNAME": blueprint.admin_username,
        "API_ADDRESS": blueprint.endpoint.address,
        "API_NAME": blueprint.endpoint.name,
        "AZURE_API": blueprint.identities.azure_api.kind,
        "CLUSTER": blueprint.name,
        "CNI_PLUGINS_VERSION": component("cni-plugins"),
        "CONTAINERD_VERSION": component("containerd"),
        "HELM_VERSION": component("helm"),
        "KUBERNETES_VERSION": blueprint.kubernetes.version,
        "PACKAGE_MIRROR": blueprint.mirrors.packages,
        "PODS_IN_SUBNET": str(blueprint.pod_network.pods_in_subnet).lower(),
        "PUBLIC_NAME": facts.public_name,
        "RUNC_VERSION": component("runc"),
        "VAULT_DOMAIN": blueprint.cloud.vault_suffix,
        "VAULT_NODES": facts.nodes_vault,
    }


def _of_role(blueprint: Blueprint, facts: AzureFacts, role: str) -> dict[str, str]:
    if role == "agent":
        return {"IDENTITY_CLIENT_ID": facts.nodes_client_id}
    return {
        **_backup(blueprint, facts),
        **_azure_secret(blueprint, facts),
        "IDENTITY_CLIENT_ID": facts.masters_client_id,
        "ISSUER": facts.issuer if blueprint.issuer and blueprint.issuer.issues else "",
        "KMS_KEY": blueprint.encryption.key if blueprint.encryption and blueprint.encryption.owned else "",
        "VAULT_ACCESS": facts.access_vault,
        "VAULT_KMS": facts.kms_vault if blueprint.encryption and blueprint.encryption.owned else "",
        "VAULT_MASTERS": facts.masters_vault,
    }


def _azure_secret(blueprint: Blueprint, facts: AzureFacts) -> dict[str, str]:
    """Where the secret or certificate of a service principal is: a vault, and the path in it."""
    given = blueprint.identities.azure_api.secret
    if not given:
        return {"AZURE_SECRET": SERVICE_PRINCIPAL_SECRET, "VAULT_INPUTS": facts.inputs_vault}
    return {"AZURE_SECRET": given.path, "VAULT_INPUTS": given.vault}


def _backup(blueprint: Blueprint, facts: AzureFacts) -> dict[str, str]:
    """Blank if the cluster takes no snapshots."""
    backup = blueprint.backup
    return {
        "BACKUP_ACCOUNT": facts.backup_account if backup else "",
        "BACKUP_CONTAINER": backup.container if backup else "",
        "BACKUP_INTERVAL_HOURS": str(backup.interval_hours) if backup else "",
        "BLOB_DOMAIN": blueprint.cloud.blob_suffix,
        "STORAGE_AUDIENCE": blueprint.cloud.storage_audience,
    }


def masters_table(blueprint: Blueprint) -> File:
    """Name, index and address of each master. A machine finds its row by its host name."""
    rows = (f"{master.name} {master.index} {master.address}\n" for master in blueprint.masters.machines)
    return File("/etc/aksynth/masters", "0644", "".join(rows))


def pools_table(blueprint: Blueprint) -> File:
    """Name, number of nodes and labels of each pool. The last master waits until that many nodes are Ready: none of a
    Spot pool, for which Azure may have no capacity, the smallest number of an autoscaled pool, and none of a pool with
    rolling replacement, which waits for them itself after it has set their number."""
    rows = (f"{pool.name} {_awaited(pool)} {_pairs(pool.custom_labels)}".rstrip() + "\n" for pool in blueprint.pools)
    return File("/etc/aksynth/pools", "0644", "".join(rows))


def _awaited(pool: Pool) -> int:
    if pool.spot or pool.rolling:
        return 0
    return min(pool.count, pool.bounds.smallest) if pool.bounds else pool.count


def agents_table(blueprint: Blueprint) -> File:
    """Name and pool of each agent whose name is known. Other nodes of these pools are drained and removed."""
    sets = [(pool.name, pool.availability_set.agents) for pool in blueprint.pools if pool.availability_set]
    rows = (f"{agent.name} {pool}\n" for pool, agents in sets for agent in agents)
    return File("/etc/aksynth/agents", "0644", "".join(rows))


def _pairs(labels: Labels) -> str:
    return ",".join(f"{key}={value}" for key, value in labels)


def certificate_names(blueprint: Blueprint, facts: AzureFacts) -> File:
    """All names and addresses of the certificate of the API server, one per line."""
    names = (*blueprint.kubernetes.cert_sans, facts.public_name)
    return File("/etc/aksynth/cert-names", "0644", "".join(f"{name}\n" for name in names if name))


def authorized_keys(facts: AzureFacts) -> File:
    return File("/etc/aksynth/authorized_keys", "0644", f"{facts.ssh_keys}\n")
