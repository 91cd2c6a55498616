"""The Terraform state of another configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import DataTerraformRemoteStateAzurerm, DataTerraformRemoteStateLocal, Fn, Token
from constructs import Construct


class RemoteState(Construct):
    """Reads the outputs of a state at every plan.

    `azurerm` are the arguments of an Azure storage container: resource_group_name, storage_account_name,
    container_name and key. `path` is a file. Give one of them. Neither has a secret: the identity that runs Terraform
    reads the container.

    Terraform copies all outputs of the other state into the state of this configuration:
    https://developer.hashicorp.com/terraform/language/state/remote-state-data
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        azurerm: Mapping[str, Any] | None = None,
        path: str | None = None,
        workspace: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._name, self._proofs = id_, dict[tuple[str, ...], dict[str, str]]()
        self._state: DataTerraformRemoteStateAzurerm | DataTerraformRemoteStateLocal
        if azurerm:
            self._state = DataTerraformRemoteStateAzurerm(
                self, "Resource", workspace=workspace, use_azuread_auth=True, **azurerm
            )
        else:
            self._state = DataTerraformRemoteStateLocal(self, "Resource", workspace=workspace, path=path or "")

    def resource_id(self, path: Sequence[str], type_: str, name: str | None = None) -> str:
        """The id in an output, or in a key of an output. A plan fails if it is not the id of a resource of this type.

        `type_` is such as "Microsoft.Network/virtualNetworks/subnets". With `name`, the resource must have this name.
        """
        output, *keys = path
        self._proofs[type_, *path] = self._proof(path, type_, name)
        self._state.add_override("lifecycle.postcondition", list(self._proofs.values()))
        found = self._state.get(output)
        return Token.as_string(Fn.lookup_nested(found, keys) if keys else found)

    def _proof(self, path: Sequence[str], type_: str, name: str | None) -> dict[str, str]:
        provider, *kinds = type_.split("/")
        parts = "/[^/]+".join(f"/{kind}" for kind in kinds) + f"/{name or '[^/]+'}"
        form = f"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/{provider}{parts}"
        output = "self.outputs" + "".join(f'["{part}"]' for part in path)
        message = (
            f"The output {'.'.join(path)} of remote state {self._name} must be the id of a resource of type {type_}"
            f"{f' with the name {name}' if name else ''}. "
            'The outputs of this state are: ${join(", ", keys(self.outputs))}.'
        )
        return {"condition": f'${{can(regex("(?i)^{form}$", {output}))}}', "error_message": message}
