"""Windows nodes."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import PROPERTIES, Case
from aksynth.rules.paths import A, P
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_WINDOWS = {A + "osType": "Windows"}
_PROFILE = {"adminUsername": "azureuser", "adminPassword": "replacepassword1234$"}


@rule(
    "V170",
    wrong=_WINDOWS,
    right={**_WINDOWS, P + "windowsProfile": _PROFILE},
    advice="write windowsProfile.adminUsername",
)
def windows(case: Case) -> Iterator[Finding]:
    """Windows pools have a windowsProfile with an administrator; its values are such that exist."""
    profile, here = case.model.properties.windows_profile, (*PROPERTIES, "windowsProfile")
    if any(pool.os_type == "Windows" for _, pool in case.pools()) and not (profile and profile.admin_username):
        yield Finding(here, "Windows pools need an administrator, and here is none")
    for field in case.fields:
        if field.facts.rule == "V170" and field.facts.values and field.value not in field.facts.values:
            yield Finding(field.path, "this value is not allowed", shown(field.value), ", ".join(field.facts.values))


@rule(
    "A89",
    wrong={**_WINDOWS, P + "windowsProfile": _PROFILE},
    right={**_WINDOWS, P + "windowsProfile": {"adminUsername": "azureuser"}},
    source=AKSYNTH,
    warns=True,
    advice="remove it: a Terraform variable asks for it",
)
def windows_password(case: Case) -> Iterator[Finding]:
    """No password stands in a model."""
    profile = case.written.properties.windows_profile
    if profile and profile.admin_password and profile.admin_password.get_secret_value():
        yield Finding((*PROPERTIES, "windowsProfile", "adminPassword"), "a password is never taken from a file")


@rule(
    "A123",
    wrong={P + "windowsProfile": {"adminUsername": "azureuser"}},
    right={P + "windowsProfile": {}},
    source=AKSYNTH,
    warns=True,
    advice="remove it",
)
def unused_profile(case: Case) -> Iterator[Finding]:
    """A windowsProfile belongs to a Windows pool; without one it is left out."""
    profile = case.written.properties.windows_profile
    asked = profile is not None and bool(profile.model_fields_set)
    if asked and not any(pool.os_type == "Windows" for _, pool in case.pools()):
        yield Finding((*PROPERTIES, "windowsProfile"), "no pool runs Windows, so this is left out")
