"""The resource group of a cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_BACKEND = {"resourceGroupName": "tf", "storageAccountName": "tfstate", "containerName": "states"}


@rule(
    "A54",
    wrong={X + "resourceGroup": {"existing": True}},
    right={X + "resourceGroup": {"existing": True, "name": "ours"}},
    source=AKSYNTH,
    advice="set resourceGroup.name",
)
def existing_group(case: Case) -> Iterator[Finding]:
    """An existing resource group must have a name."""
    group = case.aksynth.resource_group
    if group.existing and not group.name:
        yield Finding((*AKSYNTH_PATH, "resourceGroup"), "the name of the existing resource group is missing")


@rule(
    "A55",
    wrong={X + "resourceGroup": {"name": "ours."}},
    right={X + "resourceGroup": {"name": "ours"}},
    source=AZURE,
    advice="choose another name",
)
def group_name(case: Case) -> Iterator[Finding]:
    """The name of a resource group must be valid in Azure."""
    name = case.written.properties.aksynth.resource_group.name
    if name and (not re.fullmatch(r"[\w().-]{1,90}", name) or name.endswith(".")):
        allowed = "up to 90 letters, digits, '-', '_', '.' and parentheses, not ending with '.'"
        yield Finding((*AKSYNTH_PATH, "resourceGroup", "name"), "Azure does not accept this name", shown(name), allowed)
