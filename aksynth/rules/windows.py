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
    advice="set windowsProfile.adminUsername",
)
def windows(case: Case) -> Iterator[Finding]:
    """Windows pools require a windowsProfile with a valid adminUsername."""
    profile, here = case.model.properties.windows_profile, (*PROPERTIES, "windowsProfile")
    if any(pool.os_type == "Windows" for _, pool in case.pools()) and not (profile and profile.admin_username):
        yield Finding(here, "windowsProfile.adminUsername is missing")
    for field in case.fields:
        if field.facts.rule == "V170" and field.facts.values and field.value not in field.facts.values:
            yield Finding(field.path, "this value is not allowed", shown(field.value), ", ".join(field.facts.values))


@rule(
    "A89",
    wrong={**_WINDOWS, P + "windowsProfile": _PROFILE},
    right={**_WINDOWS, P + "windowsProfile": {"adminUsername": "azureuser"}},
    source=AKSYNTH,
    warns=True,
    advice="remove the password; a Terraform variable asks for it",
)
def windows_password(case: Case) -> Iterator[Finding]:
    """A model should not contain a password."""
    profile = case.written.properties.windows_profile
    if profile and profile.admin_password and profile.admin_password.get_secret_value():
        yield Finding((*PROPERTIES, "windowsProfile", "adminPassword"), "the password in the model is not used")


@rule(
    "A123",
    wrong={P + "windowsProfile": {"adminUsername": "azureuser"}},
    right={P + "windowsProfile": {}},
    source=AKSYNTH,
    warns=True,
    advice="remove windowsProfile",
)
def unused_profile(case: Case) -> Iterator[Finding]:
    """A windowsProfile should be set only with a Windows pool.

    Otherwise it is omitted.
    """
    profile = case.written.properties.windows_profile
    asked = profile is not None and bool(profile.model_fields_set)
    if asked and not any(pool.os_type == "Windows" for _, pool in case.pools()):
        yield Finding((*PROPERTIES, "windowsProfile"), "no pool runs Windows, so windowsProfile is omitted")
