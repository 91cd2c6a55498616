"""Login with Microsoft Entra ID."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.catalog.addons import ENTRA_ADMINS
from aksynth.rules.addons import written_addons
from aksynth.rules.case import PROPERTIES, Case
from aksynth.rules.ids import EXAMPLE, GUID
from aksynth.rules.paths import K, P
from aksynth.rules.registry import AKSYNTH, AZURE, KUBERNETES, Finding, rule, shown
from aksynth.rules.written_flags import written_flags

_AAD = (*PROPERTIES, "aadProfile")
_APPS = {"serverAppID": EXAMPLE, "clientAppID": EXAMPLE}
_WHOLE = {**_APPS, "adminGroupID": EXAMPLE}


@rule(
    "V161",
    wrong={P + "aadProfile": {**_WHOLE, "serverAppID": "me"}},
    source=AZURE,
    advice="write the UUID that Microsoft Entra ID shows; for an application: az ad app show --id NAME --query appId",
    right={P + "aadProfile": _WHOLE},
)
def aad_ids(case: Case) -> Iterator[Finding]:
    """Applications, tenant and group must be UUIDs, and both applications must be set."""
    aad = case.model.properties.aad_profile
    if not aad:
        return
    for key, value in (("clientAppID", aad.client_app_id), ("serverAppID", aad.server_app_id)):
        if not value:
            yield Finding((*_AAD, key), f"{key} is missing", "", "a UUID")
    for key, value in (
        ("clientAppID", aad.client_app_id),
        ("serverAppID", aad.server_app_id),
        ("tenantID", aad.tenant_id),
        ("adminGroupID", aad.admin_group_id),
    ):
        if value and not GUID.fullmatch(value):
            yield Finding((*_AAD, key), "this is not a UUID", shown(value))


@rule(
    "A250",
    wrong={P + "aadProfile": _WHOLE, K + "apiServerConfig": {"--oidc-issuer-url": "https://login.example.com"}},
    right={K + "apiServerConfig": {"--oidc-issuer-url": "https://login.example.com"}},
    source=KUBERNETES + "reference/access-authn-authz/authentication/#using-authentication-configuration",
    advice="remove the flag, or remove aadProfile",
)
def one_login(case: Case) -> Iterator[Finding]:
    """A cluster with `aadProfile` must not set other flags of authentication.

    `aadProfile` is part of the file of the flag authentication-config, which excludes the OpenID flags.
    """
    generated = set(generated_flags(case))
    for path, name, value in _login_flags(case):
        if path not in generated and (name == "authentication-config" or name.startswith("oidc-")):
            yield Finding(path, "aadProfile is set too", shown(value))


def generated_flags(case: Case) -> Iterator[Path]:
    """Flags with which AKS Engine itself built `aadProfile`: pkg/api/defaults-apiserver.go."""
    aad = case.model.properties.aad_profile
    for path, name, value in _login_flags(case):
        forms = {
            "oidc-username-claim": "oid",
            "oidc-groups-claim": "groups",
            "oidc-client-id": f"spn:{aad.server_app_id}" if aad else "",
            "oidc-issuer-url": rf"https://sts\.(windows\.net|chinacloudapi\.cn)/{(aad and aad.tenant_id) or '[^/]*'}/",
        }
        if re.fullmatch(forms.get(name, "-"), value, re.IGNORECASE):
            yield path


def _login_flags(case: Case) -> Iterator[tuple[Path, str, str]]:
    """Flags of the API server, without hyphens, of a cluster with `aadProfile`."""
    if case.model.properties.aad_profile:
        for path, flag, value in written_flags(case):
            if path[-2] == "apiServerConfig":
                yield path, flag.removeprefix("--"), value


@rule(
    "A251",
    wrong={P + "aadProfile": _APPS},
    right={P + "aadProfile": _WHOLE},
    source=AKSYNTH,
    advice="set adminGroupID, or bind roles to users and groups with the kubeconfig of the administrator",
    warns=True,
)
def nobody_may(case: Case) -> Iterator[Finding]:
    """A cluster with `aadProfile` should have a group of administrators.

    Without a group, people can log in, but no role is bound to them.
    """
    aad = case.model.properties.aad_profile
    if aad and not aad.admin_group_id:
        yield Finding(_AAD, "adminGroupID is not set: whoever logs in has no rights until you bind a role")


@rule(
    "A252",
    wrong={K + "addons": [{"name": ENTRA_ADMINS, "enabled": True}]},
    right={P + "aadProfile": _WHOLE, K + "addons": [{"name": ENTRA_ADMINS, "enabled": True}]},
    source=AKSYNTH,
    advice="set aadProfile.adminGroupID, or remove the entry",
)
def admins_of_a_group(case: Case) -> Iterator[Finding]:
    """The add-on `aad` must have a group of administrators.

    The add-on binds the group to cluster-admin.
    """
    aad = case.model.properties.aad_profile
    for path, addon in written_addons(case):
        if addon.name == ENTRA_ADMINS and addon.enabled is not False and not (aad and aad.admin_group_id):
            yield Finding((*path, "name"), "aadProfile.adminGroupID is not set", shown(addon.name))
