"""The login with Microsoft Entra ID, as the files of a master have it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.bootstrap import master_files
from aksynth.rules import read_string

MODEL = example("security/entra-login")
AAD = MODEL["properties"]["aadProfile"]
TENANT = AAD["tenantID"]
ISSUERS = [f"https://sts.windows.net/{TENANT}/", f"https://login.microsoftonline.com/{TENANT}/v2.0"]
CONFIG = "properties.orchestratorProfile.kubernetesConfig"
ADDON = f"{CONFIG}.addons"
BINDING = "/etc/aksynth/addons/25-entra-admins.yaml"


def rendered(document: dict[str, Any]) -> dict[str, str]:
    return {file.path: file.content for file in master_files(blueprint(document), FACTS)}


def authentication(files: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """The path that the flag has, and the file there."""
    documents = {d["kind"]: d for d in yaml.safe_load_all(files["/etc/aksynth/kubeadm.yaml.tmpl"])}
    flags = {a["name"]: a["value"] for a in documents["ClusterConfiguration"]["apiServer"]["extraArgs"]}
    return flags["authentication-config"], yaml.safe_load(files[flags["authentication-config"]])


def test_both_issuers() -> None:
    """A user is the same with either token, as in AKS Engine's clusters, and nobody is of system:."""
    _, document = authentication(rendered(MODEL))
    assert [each["issuer"]["url"] for each in document["jwt"]] == ISSUERS
    for each in document["jwt"]:
        assert each["issuer"]["audiences"] == [AAD["serverAppID"], f"spn:{AAD['serverAppID']}"]
        assert each["claimMappings"]["username"] == {"claim": "oid", "prefix": f"{ISSUERS[0]}#"}
        assert each["claimMappings"]["groups"] == {"expression": "claims.?groups.orValue([])"}
        assert len([rule for rule in each["userValidationRules"] if "system:" in rule["expression"]]) == 2
    assert document["anonymous"]["conditions"]


def test_flags_that_aks_engine_generated() -> None:
    """It wrote `aadProfile` once more as flags. They change nothing."""
    flags = {
        "--oidc-username-claim": "oid",
        "--oidc-groups-claim": "groups",
        "--oidc-client-id": f"spn:{AAD['serverAppID']}",
        "--oidc-issuer-url": ISSUERS[0],
    }
    generated = changed(MODEL, f"{CONFIG}.apiServerConfig", flags)
    generated = changed(generated, ADDON, [{"name": "aad", "config": {"adminGroupID": AAD["adminGroupID"]}}])
    assert rendered(generated) == rendered(MODEL)


def test_tenant_of_the_subscription() -> None:
    """The file has it, and its path is known before an apply."""
    document = changed(MODEL, "properties.aadProfile.tenantID", ...)
    path, content = authentication(rendered(document))
    assert [FACTS.tenant_id in each["issuer"]["url"] for each in content["jwt"]] == [True, True]
    others = {file.path for file in master_files(blueprint(document), replace(FACTS, tenant_id="another"))}
    assert path in others


def test_without_login() -> None:
    """Nothing of it is in a cluster without, and its API server has another path for the file."""
    files = rendered(changed(MODEL, "properties.aadProfile", ...))
    path, document = authentication(files)
    assert "jwt" not in document and path != authentication(rendered(MODEL))[0]
    assert BINDING not in files and "/etc/aksynth/kubeconfig-login.tmpl" not in files


@pytest.mark.parametrize(
    ("path", "value", "bound"),
    [
        ("properties.aadProfile.adminGroupID", AAD["adminGroupID"], True),
        ("properties.aadProfile.adminGroupID", ..., False),
        (ADDON, [{"name": "aad", "enabled": True}], True),
        (ADDON, [{"name": "aad", "enabled": False}], False),
    ],
)
def test_administrators(path: str, value: Any, bound: bool) -> None:
    """The group is bound to cluster-admin, unless the model names none or switches the add-on off."""
    files = rendered(changed(MODEL, path, value))
    assert (BINDING in files) is bound
    if bound:
        (subject,) = yaml.safe_load(files[BINDING])["subjects"]
        assert (subject["kind"], subject["name"]) == ("Group", AAD["adminGroupID"])


def test_kubeconfig() -> None:
    """It names what kubelogin asks for, and no secret."""
    document = yaml.safe_load(rendered(MODEL)["/etc/aksynth/kubeconfig-login.tmpl"])
    words = document["users"][0]["user"]["exec"]["args"]
    assert words[0] == "get-token"
    assert dict(zip(words[1::2], words[2::2], strict=True)) == {
        "--environment": "AzurePublicCloud",
        "--server-id": AAD["serverAppID"],
        "--client-id": AAD["clientAppID"],
        "--tenant-id": TENANT,
    }


def test_applications_are_missing() -> None:
    """AKS Engine's own model has them blank."""
    blank = changed(changed(MODEL, "properties.aadProfile.serverAppID", ""), "properties.aadProfile.clientAppID", "")
    assert [fault.rule for fault in read_string(json.dumps(blank)).faults if fault.severity == "error"] == ["V161"] * 2
