"""The roles that somebody else assigns."""

from __future__ import annotations

from constructs import Construct

from aksynth.constructs import Roles


def list_roles(scope: Construct, roles: Roles) -> dict[str, object] | None:
    """How to assign them: commands of az, and resources for another Terraform configuration. None if the stack assigns
    its roles."""
    if not roles.listed:
        return None
    roles.keep(scope, "roles")
    return {
        "az": [grant.command for grant in roles.listed.values()],
        "terraform": "\n".join(grant.resource(name) for name, grant in roles.listed.items()),
    }
