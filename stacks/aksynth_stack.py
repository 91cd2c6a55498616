"""The base of every stack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cdktf import AzurermBackend, LocalBackend, TerraformElement, TerraformStack
from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesStorage,
    AzurermProviderFeaturesVirtualMachineScaleSet,
)
from constructs import Construct, Node

from aksynth.blueprint.backend import Backend

TERRAFORM_VERSION = ">= 1.11.0"
"""Terraform 1.11 added write-only arguments, which keep secrets out of plan and state."""

AZURERM_VERSION = ">= 4.55.0, < 5.0.0"


class CollidingAddressError(ValueError):
    """Two constructs have the same Terraform address."""


class AksynthStack(TerraformStack):
    """A stack with readable Terraform addresses, which another configuration can call as a module.

    The address of a resource is its path below the stack, joined by underscores: `masters/0` becomes
    `azurerm_linux_virtual_machine.masters_0`. With `module=True` the JSON has neither `provider` nor `backend`.
    The state is stored next to the output, or in the storage container of `backend`.
    """

    def __init__(self, scope: Construct, id_: str, *, backend: Backend | None = None, module: bool = False) -> None:
        self._paths: dict[tuple[str, str], str] = {}
        self.module = module
        super().__init__(scope, id_)
        # Storage is made by the resource manager alone: the accounts admit no runner.
        storage = [AzurermProviderFeaturesStorage(data_plane_available=False)]
        # azurerm would else update and reimage agent after agent, undrained, when what a new one is made of changes.
        scale_sets = [
            AzurermProviderFeaturesVirtualMachineScaleSet(
                roll_instances_when_required=False, reimage_on_manual_upgrade=False
            )
        ]
        features = AzurermProviderFeatures(storage=storage, virtual_machine_scale_set=scale_sets)
        AzurermProvider(self, "azurerm", features=[features])
        self._keep_state(backend)

    def _keep_state(self, backend: Backend | None) -> None:
        """Never in the output directory: the cdktf CLI removes stacks from it that no longer exist."""
        if backend is None:
            LocalBackend(self, path=f"../../../terraform.{self.node.id}.tfstate")
            return
        AzurermBackend(
            self,
            resource_group_name=backend.resource_group_name,
            storage_account_name=backend.storage_account_name,
            container_name=backend.container_name,
            key=backend.key,
            use_azuread_auth=True,
        )

    def forget(self, addresses: Sequence[str]) -> None:
        """States of before may have these resources. They leave the state and stay in Azure."""
        gone = [{"from": address, "lifecycle": {"destroy": False}} for address in addresses]
        if gone:
            self.add_override("removed", gone)

    def _allocate_logical_id(self, tf_element: Node | TerraformElement) -> str:
        path = _path(tf_element).split("/")[1:]
        address = "_".join(part for part in path if part != "Resource")
        if re.search(r"[^A-Za-z0-9_-]", address):
            raise CollidingAddressError(
                f"{'/'.join(path)} contains characters that are not allowed in a Terraform address"
            )
        other = self._paths.setdefault((getattr(type(tf_element), "__jsii_type__", ""), address), "/".join(path))
        if other != "/".join(path):
            kind = getattr(tf_element, "terraform_resource_type", type(tf_element).__name__)
            raise CollidingAddressError(f"{'/'.join(path)} and {other} have the same address {kind}.{address}")
        return address

    def to_terraform(self) -> Any:
        content = super().to_terraform()
        terraform = content["terraform"]
        terraform["required_version"] = TERRAFORM_VERSION
        for name, provider in terraform["required_providers"].items():
            provider["source"] = f"hashicorp/{name}"
        terraform["required_providers"]["azurerm"]["version"] = AZURERM_VERSION
        if self.module:
            content.pop("provider", None)
            terraform.pop("backend", None)
        return content


def _path(element: Node | TerraformElement) -> str:
    """Where a construct is. Its text says so in one message to Node, and its node in two; a few have another text."""
    if isinstance(element, Node):
        return element.path
    return element.to_string() if type(element).to_string is Construct.to_string else element.node.path
