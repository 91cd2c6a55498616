"""The Terraform address of a resource."""

from __future__ import annotations

from cdktf import TerraformResource


def address(resource: TerraformResource) -> str:
    return f"{resource.terraform_resource_type}.{resource.friendly_unique_id}"
