"""`properties.aksynth`, and the region."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.catalog import regions
from aksynth.rules.case import EXTRAS, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, AZURE, RULES, Finding, rule, shown

_BACKEND = {"resourceGroupName": "tf", "storageAccountName": "tfstate", "containerName": "states"}


@rule(
    "A12",
    wrong={"location": "westeurop"},
    right={"location": "West Europe"},
    source=AZURE,
    warns=True,
    advice="az account list-locations -o table names them all",
)
def known_region(case: Case) -> Iterator[Finding]:
    """The catalog knows the region."""
    location = case.model.location
    if location and not regions.find(location):
        close = regions.closest(location)
        message = "the catalog does not know this region" + (f"; did you mean {close}?" if close else "")
        yield Finding(("location",), message, shown(case.written.location))


@rule(
    "A54",
    wrong={X + "resourceGroup": {"existing": True}},
    right={X + "resourceGroup": {"existing": True, "name": "ours"}},
    source=AKSYNTH,
    advice="write name",
)
def existing_group(case: Case) -> Iterator[Finding]:
    """An existing resource group is named."""
    group = case.extras.resource_group
    if group.existing and not group.name:
        yield Finding((*EXTRAS, "resourceGroup"), "an existing resource group needs its name")


@rule(
    "A55",
    wrong={X + "resourceGroup": {"name": "ours."}},
    right={X + "resourceGroup": {"name": "ours"}},
    source=AZURE,
    advice="choose another name",
)
def group_name(case: Case) -> Iterator[Finding]:
    """A resource group has a name that Azure takes."""
    name = case.written.properties.aksynth.resource_group.name
    if name and (not re.fullmatch(r"[\w().-]{1,90}", name) or name.endswith(".")):
        allowed = "up to 90 letters, digits, '-', '_', '.' and parentheses, not ending with '.'"
        yield Finding((*EXTRAS, "resourceGroup", "name"), "Azure takes no such name", shown(name), allowed)


@rule(
    "A56",
    wrong={X + "backend.azurerm": {**_BACKEND, "containerName": ""}},
    right={X + "backend.azurerm": _BACKEND},
    source=AKSYNTH,
    advice="name where the state is kept",
)
def backend(case: Case) -> Iterator[Finding]:
    """A place for the Terraform state is named whole."""
    written = case.extras.backend.azurerm
    if not written:
        return
    for name, value in (
        ("resourceGroupName", written.resource_group_name),
        ("storageAccountName", written.storage_account_name),
        ("containerName", written.container_name),
    ):
        if not value:
            yield Finding((*EXTRAS, "backend", "azurerm", name), f"{name} is missing")


@rule(
    "A71",
    wrong={X + "silence": {"V5": "we like two"}},
    right={X + "silence": {"A40": "a size of next year"}},
    source=AKSYNTH,
    advice="name a rule that can be silenced, and say why; aksynth explain RULE tells",
)
def silence(case: Case) -> Iterator[Finding]:
    """Rules that are silenced exist, may be silenced, and have a reason.

    What Azure or Kubernetes would refuse for certain cannot be silenced.
    """
    for id_, reason in (case.extras.silence or {}).items():
        here = (*EXTRAS, "silence", id_)
        if id_ not in RULES and id_ != "A72":
            yield Finding(here, "there is no such rule", shown(id_))
        elif id_ in RULES and not RULES[id_].silenceable:
            yield Finding(here, "this rule cannot be silenced", shown(id_))
        elif not reason.strip():
            yield Finding(here, "a silenced rule needs a reason", shown(reason))
