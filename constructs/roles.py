"""Role assignments: the one place that makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cdktf import Fn, ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

from .terraform_data import TerraformData

_MACHINE = "ServicePrincipal"
"""The type of a managed identity's principal."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A built-in role on the resource with the id `on` for a principal.

    `machine`: the principal is a managed identity, not a person. With `kept`, a later apply by another principal
    changes nothing.
    """

    role: str
    on: str
    principal_id: str
    machine: bool = True
    kept: bool = False

    @property
    def name(self) -> str:
        """The same GUID for the same role, scope and principal.

        The provider's default is a random name. An assignment that a failed apply left behind could then not be
        imported: Azure answers 409 `RoleAssignmentExists` without the full id.
        """
        return Fn.uuidv5("url", f"{self.on}|{self.role}|{self.principal_id}")

    @property
    def command(self) -> str:
        """What makes the same assignment with the Azure CLI."""
        kind = f" --assignee-principal-type {_MACHINE}" if self.machine else ""
        return (
            f'az role assignment create --name {self.name} --role "{self.role}" --scope "{self.on}" '
            f"--assignee-object-id {self.principal_id}{kind}"
        )

    def resource(self, name: str) -> str:
        """The same as a Terraform resource of this name."""
        values = {
            "name": self.name,
            "scope": self.on,
            "role_definition_name": self.role,
            "principal_id": self.principal_id,
            **({"principal_type": _MACHINE} if self.machine else {}),
        }
        lines = [f'  {key:<20} = "{value}"\n' for key, value in values.items()]
        return f'resource "azurerm_role_assignment" {json.dumps(name)} {{\n{"".join(lines)}}}\n'


class Roles:
    """Assigns roles. With `assign=False`, it only lists them, for somebody else to assign."""

    def __init__(self, *, assign: bool = True) -> None:
        self._assign = assign
        self.listed: dict[str, Grant] = {}
        """By the name that an assignment would have in Terraform."""

    def grant(
        self,
        scope: Construct,
        id_: str,
        *,
        role: str,
        on: str,
        principal_id: str,
        machine: bool = True,
        kept: bool = False,
    ) -> list[ITerraformDependable]:
        """Assign the built-in `role`. The result is what has to be there before the role can be used."""
        grant = Grant(role=role, on=on, principal_id=principal_id, machine=machine, kept=kept)
        if self._assign:
            return [_assignment(scope, id_, grant)]
        self.listed["_".join([*scope.node.path.split("/")[1:], id_])] = grant
        return []

    def keep(self, scope: Construct, id_: str) -> None:
        """A resource with the list. An apply of it alone creates all that the list names, and nothing that waits for a
        role."""
        rows = {
            name: {"role": grant.role, "scope": grant.on, "principal_id": grant.principal_id}
            for name, grant in self.listed.items()
        }
        TerraformData(scope, id_, input_=rows)


def _assignment(scope: Construct, id_: str, grant: Grant) -> RoleAssignment:
    ignored = ["name", *(["principal_id"] if grant.kept else [])]
    if grant.machine:
        # Those of clusters that exist have random names, and an imported one has what only a creation reads.
        ignored.append("skip_service_principal_aad_check")
    return RoleAssignment(
        scope,
        id_,
        name=grant.name,
        scope=grant.on,
        role_definition_name=grant.role,
        principal_id=grant.principal_id,
        principal_type=_MACHINE if grant.machine else None,
        # A new identity takes a while to be seen by the directory's own check.
        skip_service_principal_aad_check=True if grant.machine else None,
        lifecycle=TerraformResourceLifecycle(ignore_changes=ignored),
    )
