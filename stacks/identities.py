"""Identities of a cluster, and their roles in its resource group."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformLocal
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.identities import AzureApi, VaultSecret
from aksynth.constructs import ClusterIdentity, CustomIdentity, Group, Identity, MasterPool, Roles, Vnet

CONTRIBUTOR = "Contributor"
NETWORK_CONTRIBUTOR = "Network Contributor"
"""The narrowest built-in role that includes `subnets/join/action`."""
_MACHINE_TYPES = {"SystemAssigned": "SystemAssigned, UserAssigned"}


class Identities(Construct):
    """`masters` and `nodes` reach the vaults; `azure_client_id` is the managed identity for the Azure API, if any."""

    def __init__(
        self, scope: Construct, id_: str, *, group: Group, network: Vnet, roles: Roles, blueprint: Blueprint
    ) -> None:
        super().__init__(scope, id_)
        self._roles = roles
        self._joins = _joins(network, blueprint)
        self._group, self._api = group, blueprint.identities.azure_api
        self.ready: list[ITerraformDependable] = []
        self.masters = ClusterIdentity(self, "masters", group=group, name=blueprint.identities.masters)
        self.nodes = ClusterIdentity(self, "nodes", group=group, name=blueprint.identities.nodes)
        chosen = self._chosen(self._api, own=blueprint.identities.masters)
        self.masters_type = _MACHINE_TYPES.get(self._api.kind, "UserAssigned")
        self.masters_ids = [self.masters.identity_id]
        self.azure_client_id = chosen.client_id if chosen else ""
        if self._api.secret:
            self._read("azure-api-secret", self._api.secret)
        for authority in blueprint.authorities:
            for name, secret in authority.secrets.items():
                self._read(f"authority-{name}", secret)
        if chosen:
            self._contribute("azure-api-role", chosen.principal_id)
            self._join("azure-api", chosen.principal_id)
            if chosen is not self.masters:
                self.masters_ids.append(chosen.identity_id)

    def _chosen(self, api: AzureApi, *, own: str) -> Identity | None:
        if api.identity_id:
            return CustomIdentity(self, "azure-api", identity_id=api.identity_id)
        if api.identity and api.identity != own:
            return ClusterIdentity(self, "azure-api", group=self._group, name=api.identity)
        return self.masters if api.kind == "UserAssigned" else None

    def grant_machines(self, masters: MasterPool) -> None:
        """Assign roles to system-assigned identities. Each exists only after its machine is created."""
        if self._api.kind != "SystemAssigned":
            return
        for index, machine in masters.machines.items():
            principal = TerraformLocal(self, f"system-{index}-principal", _principal(machine))
            self._contribute(f"system-{index}-role", principal.as_string)
            self._join(f"system-{index}", principal.as_string)

    def pull_from(self, registries: Sequence[str]) -> None:
        """Allow every node to pull from the container registries with these resource ids."""
        for registry in registries:
            # Names of registries are unique in all of Azure, whatever their case.
            name = registry.rpartition("/")[2].lower()
            for kind, identity in (("masters", self.masters), ("nodes", self.nodes)):
                self._grant(f"pull-{name}-{kind}", "AcrPull", registry, identity.principal_id)

    def _read(self, id_: str, secret: VaultSecret) -> None:
        """Allow the masters to read this secret, and nothing else in its vault."""
        self._grant(id_, "Key Vault Secrets User", secret.id, self.masters.principal_id)

    def _join(self, id_: str, principal_id: str) -> None:
        """The cloud provider connects load balancers and agents to subnets, and writes routes."""
        for name, on in self._joins.items():
            self._grant(f"{id_}-{name}", NETWORK_CONTRIBUTOR, on, principal_id)

    def _contribute(self, id_: str, principal_id: str) -> None:
        self._grant(id_, CONTRIBUTOR, self._group.resource_id, principal_id)

    def _grant(self, id_: str, role: str, on: str, principal_id: str) -> None:
        self.ready += self._roles.grant(self, id_, role=role, on=on, principal_id=principal_id)


def _joins(network: Vnet, blueprint: Blueprint) -> dict[str, str]:
    """What is borrowed from another resource group than the cluster's, where Contributor does not reach."""
    found = {}
    if blueprint.joins_subnets:
        found = {f"join-{name.replace('.', '_dot_')}": id_ for name, id_ in network.subnet_ids.items()}
    if blueprint.joins_routes and blueprint.network.route_table:
        found["routes"] = blueprint.network.route_table.id
    return found


def _principal(machine: LinuxVirtualMachine) -> str:
    """The principal of a machine's system-assigned identity, unknown in the plan that adds the identity.

    The state of a machine without an identity has an empty principal. The provider plans to keep it, although the
    update creates one, so Terraform rejects the role assignment as an inconsistent plan. `timestamp()` is unknown in
    every plan. Its value is never used, because the principal exists when the role is assigned.
    """
    principal = f"{machine.fqn}.identity[0].principal_id"
    return f'${{{principal} != "" ? {principal} : timestamp()}}'
