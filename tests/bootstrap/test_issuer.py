"""Flags of the issuer of service account tokens, and the webhook for pods."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.bootstrap import master_files

NEW, KUBEADM, OLD = (
    "https://a.blob.core.windows.net/oidc",
    "https://kubernetes.default.svc.cluster.local",
    "https://old",
)
FLAG = "service-account-issuer"
JWKS = ("service-account-jwks-uri", f"{NEW}/openid/v1/jwks")
MODEL = example("security/entra-login")
ISSUER = "properties.aksynth.workloadIdentity"


def documents(model: dict[str, Any], path: str) -> list[Any]:
    files = master_files(blueprint(model), replace(FACTS, issuer=NEW))
    (text,) = [file.content for file in files if file.path == path]
    return list(yaml.safe_load_all(text))


@pytest.mark.parametrize(
    ("fields", "written", "wanted"),
    [
        ({"enabled": True}, {}, [(FLAG, NEW), (FLAG, KUBEADM), JWKS]),
        ({"enabled": True}, {f"--{FLAG}": OLD}, [(FLAG, NEW), (FLAG, OLD), JWKS]),
        ({"enabled": True, "acceptOnly": True}, {}, [(FLAG, KUBEADM), (FLAG, NEW)]),
        ({"enabled": False}, {f"--{FLAG}": OLD}, [(FLAG, OLD)]),
        ({}, {}, []),
    ],
)
def test_the_first_issues(fields: dict[str, bool], written: dict[str, str], wanted: list[tuple[str, str]]) -> None:
    """API servers accept all. The issuer of tokens that exist stays."""
    model = changed(
        changed(MODEL, ISSUER, fields), "properties.orchestratorProfile.kubernetesConfig", {"apiServerConfig": written}
    )
    _, cluster, *_ = documents(model, "/etc/aksynth/kubeadm.yaml.tmpl")
    flags = [(argument["name"], argument["value"]) for argument in cluster["apiServer"]["extraArgs"]]
    assert [flag for flag in flags if flag[0].startswith("service-account-")] == wanted


@pytest.mark.parametrize(("masters", "replicas"), [(1, 1), (3, 2)])
def test_the_webhook_runs_on_masters(masters: int, replicas: int) -> None:
    """In a namespace where it reads no other Secret."""
    model = changed(MODEL, "properties.masterProfile.count", masters)
    folder = "/etc/aksynth/addons"
    (values,) = documents(model, f"{folder}/44-workload-identity.values.yaml")
    (namespace,) = documents(model, f"{folder}/43-workload-identity-namespace.yaml")
    (chart,) = documents(model, f"{folder}/44-workload-identity.chart")
    assert (values["replicaCount"], values["azureTenantID"]) == (replicas, FACTS.tenant_id)
    assert values["nodeSelector"] == {"node-role.kubernetes.io/control-plane": ""}
    assert (
        f"CHART_NAMESPACE='{namespace['metadata']['name']}'" in chart and namespace["metadata"]["name"] != "kube-system"
    )
