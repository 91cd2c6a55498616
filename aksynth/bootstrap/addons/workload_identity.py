"""The webhook that gives pods a token for Microsoft Entra ID: https://github.com/Azure/azure-workload-identity"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.chart import chart
from aksynth.bootstrap.addons.workload import Object
from aksynth.bootstrap.facts import AzureFacts

_NAMESPACE = "azure-workload-identity-system"
_CHARTS = "https://azure.github.io/azure-workload-identity/charts"
_MASTER = "node-role.kubernetes.io/control-plane"


def workload_identity_namespace() -> Object:
    """Not kube-system: the chart's role may read and write every Secret of its namespace (v1.6.0,
    azure-wi-webhook-manager-role-role.yaml)."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": _NAMESPACE}}


def workload_identity_chart(blueprint: Blueprint) -> str:
    version = blueprint.kubernetes.component("workload-identity")
    return chart(f"{_CHARTS}/workload-identity-webhook-{version}.tgz", _NAMESPACE)


def workload_identity_values(blueprint: Blueprint, facts: AzureFacts) -> Object:
    """The webhook runs on masters. Its account may change every MutatingWebhookConfiguration, to write its certificate
    there (v1.6.0, azure-wi-webhook-manager-role-clusterrole.yaml), so no agent may have its token.

    It is asked about new pods with the label `azure.workload.identity/use: "true"` only. If it does not answer, no such
    pod is created, and all others are. A budget never keeps a node from being drained.
    """
    labels = {"azure-workload-identity.io/system": "true"}
    return {
        "replicaCount": min(2, len(blueprint.masters.machines)),
        "image": {"repository": f"{blueprint.cloud.image_registry}/oss/azure/workload-identity/webhook"},
        "azureEnvironment": blueprint.cloud.name,
        "azureTenantID": facts.tenant_id,
        "nodeSelector": {_MASTER: ""},
        "tolerations": [{"key": _MASTER, "operator": "Exists", "effect": "NoSchedule"}],
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": labels},
            }
        ],
        "podDisruptionBudget": {"minAvailable": 0, "maxUnavailable": 1},
    }
