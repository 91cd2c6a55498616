"""Terraform's check blocks, which cdktf has no class for."""

from __future__ import annotations

from cdktf import TerraformStack
from constructs import IConstruct


def add_check(scope: IConstruct, name: str, assertions: dict[str, str]) -> None:
    """A warning at every plan and apply for each condition that is false. `assertions` has messages by condition:
    https://developer.hashicorp.com/terraform/language/checks"""
    asserts = [{"condition": condition, "error_message": message} for condition, message in assertions.items()]
    TerraformStack.of(scope).add_override(f"check.{name}", {"assert": asserts})
