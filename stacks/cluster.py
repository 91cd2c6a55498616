"""A whole cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_random.provider import RandomProvider
from constructs import Construct

from aksynth._stacks.aksynth_stack import AksynthStack
from aksynth._stacks.borrowed_ids import in_subscription, with_borrowed_ids
from aksynth._stacks.borrowed_vaults import BorrowedVaults
from aksynth._stacks.disk_encryption_sets import DiskEncryptionSets
from aksynth._stacks.flows import inbound_rules, outbound_rules
from aksynth._stacks.identities import Identities
from aksynth._stacks.image_lookups import ImageLookups
from aksynth._stacks.inputs import Inputs
from aksynth._stacks.jumpbox import add_jumpbox
from aksynth._stacks.open_ranges import warn_of_open_ranges
from aksynth._stacks.outputs import add_outputs
from aksynth._stacks.pod_identities import PodIdentities
from aksynth._stacks.private_endpoints import PrivateEndpoints
from aksynth._stacks.record import cluster_record
from aksynth._stacks.role_list import list_roles
from aksynth._stacks.routes import Routes
from aksynth._stacks.subscriptions import Subscriptions
from aksynth._stacks.variables import Outputs, Variables
from aksynth._stacks.vaults import Vaults
from aksynth.blueprint import Blueprint
from aksynth.blueprint.backend import Backend
from aksynth.blueprint.machines import MachineSpec
from aksynth.blueprint.network import Subnet
from aksynth.blueprint.pools import Pool
from aksynth.blueprint.subnet_use import addresses_needed, service_endpoints, static_addresses
from aksynth.bootstrap import (
    AzureFacts,
    File,
    agent_files,
    cloud_config,
    desired_state,
    master_files,
    replacement,
    run_command,
)
from aksynth.constructs import (
    AgentPool,
    ApiEndpoint,
    AvailabilitySetPool,
    Bastion,
    ClusterResourceGroup,
    ClusterVnet,
    CustomResourceGroup,
    CustomVnet,
    EtcdBackup,
    ExistingSubnet,
    Group,
    Login,
    MasterPool,
    MasterSsh,
    MasterState,
    Roles,
    RollingReplacement,
    TokenIssuer,
    literal,
)


class Part(Protocol):
    """Resources that the masters depend on."""

    @property
    def ready(self) -> list[ITerraformDependable]: ...


class ClusterStack(AksynthStack):
    """All resources of a blueprint, with variables and outputs.

    The state is stored next to the output, or in the Azure storage container of `backend`. `module=True` creates a
    module for an existing Terraform configuration: without provider and backend, and without `prevent_destroy`, which
    a caller could not switch off.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        blueprint: Blueprint,
        backend: Backend | None = None,
        module: bool = False,
    ) -> None:
        super().__init__(scope, id_, backend=backend or blueprint.backend, module=module)
        RandomProvider(self, "random")
        self._runner = DataAzurermClientConfig(self, "runner")
        self._subscription_id = str(self._runner.subscription_id)
        # Text of a model is no Terraform: constructs get it escaped, and a node's files are escaped as a whole.
        self.unescaped = with_borrowed_ids(self, blueprint, self._subscription_id)
        self.blueprint = literal(self.unescaped)
        self._protect = blueprint.protect and not module
        self._inputs = Inputs(Variables(self, "var"), self.blueprint)
        self._login = Login(admin_username=self.blueprint.admin_username, ssh_keys=self._inputs.ssh_keys)
        self.group = self._resource_group()
        self.network = self._vnet()
        self.masters_subnet_id = self.network.subnet_ids[self.blueprint.masters.subnet]
        # Before the machines, since the lock of the virtual network would keep their interfaces waiting.
        self.routes = Routes(
            self,
            group=self.group,
            network=self.network,
            subscription_id=self._subscription_id,
            blueprint=self.blueprint,
        )
        self._location = self._inputs.location or self.group.location
        """Known in the plan: the location of a group that the apply creates is not."""
        subscriptions = Subscriptions(self, "subscriptions", module=module)
        ImageLookups(self, "images", blueprint=self.blueprint, location=self._location, subscriptions=subscriptions)
        DiskEncryptionSets(
            self,
            "encryption-sets",
            blueprint=self.blueprint,
            subscription_id=self._subscription_id,
            location=self._location,
        )
        self.endpoint = self._api()
        self.roles = Roles(assign=self.blueprint.assigns_roles)
        self.identities = Identities(
            self, "identities", group=self.group, network=self.network, roles=self.roles, blueprint=self.blueprint
        )
        self.identities.pull_from(self.blueprint.container_registries)
        self.vaults = self._key_vaults()
        self.borrowed_vaults = self._borrowed_vaults(subscriptions)
        self.backup = self._etcd_backup()
        self.issuer = self._token_issuer()
        self.pod_identities = self._pod_identities()
        self.private_endpoints = PrivateEndpoints(
            self,
            "endpoints",
            group=self.group,
            network=self.network,
            blueprint=self.blueprint,
            services={**self.vaults.ids, **({"backup": self.backup.account_id} if self.backup else {})},
        )
        self.vaults.bring_in(self._inputs, after=[*self.private_endpoints.ready, *self.private_endpoints.links])
        files = master_files(self.unescaped, self._facts())
        self.masters = self._master_pool(files)
        # A vault keeps the virtual network's lock for two minutes, an interface or association for seconds.
        self.vaults.begin_after([*self.network.associations, *self.masters.nics.values()])
        scope_ = Construct(self, "pools")
        self.pools = {pool.name: self._agent_pool(scope_, pool) for pool in self.blueprint.pools}
        settled = self._bring_up(files).ready
        self._roll(settled)
        cluster_record(
            self,
            blueprint=self.blueprint,
            group=self.group,
            settled=settled,
            linked=self.private_endpoints.links,
        )
        self.bastion = self._bastion()
        jumpbox = self.blueprint.jumpbox
        self.jumpbox = add_jumpbox(self, jumpbox, self._inputs.jumpbox_ssh_key) if jumpbox else None
        self.unassigned = list_roles(self, self.roles)
        self._forget([*self.vaults.forgotten, *(f"azurerm_role_assignment.{name}" for name in self.roles.listed)])
        add_outputs(Outputs(self, "out"), self)

    def _forget(self, addresses: Sequence[str]) -> None:
        """States of before may have these resources. They leave the state and stay in Azure."""
        gone = [{"from": address, "lifecycle": {"destroy": False}} for address in addresses]
        if gone:
            self.add_override("removed", gone)

    def _resource_group(self) -> Group:
        group, location = self.blueprint.resource_group, self._inputs.location
        if group.existing:
            return CustomResourceGroup(self, "group", name=group.name, location=location)
        return ClusterResourceGroup(self, "group", name=group.name, location=location or "")

    def _vnet(self) -> ClusterVnet | CustomVnet:
        vnet = self._custom_vnet() if self.blueprint.network.custom else self._cluster_vnet()
        for rule in (*inbound_rules(self.blueprint, self._inputs.api_ranges), *outbound_rules(self.blueprint)):
            vnet.add_rule(rule)
        warn_of_open_ranges(self, self.blueprint)
        return vnet

    def _cluster_vnet(self) -> ClusterVnet:
        net = self.blueprint.network
        return ClusterVnet(
            self,
            "network",
            group=self.group,
            vnet=net.vnet,
            address_space=net.address_space,
            subnets={subnet.name: subnet.prefix for subnet in net.subnets},
            security_group=net.security_group,
            nat_gateway=net.nat_gateway,
            idle_timeout_minutes=net.idle_timeout_minutes,
            outbound_ips=net.outbound_ips,
            service_endpoints=net.service_endpoints,
        )

    def _custom_vnet(self) -> CustomVnet:
        net = self.blueprint.network
        return CustomVnet(
            self,
            "network",
            group=self.group,
            subscription_id=self._subscription_id,
            subnets=[self._existing_subnet(subnet) for subnet in self.blueprint.subnets],
            security_group=net.security_group,
            lookup=net.lookup,
        )

    def _existing_subnet(self, subnet: Subnet) -> ExistingSubnet:
        return ExistingSubnet(
            id=subnet.id or "",
            name=subnet.name,
            from_lookup=(subnet.id or "").startswith(f"/subscriptions/{self._subscription_id}/"),
            prefix=subnet.prefix,
            static=static_addresses(self.blueprint, subnet),
            needed=addresses_needed(self.blueprint, subnet),
            service_endpoints=service_endpoints(self.blueprint, subnet),
            machines=subnet in self.blueprint.network.subnets,
        )

    def _api(self) -> ApiEndpoint:
        api = self.blueprint.endpoint
        return ApiEndpoint(
            self,
            "api",
            group=self.group,
            network=self.network,
            subnet_id=self.masters_subnet_id,
            address=api.address,
            zone=api.zone,
            record=api.record,
            internal_lb=api.internal_lb,
            internal_frontend=api.internal_frontend,
            zones=api.zones,
            backend_pool=api.backend_pool,
            health_path=api.health_path,
            public=api.public,
            linked=dict(self.blueprint.dns_links),
        )

    def _key_vaults(self) -> Vaults:
        return Vaults(
            self,
            "vaults",
            group=self.group,
            network=self.network,
            runner=self._runner,
            identities=self.identities,
            inputs=self._inputs,
            roles=self.roles,
            blueprint=self.blueprint,
            protect=self._protect,
        )

    def _borrowed_vaults(self, subscriptions: Subscriptions) -> BorrowedVaults:
        return BorrowedVaults(
            self,
            masters=self.identities.masters,
            masters_subnet_id=self.masters_subnet_id,
            runner=self._runner,
            location=self._location,
            subscriptions=subscriptions,
            roles=self.roles,
            blueprint=self.blueprint,
        )

    def _etcd_backup(self) -> EtcdBackup | None:
        backup = self.blueprint.backup
        if backup is None:
            return None
        made = EtcdBackup(
            self,
            "backup",
            group=self.group,
            prefix=backup.account_prefix,
            container=backup.container,
            replication=backup.replication,
            retention_days=backup.retention_days,
            subnet_ids=[self.masters_subnet_id] if self.blueprint.network.service_endpoints else [],
            private=self.blueprint.only_private_endpoints,
            protect=self._protect,
            roles=self.roles,
        )
        made.let_write(self.identities.masters, "masters")
        return made

    def _token_issuer(self) -> TokenIssuer | None:
        issuer = self.blueprint.issuer
        if issuer is None:
            return None
        made = TokenIssuer(
            self,
            "issuer",
            group=self.group,
            prefix=issuer.account_prefix,
            container=issuer.container,
            replication=issuer.replication,
            blob_suffix=self.blueprint.cloud.blob_suffix,
            protect=self._protect,
            roles=self.roles,
        )
        made.let_publish(self.identities.masters, "masters")
        return made

    def _pod_identities(self) -> PodIdentities | None:
        """No node waits for them."""
        if self.issuer is None:
            return None
        identities = self.blueprint.pod_identities
        return PodIdentities(self, "pods", group=self.group, issuer=self.issuer.url, identities=identities)

    def _bastion(self) -> Bastion | None:
        """No node waits for it."""
        wanted = self.blueprint.bastion
        if not wanted:
            return None
        return Bastion(
            self,
            "bastion",
            group=self.group,
            name=wanted.name,
            network=self.network,
            prefix=wanted.prefix,
            subnet_id=wanted.subnet_id,
        )

    def _facts(self) -> AzureFacts:
        names = self.vaults.names
        return AzureFacts(
            tenant_id=self._runner.tenant_id,
            subscription_id=self._subscription_id,
            location=self.group.location,
            resource_group=self.group.name,
            masters_vault=names["masters"],
            nodes_vault=names["nodes"],
            access_vault=names["access"],
            inputs_vault=names.get("inputs", ""),
            kms_vault=names.get("kms", ""),
            backup_account=self.backup.account_name if self.backup else "",
            issuer=self.issuer.url if self.issuer else "",
            masters_client_id=self.identities.masters.client_id,
            nodes_client_id=self.identities.nodes.client_id,
            azure_client_id=self.identities.azure_client_id or self._inputs.client_id,
            public_name=self.endpoint.public_name,
            ssh_keys="\n".join(self.unescaped.ssh_keys or self._inputs.ssh_keys),
        )

    def _master_pool(self, files: tuple[File, ...]) -> MasterPool:
        masters, api = self.blueprint.masters, self.endpoint
        pool = MasterPool(
            self,
            "masters",
            group=self.group,
            masters=masters.machines,
            identity_type=self.identities.masters_type,
            identity_ids=self.identities.masters_ids,
            availability_set=masters.availability_set,
            fault_domains=masters.fault_domains,
            update_domains=masters.update_domains,
            scale_set=masters.scale_set,
            zones=masters.zones,
            subnet_id=self.masters_subnet_id,
            backend_pools=api.pool_ids,
            machine=self._in_subscription(masters.machine),
            ip_forwarding=self.blueprint.pod_network.ip_forwarding,
            security_group_id=self.network.nic_security_group_id,
            dns_servers=self.blueprint.network.dns_servers,
            etcd_disk=masters.etcd_disk,
            etcd_disk_size_written=masters.etcd_disk_size_written,
            login=self._login,
            user_data=self._user_data(files),
            certificates=self.blueprint.certificates,
            protect=self._protect,
            after=self.network.egress,
        )
        self.identities.grant_machines(pool)
        if self.blueprint.access.ssh_ranges and self.blueprint.endpoint.public:
            MasterSsh(self, "ssh", group=self.group, endpoint=api, masters=pool)
        return pool

    def _agent_pool(self, scope: Construct, pool: Pool) -> AgentPool | AvailabilitySetPool:
        common: dict[str, Any] = {
            "group": self.group,
            "identity_ids": [self.identities.nodes.identity_id],
            "subnet_id": self.network.subnet_ids[pool.subnet],
            "ip_address_count": pool.ip_address_count,
            "ip_forwarding": self.blueprint.pod_network.ip_forwarding,
            "security_group_id": self.network.nic_security_group_id,
            "dns_servers": self.blueprint.network.dns_servers,
            "backend_pools": pool.backend_pools,
            "machine": self._in_subscription(pool.machine),
            "login": self._login,
            "user_data": self._user_data(self._agent_files(pool.name)),
            "certificates": self.blueprint.certificates,
            "after": [*self.masters.addresses_taken, *self.endpoint.ready, *self.network.ready],
        }
        if pool.availability_set:
            return AvailabilitySetPool(
                scope,
                pool.name,
                availability_set=pool.availability_set.name,
                fault_domains=pool.availability_set.fault_domains,
                update_domains=pool.availability_set.update_domains,
                agents=pool.availability_set.agents,
                **common,
            )
        return AgentPool(
            scope,
            pool.name,
            name=pool.scale_set or "",
            count=pool.count,
            resized=pool.bounds is not None or pool.rolling is not None,
            fault_domains=pool.fault_domains,
            zones=pool.zones,
            spot=pool.spot,
            **common,
        )

    def _roll(self, settled: Sequence[ITerraformDependable]) -> None:
        """One pool after the other, by name."""
        scope, after = Construct(self, "rolling"), list(settled)
        for pool in self.unescaped.pools:
            agents = self.pools[pool.name]
            if pool.rolling and isinstance(agents, AgentPool):
                replaced = RollingReplacement(
                    scope,
                    pool.name,
                    group=self.group,
                    masters=self.masters,
                    pool=agents,
                    count=pool.count,
                    script=replacement(self.unescaped, pool, pool.rolling),
                    after=after,
                )
                after = replaced.ready

    def _in_subscription(self, machine: MachineSpec) -> MachineSpec:
        """A managed image is in the subscription of the cluster."""
        if not machine.image_id:
            return machine
        return replace(machine, image_id=in_subscription(machine.image_id, self._subscription_id))

    def _agent_files(self, name: str) -> tuple[File, ...]:
        (pool,) = (pool for pool in self.unescaped.pools if pool.name == name)
        return agent_files(self.unescaped, pool, self._facts())

    def _user_data(self, files: tuple[File, ...]) -> str:
        plan = self.unescaped
        return cloud_config(files, upgrade=plan.upgrade_at_boot, packages=plan.mirrors.packages)

    def _bring_up(self, files: tuple[File, ...]) -> MasterState:
        parts: list[Part] = [
            self.network,
            self.endpoint,
            self.identities,
            self.vaults,
            self.borrowed_vaults,
            self.private_endpoints,
            self.masters,
            *self.pools.values(),
            *([self.backup] if self.backup else []),
            *([self.issuer] if self.issuer else []),
        ]
        return MasterState(
            self,
            "state",
            group=self.group,
            masters=self.masters,
            state=desired_state(files),
            script=run_command,
            after=[resource for part in parts for resource in part.ready],
        )
