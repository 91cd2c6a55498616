"""Terraform's built-in resource, which keeps values in the state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdktf import ITerraformDependable, LocalExecProvisioner, TerraformResource, TerraformResourceLifecycle
from constructs import Construct


class TerraformData(TerraformResource):
    """A `terraform_data`. That of cdktf, `DataResource`, runs `terraform version` at each synthesis and refuses to be
    synthesized where terraform is not installed (cdktf 0.21.0, `validations/validate-binary-version.ts`)."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        input_: Any = None,
        triggers_replace: Any = None,
        lifecycle: TerraformResourceLifecycle | None = None,
        provisioners: Sequence[LocalExecProvisioner] | None = None,
        depends_on: Sequence[ITerraformDependable] | None = None,
    ) -> None:
        super().__init__(
            scope,
            id_,
            terraform_resource_type="terraform_data",
            lifecycle=lifecycle,
            provisioners=provisioners,
            depends_on=depends_on,
        )
        for name, value in (("input", input_), ("triggers_replace", triggers_replace)):
            if value is not None:
                self.add_override(name, value)

    @property
    def address(self) -> str:
        return f"terraform_data.{self.friendly_unique_id}"
