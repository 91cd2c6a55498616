"""kubenet in a network that belongs to somebody else: who associates its route table with the subnets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clusters import changed, example
from terraform_workspace import Stack

from .estate import ATTACHED, estate, objects
from .lives import renew, workspace
from .test_custom_vnet import ID, refusal

SUBNETS = {"masters": "10.20.0.0/24", "agents": "10.20.4.0/22"}
BARE = tuple(kind for kind in ATTACHED if kind != "route_table")
TABLE = ID.partition("virtualNetworks")[0] + "routeTables/estate"
OURS = "/resourceGroups/aksynth-routes/providers/Microsoft.Network/routeTables/k8s-master-13754447-routetable"
ASSOCIATION = "azurerm_subnet_route_table_association.routes_association"


def document(choice: object) -> dict[str, Any]:
    """The example with this value of routeTable, unprotected."""
    found = changed(example("network/kubenet-custom-vnet"), "properties.aksynth.protect", False)
    return changed(found, "properties.aksynth.vnet", {"routeTable": choice} if choice else {})


def warnings(stack: Stack) -> str:
    done = stack.run("plan", "-input=false", "-detailed-exitcode", check=False)
    assert done.returncode in (0, 2), done.stderr
    return " ".join(done.stdout.replace("│", " ").split())


def test_associated_by_the_apply(environment: dict[str, str], tmp_path: Path) -> None:
    """Nothing else of the subnets changes, and the destroy takes the association away again."""
    theirs = estate(tmp_path, environment, subnets=SUBNETS, attached=BARE)
    before = objects(theirs)
    stack = workspace(theirs.folder / "cluster", theirs.environment, document("associate")).init()
    stack.apply()
    found = {a: v["subnet_id"] for a, v in stack.values().items() if "route_table_association" in a}
    assert found == {ASSOCIATION: ID + "masters", f"{ASSOCIATION}-agents": ID + "agents"}
    assert stack.plan() == {}
    assert "does not have the route table" not in warnings(stack)
    stack.destroy()
    after = objects(theirs)
    assert {name: after.get(name) for name in before} == before
    assert theirs.plan() == {}


def test_associated_by_the_owner(environment: dict[str, str], tmp_path: Path) -> None:
    """Every plan warns until the resources of the output are part of the owner's configuration."""
    theirs = estate(tmp_path, environment, subnets=SUBNETS, attached=BARE)
    before = objects(theirs)
    stack = workspace(theirs.folder / "cluster", theirs.environment, document(None)).init()
    assert "Subnet agents does not have the route table" in warnings(stack)
    stack.apply()
    assert {name: objects(theirs).get(name) for name in before} == before
    said, told = warnings(stack), stack.outputs()["route_table_association"]
    assert [command for command in told["az"] if command not in said] == []
    assert [command.rpartition("/subscriptions/")[2].partition("/")[2] for command in told["az"]] == [OURS[1:]] * 2
    main = theirs.folder / "main.tf"
    without = main.read_text()
    main.write_text(without + told["terraform"])
    theirs.apply()
    assert stack.plan() == {}
    assert "does not have the route table" not in warnings(stack)
    main.write_text(without)
    theirs.apply()
    assert "Subnet masters does not have the route table" in warnings(stack)


def test_table_of_the_estate(environment: dict[str, str], tmp_path: Path) -> None:
    """A subnet keeps its table: it is not replaced, and the cluster can use it for its routes."""
    theirs = estate(tmp_path, environment, subnets=SUBNETS)
    stack = workspace(theirs.folder / "cluster", theirs.environment, document("associate")).init()
    assert f"Subnet masters has the route table {TABLE}" in refusal(stack)
    renew(stack, document(TABLE))
    assert "does not have the route table" not in warnings(stack)
    stack.apply()
    values = stack.values()
    assert not [address for address in values if "route_table" in address]
    roles = [v["scope"] for a, v in values.items() if a.startswith("azurerm_role_assignment")]
    assert roles.count(TABLE) == 1
    assert stack.plan() == {}
