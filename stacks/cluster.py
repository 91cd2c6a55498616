"""A whole cluster."""

from __future__ import annotations

from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_random.provider import RandomProvider
from constructs import Construct

from aksynth._stacks.aksynth_stack import AksynthStack
from aksynth._stacks.bastion import add_bastion
from aksynth._stacks.borrowed_ids import with_borrowed_ids
from aksynth._stacks.borrowed_vaults import BorrowedVaults
from aksynth._stacks.disk_encryption_sets import DiskEncryptionSets
from aksynth._stacks.endpoint import add_endpoint
from aksynth._stacks.identities import Identities
from aksynth._stacks.image_lookups import ImageLookups
from aksynth._stacks.inputs import Inputs
from aksynth._stacks.jumpbox import add_jumpbox
from aksynth._stacks.master_state import add_state
from aksynth._stacks.masters import add_masters
from aksynth._stacks.network import add_network
from aksynth._stacks.node_files import NodeFiles, azure_facts
from aksynth._stacks.outputs import add_outputs
from aksynth._stacks.pod_identities import add_pod_identities
from aksynth._stacks.pools import add_pools
from aksynth._stacks.private_endpoints import PrivateEndpoints
from aksynth._stacks.record import cluster_record
from aksynth._stacks.resource_group import add_resource_group
from aksynth._stacks.role_list import list_roles
from aksynth._stacks.rolling import add_replacements
from aksynth._stacks.routes import Routes
from aksynth._stacks.storage_accounts import add_backup, add_issuer, wait_for_the_network
from aksynth._stacks.subscriptions import Subscriptions
from aksynth._stacks.variables import Outputs, Variables
from aksynth._stacks.vaults import Vaults
from aksynth.blueprint import Blueprint
from aksynth.blueprint.backend import Backend
from aksynth.constructs import Login, Roles, literal


class ClusterStack(AksynthStack):
    """All resources of a blueprint, with variables and outputs.

    The state is stored next to the output, or in the Azure storage container of `backend`. `module=True` creates a
    module for an existing Terraform configuration: without provider and backend, and without `prevent_destroy`, which
    a caller could not switch off.

    The attributes are the parts of the cluster. A part reads those that are added before it.
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
        self.runner = DataAzurermClientConfig(self, "runner")
        self.subscription_id = str(self.runner.subscription_id)
        # Text of a model is no Terraform: constructs get it escaped, and a node's files are escaped as a whole.
        self.unescaped = with_borrowed_ids(self, blueprint, self.subscription_id)
        self.blueprint = literal(self.unescaped)
        self.protect = blueprint.protect and not module
        self.inputs = Inputs(Variables(self, "var"), self.blueprint)
        self.login = Login(admin_username=self.blueprint.admin_username, ssh_keys=self.inputs.ssh_keys)
        self._add_network()
        self._add_lookups()
        self._add_identities()
        self._add_vaults()
        self._add_storage_accounts()
        self._add_private_endpoints()
        self._add_nodes()
        self._add_shell_access()
        if self.backup:
            wait_for_the_network(self, self.backup)
        self._list_roles()
        add_outputs(Outputs(self, "out"), self)

    def _add_network(self) -> None:
        self.group = add_resource_group(self)
        self.network = add_network(self)
        self.masters_subnet_id = self.network.subnet_ids[self.blueprint.masters.subnet]
        # Before the machines, since the lock of the virtual network would keep their interfaces waiting.
        self.routes = Routes(
            self,
            group=self.group,
            network=self.network,
            subscription_id=self.subscription_id,
            blueprint=self.blueprint,
        )
        self.endpoint = add_endpoint(self)

    def _add_lookups(self) -> None:
        """Existing resources that plans compare with the model."""
        self.location = self.inputs.location or self.group.location
        """Known in the plan: the location of a group that the apply creates is not."""
        self.subscriptions = Subscriptions(self, "subscriptions", module=self.module)
        ImageLookups(self, "images", blueprint=self.blueprint, location=self.location, subscriptions=self.subscriptions)
        DiskEncryptionSets(
            self,
            "encryption-sets",
            blueprint=self.blueprint,
            subscription_id=self.subscription_id,
            location=self.location,
        )

    def _add_identities(self) -> None:
        self.roles = Roles(assign=self.blueprint.assigns_roles)
        self.identities = Identities(
            self, "identities", group=self.group, network=self.network, roles=self.roles, blueprint=self.blueprint
        )
        self.identities.pull_from(self.blueprint.container_registries)

    def _add_vaults(self) -> None:
        self.vaults = Vaults(
            self,
            "vaults",
            group=self.group,
            network=self.network,
            runner=self.runner,
            identities=self.identities,
            inputs=self.inputs,
            roles=self.roles,
            blueprint=self.blueprint,
            protect=self.protect,
        )
        self.borrowed_vaults = BorrowedVaults(
            self,
            masters=self.identities.masters,
            masters_subnet_id=self.masters_subnet_id,
            runner=self.runner,
            location=self.location,
            subscriptions=self.subscriptions,
            roles=self.roles,
            blueprint=self.blueprint,
        )

    def _add_storage_accounts(self) -> None:
        self.backup = add_backup(self)
        self.issuer = add_issuer(self)
        self.pod_identities = add_pod_identities(self, self.issuer) if self.issuer else None

    def _add_private_endpoints(self) -> None:
        backup = {"backup": self.backup.account_id} if self.backup else {}
        self.private_endpoints = PrivateEndpoints(
            self,
            "endpoints",
            group=self.group,
            network=self.network,
            blueprint=self.blueprint,
            services={**self.vaults.ids, **backup},
        )
        self.vaults.bring_in(self.inputs, after=[*self.private_endpoints.ready, *self.private_endpoints.links])

    def _add_nodes(self) -> None:
        """Machines, and what an apply changes on them."""
        files = NodeFiles(self.unescaped, azure_facts(self))
        self.masters = add_masters(self, files)
        # A vault keeps the virtual network's lock for two minutes, an interface or association for seconds.
        self.vaults.begin_after([*self.network.associations, *self.masters.nics.values()])
        self.pools = add_pools(self, files)
        settled = add_state(self, files).ready
        add_replacements(self, settled)
        cluster_record(
            self,
            blueprint=self.blueprint,
            group=self.group,
            settled=settled,
            linked=self.private_endpoints.links,
        )

    def _add_shell_access(self) -> None:
        """Ways to a shell on a machine."""
        jumpbox = self.blueprint.jumpbox
        self.bastion = add_bastion(self)
        self.jumpbox = add_jumpbox(self, jumpbox, self.inputs.jumpbox_ssh_key) if jumpbox else None

    def _list_roles(self) -> None:
        """Roles that somebody else assigns, and secrets that az stores, leave the state of an existing cluster."""
        self.unassigned = list_roles(self, self.roles)
        self.forget([*self.vaults.forgotten, *(f"azurerm_role_assignment.{name}" for name in self.roles.listed)])
