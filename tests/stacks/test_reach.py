"""A field that is built reaches the Terraform JSON or a file of a node."""

from __future__ import annotations

import copy
import json
import re
from itertools import zip_longest
from typing import Any

import pytest
from changes import CHANGES, Change
from clusters import ROOT, changed, example
from facts import FACTS
from messages import Asked, asked

from aksynth.apimodel import known, written
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.walk import Known
from aksynth.blueprint import Blueprint, resolve
from aksynth.bootstrap import agent_files, master_files
from aksynth.defaults import Filled
from aksynth.rules import read_string

BUILT = [field for field in known(ApiModel) if field.decides and field.status.kind == "built"]
MACHINES = (
    "azurerm_linux_virtual_machine",
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
    "azurerm_availability_set",
    "azurerm_managed_disk",
)
REPLACES = json.loads((ROOT / "tests/tfsim/schemas/azurerm-facts.json").read_text("utf-8"))["resources"]


def path(field: Known) -> str:
    """Below `properties`, or of the document itself."""
    return field.path.removeprefix("properties.")


def document(values: dict[str, Any]) -> dict[str, Any]:
    """The smallest example with these values."""
    found = example("kubernetes")
    for name, value in values.items():
        full = name if name in ApiModel.model_fields else f"properties.{name}"
        found = changed(found, full.replace("[]", ".0"), copy.deepcopy(value))
    return found


def filled(values: dict[str, Any]) -> Filled:
    """What a synthesis would build: it refuses what is not built."""
    reading = read_string(json.dumps(document(values)), to_build=True)
    assert reading.filled, reading.faults
    return reading.filled


def files(blueprint: Blueprint) -> Any:
    return [master_files(blueprint, FACTS), *(agent_files(blueprint, pool, FACTS) for pool in blueprint.pools)]


class Renderings:
    """What is built of models; the resources, which cost most, only where the files of nodes are the same."""

    def __init__(self) -> None:
        self._kept: dict[str, Asked] = {}

    def differ(self, before: Blueprint, after: Blueprint) -> bool:
        if files(before) != files(after):
            return True
        if repr(before) not in self._kept:
            self._kept[repr(before)] = asked(before)
        old, new = self._kept[repr(before)], asked(after)
        refused = new.record != old.record
        assert refused or not (found := replaced(old, new)), f"an apply would replace machines: {found}"
        return old.messages != new.messages


def replaced(before: Asked, after: Asked) -> list[str]:
    """What the provider replaces for a changed argument: Terraform ignores it, or the record refuses the plan. A
    jumpbox has nothing to lose."""
    return [
        f"{kind} {name}: {path}"
        for kind in MACHINES
        for name, now in after.resources(kind).items()
        if not name.endswith("/jumpbox") and (was := before.resources(kind).get(name))
        for path in changed_paths(was, now)
        if REPLACES[kind].get(path, {}).get("force_new") and not ignores(now, path)
    ]


def changed_paths(before: Any, after: Any, path: str = "") -> set[str]:
    """Dotted, without places in lists, as the provider's facts have them."""
    if before == after:
        return set()
    if isinstance(before, dict | None) and isinstance(after, dict | None):
        keys = {*(before or {}), *(after or {})}
        inner = [
            changed_paths((before or {}).get(key), (after or {}).get(key), f"{path}.{key}".strip(".")) for key in keys
        ]
    elif isinstance(before, list | None) and isinstance(after, list | None):
        inner = [changed_paths(was, now, path) for was, now in zip_longest(before or [], after or [])]
    else:
        inner = []
    return {path}.union(*inner) - {""}


def ignores(resource: Any, path: str) -> bool:
    """`os_disk` covers all that is in it."""
    ignored = [re.sub(r"\[\d+\]", "", name) for name in resource["lifecycle"].get("ignore_changes", [])]
    return any(path == name or path.startswith(f"{name}.") for name in ignored)


@pytest.fixture(scope="module")
def renderings() -> Renderings:
    return Renderings()


def others(field: Known, now: Any) -> list[Any]:
    """Each other value that is built; of a number the next one, and of one without a value that after the smallest."""
    status, facts = field.status, field.facts
    if now is None:
        now = False if facts.minimum is None else facts.minimum
    if isinstance(now, bool):
        return [not now]
    if isinstance(now, int | float):
        return [now + 1 if facts.maximum is None or now < facts.maximum else now - 1]
    gone = status.replaced
    return [value for value in status.values or facts.values if value != now and value not in gone]


def cases(field: Known) -> list[Change]:
    if path(field) in CHANGES:
        return [CHANGES[path(field)]]
    here = tuple(int(part) if part.isdigit() else part for part in field.path.replace("[]", ".0").split("."))
    now = {found.path: found.value for found in written(filled({}).model)}.get(here)
    return [Change(value) for value in others(field, now)]


@pytest.mark.parametrize("field", BUILT, ids=path)
def test_every_built_field_reaches_a_cluster(field: Known, renderings: Renderings) -> None:
    """Another value of the field gives another cluster. A field that cannot show it is not built, or needs a row."""
    found = cases(field)
    assert found, f"{field.path} has no other value to try: give it a row in tests/changes.py"
    for change in found:
        before = resolve(filled(change.beside))
        after = resolve(filled({**change.beside, path(field): change.value}))
        assert renderings.differ(before, after), (
            f"{field.path} = {change.value} changes neither JSON nor files of nodes: wire it, or give it another status"
        )


def test_rows_belong_to_built_fields() -> None:
    """No row is left of a field that is gone or not built."""
    assert set(CHANGES) <= {path(field) for field in BUILT}
