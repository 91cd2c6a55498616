"""How the masters reach the Azure API follows the model."""

from __future__ import annotations

from pathlib import Path

from clusters import changed, example

from .az import az
from .lives import applied, renew, workspace
from .models import MODELS, PLANTED

SERVICE_PRINCIPAL = MODELS["service-principal"]["properties"]["servicePrincipalProfile"]


def test_identities_switch(environment: dict[str, str], tmp_path: Path) -> None:
    """Each switch is one apply, which replaces no master; a machine's own identity has its role, and no other has."""
    document = example("kubernetes")
    machines = changed(document, "properties.aksynth.identity", "SystemAssigned")
    own = changed(document, "properties.orchestratorProfile.kubernetesConfig.userAssignedID", "mine")
    stack = applied(tmp_path, environment, document)
    for wanted in (machines, own, document):
        renew(stack, wanted)
        assert stack.plan()["azurerm_linux_virtual_machine.masters_0"] == ["update"]
        stack.run("apply", "-input=false", "plan")
        assert stack.plan() == {}
        values = stack.values()
        role = values.get("azurerm_role_assignment.identities_system-0-role", {}).get("principal_id", "")
        assert values["azurerm_linux_virtual_machine.masters_0"]["identity"][0]["principal_id"] == role
        assert bool(role) == (wanted is machines)


def test_roles_that_somebody_else_assigns(environment: dict[str, str], tmp_path: Path) -> None:
    """The first apply makes all that the roles are about, and no machine. The list is whole then, as commands and as
    Terraform. A cluster that has its roles keeps them."""
    document = changed(example("kubernetes"), "properties.aksynth.assignRoles", False)
    stack = workspace(tmp_path / "new", environment, document).init()
    stack.run("apply", "-input=false", "-auto-approve", "-target=terraform_data.roles")
    listed, values = stack.outputs()["role_assignments"], stack.values()
    assert not [address for address in values if "_virtual_machine." in address]
    assert len(listed["az"]) > 5 and all(
        values["azurerm_key_vault.vaults_masters"]["id"] in text for text in (listed["az"][1], listed["terraform"])
    )
    stack.write(listed["terraform"], "roles.tf")
    stack.run("validate")
    old = applied(tmp_path / "old", environment, example("kubernetes"))
    renew(old, document)
    roles = {
        address: actions for address, actions in old.plan().items() if address.startswith("azurerm_role_assignment.")
    }
    assert len(roles) == len(listed["az"]) and {tuple(actions) for actions in roles.values()} == {("forget",)}


def test_service_principal_and_back(environment: dict[str, str], tmp_path: Path) -> None:
    """Each switch is one apply that touches no machine: the identity loses its role and has it again, and the secret
    comes with its vault and goes with it."""
    document = example("kubernetes")
    principal = changed(document, "properties.servicePrincipalProfile", SERVICE_PRINCIPAL)
    stack = applied(tmp_path, {**environment, **az(tmp_path, PLANTED)}, document)
    for wanted in (principal, document):
        renew(stack, wanted)
        machines = [address for address in stack.plan() if "_virtual_machine." in address]
        assert machines == []
        stack.run("apply", "-input=false", "plan")
        assert stack.plan() == {}
        values = stack.values()
        assert ("azurerm_role_assignment.identities_azure-api-role" in values) == (wanted is document)
        assert ("azurerm_key_vault.vaults_inputs" in values) == (wanted is principal)
        assert (tmp_path / "input").read_text("utf-8") == PLANTED
