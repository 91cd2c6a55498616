"""Where the Terraform state is stored."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, Finding, rule

_BACKEND = {"resourceGroupName": "tf", "storageAccountName": "tfstate", "containerName": "states"}


@rule(
    "A56",
    wrong={X + "backend.azurerm": {**_BACKEND, "containerName": ""}},
    right={X + "backend.azurerm": _BACKEND},
    source=AKSYNTH,
    advice="set resourceGroupName, storageAccountName and containerName",
)
def backend(case: Case) -> Iterator[Finding]:
    """A backend must name its resource group, storage account and container."""
    written = case.aksynth.backend.azurerm
    if not written:
        return
    for name, value in (
        ("resourceGroupName", written.resource_group_name),
        ("storageAccountName", written.storage_account_name),
        ("containerName", written.container_name),
    ):
        if not value:
            yield Finding((*AKSYNTH_PATH, "backend", "azurerm", name), f"{name} is missing")
