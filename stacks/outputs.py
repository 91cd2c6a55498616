"""Outputs of a cluster: how to reach it, and the ids that other configurations use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.constructs import AgentPool, AvailabilitySetPool

from .variables import Outputs

if TYPE_CHECKING:
    from .cluster import ClusterStack


def add_outputs(outputs: Outputs, stack: ClusterStack) -> None:
    """Output names and meanings are public and do not change."""
    access = stack.vaults.names["access"]
    add = outputs.add
    if stack.blueprint.endpoint.public:
        add("api_url", f"https://{stack.endpoint.public_name}", "URL of the Kubernetes API on its public address.")
        add(
            "kubeconfig_command",
            f"az keyvault secret show --vault-name {access} --name kubeconfig-public --query value -o tsv",
            "Command that prints the administrator's kubeconfig for the public address, to readers of the vault "
            "*access*.",
        )
    add("api_private_url", f"https://{stack.endpoint.name}:6443", "URL of the Kubernetes API in the virtual network.")
    add(
        "kubeconfig_private_command",
        f"az keyvault secret show --vault-name {access} --name kubeconfig --query value -o tsv",
        "Command that prints the administrator's kubeconfig for the address in the virtual network.",
    )
    if stack.blueprint.login:
        _login(outputs, access, public=stack.blueprint.endpoint.public is not None)
    if stack.vaults.input_command:
        add(
            "service_principal_secret_command",
            stack.vaults.input_command,
            "Command that stores the service principal's secret, read from standard input, in the vault.",
        )
    if stack.backup:
        add("etcd_snapshots_url", stack.backup.url, "Storage container of the etcd snapshots.")
    if stack.routes.association:
        add(
            "route_table_association",
            stack.routes.association,
            "How the owner of the subnets associates the route table of the pods: az commands, or Terraform resources.",
        )
    if stack.bastion:
        command = f"az network bastion ssh --name {stack.bastion.name} --resource-group {stack.group.name}"
        login = f"--auth-type ssh-key --username {stack.blueprint.admin_username} --ssh-key ~/.ssh/id_rsa"
        target = f"--target-resource-id {stack.masters.machines[0].id}"
        add("bastion_ssh_command", f"{command} {login} {target}", "Command that opens a shell on a master.")
    if stack.jumpbox:
        address = stack.jumpbox.public_address or stack.jumpbox.address
        username = stack.blueprint.jumpbox.username if stack.blueprint.jumpbox else ""
        add("jumpbox_ssh_command", f"ssh {username}@{address}", "Command that opens a shell on the jumpbox.")
    add("resource_group_name", stack.group.name, "Name of the cluster's resource group.")
    add("virtual_network_id", stack.network.vnet_id, "Id of the virtual network, for example for peerings.")
    add("subnet_id", stack.masters_subnet_id, "Id of the subnet of the masters.")
    add("subnet_ids", dict(stack.network.subnet_ids), "Ids of the subnets of all machines, by name.")
    add(
        "network_security_group_id",
        stack.network.security_group_id,
        "Network security group of the machines. Add custom rules with priorities 131 to 499.",
    )
    if stack.network.nat_gateway_id:
        add("nat_gateway_id", stack.network.nat_gateway_id, "NAT gateway of outbound traffic.")
    add("masters_identity_id", stack.identities.masters.identity_id, "User-assigned identity of the masters.")
    add("nodes_identity_id", stack.identities.nodes.identity_id, "User-assigned identity of the agents.")
    add(
        "master_ids",
        {str(index): machine.id for index, machine in stack.masters.machines.items()},
        "Ids of the masters' virtual machines, by index.",
    )
    add(
        "scale_set_ids",
        {name: pool.scale_set_id for name, pool in stack.pools.items() if isinstance(pool, AgentPool)},
        "Ids of the scale sets, by agent pool.",
    )
    sets = {name: pool for name, pool in stack.pools.items() if isinstance(pool, AvailabilitySetPool)}
    if sets:
        add(
            "agent_ids",
            {name: {str(index): vm.id for index, vm in pool.machines.items()} for name, pool in sets.items()},
            "Ids of the virtual machines of pools in availability sets, by agent pool and index.",
        )


def _login(outputs: Outputs, access: str, *, public: bool) -> None:
    """Kubeconfigs for kubelogin. They contain no secret."""
    show = f"az keyvault secret show --vault-name {access} --query value -o tsv --name"
    text = "Command that prints the kubeconfig for the login with Microsoft Entra ID, "
    if public:
        outputs.add("kubeconfig_login_command", f"{show} kubeconfig-login-public", f"{text}for the public address.")
    outputs.add(
        "kubeconfig_login_private_command",
        f"{show} kubeconfig-login",
        f"{text}for the address in the virtual network.",
    )
