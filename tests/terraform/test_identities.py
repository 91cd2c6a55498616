"""How the masters reach the Azure API follows the model."""

from __future__ import annotations

from pathlib import Path

from clusters import changed, example

from .lives import renew, workspace


def test_identities_switch(environment: dict[str, str], tmp_path: Path) -> None:
    """Each switch is one apply, which replaces no master; a machine's own identity has its role, and no other has."""
    document = example("kubernetes")
    machines = changed(document, "properties.aksynth.identity", "SystemAssigned")
    own = changed(document, "properties.orchestratorProfile.kubernetesConfig.userAssignedID", "mine")
    stack = workspace(tmp_path, environment, document)
    stack.init().apply()
    for wanted in (machines, own, document):
        renew(stack, wanted)
        assert stack.plan()["azurerm_linux_virtual_machine.masters_0"] == ["update"]
        stack.run("apply", "-input=false", "plan")
        assert stack.plan() == {}
        values = stack.values()
        role = values.get("azurerm_role_assignment.identities_system-0-role", {}).get("principal_id", "")
        assert values["azurerm_linux_virtual_machine.masters_0"]["identity"][0]["principal_id"] == role
        assert bool(role) == (wanted is machines)
