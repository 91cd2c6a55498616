"""Outputs of a cluster: how to reach it, and the ids that other configurations use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth._stacks.variables import Outputs
from aksynth.constructs import AgentPool, AvailabilitySetPool, MasterPool

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_outputs(outputs: Outputs, stack: ClusterStack) -> None:
    """Output names and meanings are public and do not change."""
    for group in (_api, _kubeconfigs, _operations, _jump, _network, _identities, _machines):
        group(outputs, stack)


def _api(outputs: Outputs, stack: ClusterStack) -> None:
    if stack.blueprint.endpoint.public:
        url = f"https://{stack.endpoint.public_name}"
        outputs.add("api_url", url, "URL of the Kubernetes API on its public address.")
    url = f"https://{stack.endpoint.name}:6443"
    outputs.add("api_private_url", url, "URL of the Kubernetes API in the virtual network.")


def _kubeconfigs(outputs: Outputs, stack: ClusterStack) -> None:
    """The kubeconfigs for kubelogin contain no secret."""
    vault = stack.vaults.names["access"]
    private = "for the address in the virtual network."
    admin = "Command that prints the administrator's kubeconfig"
    add = outputs.add
    add("kubeconfig_private_command", _show(vault, "kubeconfig"), f"{admin} {private}")
    if stack.blueprint.endpoint.public:
        readers = "for the public address, to readers of the vault *access*."
        add("kubeconfig_command", _show(vault, "kubeconfig-public"), f"{admin} {readers}")
    if not stack.blueprint.login:
        return
    login = "Command that prints the kubeconfig for the login with Microsoft Entra ID,"
    add("kubeconfig_login_private_command", _show(vault, "kubeconfig-login"), f"{login} {private}")
    if stack.blueprint.endpoint.public:
        add("kubeconfig_login_command", _show(vault, "kubeconfig-login-public"), f"{login} for the public address.")


def _show(vault: str, secret: str) -> str:
    return f"az keyvault secret show --vault-name {vault} --name {secret} --query value -o tsv"


def _operations(outputs: Outputs, stack: ClusterStack) -> None:
    """What operators do outside of Terraform."""
    if stack.vaults.input_command:
        outputs.add(
            "service_principal_secret_command",
            stack.vaults.input_command,
            "Command that stores the service principal's secret, read from standard input, in the vault.",
        )
    if stack.backup:
        outputs.add("etcd_snapshots_url", stack.backup.url, "Storage container of the etcd snapshots.")
    if stack.unassigned:
        text = "Role assignments that the cluster needs: az commands, or Terraform resources."
        outputs.add("role_assignments", stack.unassigned, text)
    if stack.issuer:
        outputs.add("issuer_url", stack.issuer.url, "Issuer of service account tokens, for federated credentials.")
    if stack.routes.association:
        outputs.add(
            "route_table_association",
            stack.routes.association,
            "How the owner of the subnets associates the route table of the pods: az commands, or Terraform resources.",
        )


def _jump(outputs: Outputs, stack: ClusterStack) -> None:
    if stack.bastion:
        command = f"az network bastion ssh --name {stack.bastion.name} --resource-group {stack.group.name}"
        login = f"--auth-type ssh-key --username {stack.blueprint.admin_username} --ssh-key ~/.ssh/id_rsa"
        target = f"--target-resource-id {stack.masters.machines[0].id}"
        outputs.add("bastion_ssh_command", f"{command} {login} {target}", "Command that opens a shell on a master.")
    if stack.jumpbox:
        address = stack.jumpbox.public_address or stack.jumpbox.address
        username = stack.blueprint.jumpbox.username if stack.blueprint.jumpbox else ""
        outputs.add("jumpbox_ssh_command", f"ssh {username}@{address}", "Command that opens a shell on the jumpbox.")


def _network(outputs: Outputs, stack: ClusterStack) -> None:
    add = outputs.add
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


def _identities(outputs: Outputs, stack: ClusterStack) -> None:
    masters, nodes = stack.identities.masters, stack.identities.nodes
    outputs.add("masters_identity_id", masters.identity_id, "User-assigned identity of the masters.")
    outputs.add("nodes_identity_id", nodes.identity_id, "User-assigned identity of the agents.")
    pods = stack.pod_identities.identities if stack.pod_identities else {}
    if pods:
        clients = {name: identity.client_id for name, identity in pods.items()}
        outputs.add("pod_client_ids", clients, "Client ids of the identities of pods, for service accounts.")
        principals = {name: identity.principal_id for name, identity in pods.items()}
        outputs.add("pod_principal_ids", principals, "Principals of the identities of pods, for role assignments.")


def _machines(outputs: Outputs, stack: ClusterStack) -> None:
    add = outputs.add
    add("master_ids", _by_index(stack.masters), "Ids of the masters' virtual machines, by index.")
    scale_sets = {name: pool.scale_set_id for name, pool in stack.pools.items() if isinstance(pool, AgentPool)}
    add("scale_set_ids", scale_sets, "Ids of the scale sets, by agent pool.")
    agents = {name: _by_index(pool) for name, pool in stack.pools.items() if isinstance(pool, AvailabilitySetPool)}
    if agents:
        text = "Ids of the virtual machines of pools in availability sets, by agent pool and index."
        add("agent_ids", agents, text)


def _by_index(machines: MasterPool | AvailabilitySetPool) -> dict[str, str]:
    return {str(index): machine.id for index, machine in machines.machines.items()}
