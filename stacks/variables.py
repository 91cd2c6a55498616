"""Terraform variables and outputs."""

from __future__ import annotations

from typing import Any

from cdktf import TerraformOutput, TerraformVariable
from constructs import Construct


class Variables(Construct):
    """Terraform variables under their plain names."""

    def add(
        self,
        name: str,
        *,
        description: str,
        type_: str = "string",
        default: Any = None,
        ephemeral: bool = False,
        condition: str | None = None,
        error_message: str | None = None,
    ) -> TerraformVariable:
        """A variable. It is required if it has no default. An `ephemeral` variable is in neither plan nor state."""
        variable = TerraformVariable(
            self,
            name,
            type=type_,
            description=description,
            default=default,
            sensitive=True if ephemeral else None,
            nullable=False,
        )
        variable.override_logical_id(name)
        if ephemeral:
            variable.add_override("ephemeral", True)
        if condition:
            variable.add_validation(condition=condition, error_message=error_message or "")
        return variable


class Outputs(Construct):
    """Terraform outputs under their plain names."""

    def add(self, name: str, value: Any, description: str) -> None:
        TerraformOutput(self, name, value=value, description=description).override_logical_id(name)
