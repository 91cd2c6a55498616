"""The jumpbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.blueprint.jumpbox import Jumpbox
from aksynth.bootstrap import jumpbox_files, jumpbox_user_data
from aksynth.constructs import ClusterIdentity, Login, PrivateClusterJumpbox, SecurityRule

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_jumpbox(stack: ClusterStack, jumpbox: Jumpbox, ssh_key: str) -> PrivateClusterJumpbox:
    """Add the machine, its identity, and the role that lets it read the kubeconfig. No node waits for any of them."""
    identity = ClusterIdentity(stack, "jumpbox-identity", group=stack.group, name=jumpbox.identity)
    stack.vaults.let_jumpbox_read(identity)
    machine = PrivateClusterJumpbox(
        stack,
        "jumpbox",
        group=stack.group,
        name=jumpbox.name,
        nic=jumpbox.nic,
        private_ip=jumpbox.address,
        security_group=jumpbox.security_group,
        public_ip=jumpbox.public_ip,
        ssh_ranges=stack.blueprint.access.ssh_ranges,
        subnet_id=stack.masters_subnet_id,
        identity=identity,
        machine=jumpbox.machine,
        login=Login(admin_username=jumpbox.username, ssh_keys=[ssh_key]),
        user_data=_user_data(stack, jumpbox, identity),
        after=[*stack.masters.addresses_taken, *stack.endpoint.ready, *stack.network.ready],
    )
    _open_the_subnet(stack, machine)
    return machine


def _user_data(stack: ClusterStack, jumpbox: Jumpbox, identity: ClusterIdentity) -> str:
    blueprint = stack.unescaped
    files = jumpbox_files(
        blueprint,
        username=jumpbox.username,
        client_id=identity.client_id,
        access_vault=stack.vaults.names["access"],
    )
    return jumpbox_user_data(blueprint, files)


def _open_the_subnet(stack: ClusterStack, machine: PrivateClusterJumpbox) -> None:
    """The security group of an owned subnet must admit SSH, too. A borrowed subnet has the rules of its owner."""
    ranges = stack.blueprint.access.ssh_ranges
    if ranges and not stack.blueprint.network.custom:
        rule = SecurityRule(
            name="allow_ssh_jumpbox", priority=102, ports="22", sources=ranges, destinations=[machine.address]
        )
        stack.network.add_rule(rule)
