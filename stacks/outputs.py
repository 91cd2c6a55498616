"""What a cluster tells after an apply: how to reach it, and the ids that an estate builds on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .variables import Outputs

if TYPE_CHECKING:
    from .cluster import ClusterStack


def tell(outputs: Outputs, stack: ClusterStack) -> None:
    """Outputs are a promise: their names and meanings stay."""
    access = stack.vaults.names["access"]
    add = outputs.add
    add("api_url", f"https://{stack.endpoint.public_name}", "The Kubernetes API from outside.")
    add("api_private_url", f"https://{stack.endpoint.name}:6443", "The Kubernetes API from inside the VNet.")
    add(
        "kubeconfig_command",
        f"az keyvault secret show --vault-name {access} --name kubeconfig-public --query value -o tsv",
        "Prints the administrator's kubeconfig for the public address to those who may read the vault *access*.",
    )
    add(
        "kubeconfig_private_command",
        f"az keyvault secret show --vault-name {access} --name kubeconfig --query value -o tsv",
        "The same for the address inside the VNet.",
    )
    if stack.vaults.input_command:
        add(
            "service_principal_secret_command",
            stack.vaults.input_command,
            "Puts the service principal's secret, read from the input, into its vault by hand.",
        )
    if stack.backup:
        add("etcd_snapshots_url", stack.backup.url, "Where the snapshots of etcd lie.")
    add("resource_group_name", stack.group.name, "Where everything lies.")
    add("virtual_network_id", stack.network.vnet_id, "For peerings.")
    add("subnet_id", stack.network.subnet_id, "The subnet of masters, agents and pods.")
    add(
        "network_security_group_id",
        stack.network.security_group_id,
        "For rules of your own, priority 131 to 499.",
    )
    add("nat_gateway_id", stack.network.nat_gateway_id, "The cluster's way out.")
    add("masters_identity_id", stack.identities.masters.identity_id, "The masters' user-assigned identity.")
    add("nodes_identity_id", stack.identities.nodes.identity_id, "The agents' user-assigned identity.")
    add(
        "master_ids",
        {str(index): machine.id for index, machine in stack.masters.machines.items()},
        "Virtual machines by index.",
    )
    add(
        "scale_set_ids",
        {name: pool.scale_set_id for name, pool in stack.pools.items()},
        "Scale sets by pool.",
    )
