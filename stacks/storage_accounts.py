"""Storage accounts: one for snapshots of etcd, and one for the issuer of service account tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.constructs import EtcdBackup, TokenIssuer

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_backup(stack: ClusterStack) -> EtcdBackup | None:
    """Masters write the snapshots."""
    backup = stack.blueprint.backup
    if backup is None:
        return None
    made = EtcdBackup(
        stack,
        "backup",
        group=stack.group,
        prefix=backup.account_prefix,
        container=backup.container,
        replication=backup.replication,
        retention_days=backup.retention_days,
        subnet_ids=[stack.masters_subnet_id] if stack.blueprint.network.service_endpoints else [],
        private=stack.blueprint.only_private_endpoints,
        protect=stack.protect,
        roles=stack.roles,
    )
    made.let_write(stack.identities.masters, "masters")
    return made


def wait_for_the_network(stack: ClusterStack, backup: EtcdBackup) -> None:
    """An account that admits a subnet begins after all that changes the virtual network."""
    if stack.blueprint.network.service_endpoints:
        subnets = [*stack.private_endpoints.subnets, *(stack.bastion.subnets if stack.bastion else [])]
        backup.begin_after([*stack.network.associations, *subnets])


def add_issuer(stack: ClusterStack) -> TokenIssuer | None:
    """Masters publish the keys."""
    issuer = stack.blueprint.issuer
    if issuer is None:
        return None
    made = TokenIssuer(
        stack,
        "issuer",
        group=stack.group,
        prefix=issuer.account_prefix,
        container=issuer.container,
        replication=issuer.replication,
        blob_suffix=stack.blueprint.cloud.blob_suffix,
        protect=stack.protect,
        roles=stack.roles,
    )
    made.let_publish(stack.identities.masters, "masters")
    return made
