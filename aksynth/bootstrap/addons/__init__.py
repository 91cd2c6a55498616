"""Add-ons, in the order in which the masters apply them."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.autoscaler import autoscaler
from aksynth.bootstrap.addons.azure_cni import azure_cni
from aksynth.bootstrap.addons.azuredisk import azuredisk_chart, azuredisk_values, disk_classes, snapshot_class
from aksynth.bootstrap.addons.azurefile import azurefile_chart, azurefile_values, file_class
from aksynth.bootstrap.addons.azurefile_access import azurefile_access
from aksynth.bootstrap.addons.calico import calico
from aksynth.bootstrap.addons.cilium import cilium
from aksynth.bootstrap.addons.cloud_provider import cloud_provider
from aksynth.bootstrap.addons.gpus import gpus_chart, gpus_values
from aksynth.bootstrap.addons.ip_masq_agent import ip_masq_agent
from aksynth.bootstrap.addons.kata import kata_files
from aksynth.bootstrap.addons.workload_identity import (
    workload_identity_chart,
    workload_identity_namespace,
    workload_identity_values,
)
from aksynth.bootstrap.documents import to_yaml
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.login import admin_binding
from aksynth.catalog.addons import DISKS, FILES, GPUS

_FOLDER = "/etc/aksynth/addons"
_NETWORKS = {"azure-cni": azure_cni, "calico": calico, "cilium-cni": cilium}
"""What brings a network plugin or policy to the nodes, by the names in `PodNetwork.addons`."""


def addon_files(blueprint: Blueprint, facts: AzureFacts) -> list[File]:
    """aksynth's manifests as YAML, an upstream chart as its address with a file of values, then the add-ons of the
    model."""
    on = blueprint.kubernetes.addons
    texts = {
        **_network(blueprint),
        "20-cloud-provider-azure.yaml": to_yaml(*cloud_provider(blueprint)),
        **_admins(blueprint),
        **({"30-ip-masq-agent.yaml": to_yaml(*ip_masq_agent(blueprint))} if "ip-masq-agent" in on else {}),
        **(_disks(blueprint) if DISKS in on else {}),
        **(_files(blueprint) if FILES in on else {}),
        **_autoscaler(blueprint),
        **(_workload_identity(blueprint, facts) if blueprint.issuer else {}),
        **(kata_files(blueprint, blueprint.kata) if blueprint.kata else {}),
        **(_gpus(blueprint) if GPUS in on else {}),
        **{f"60-own-{name}.yaml": manifest for name, manifest in blueprint.kubernetes.own_addons},
    }
    return [File(f"{_FOLDER}/{name}", "0644", text) for name, text in texts.items()]


def _network(blueprint: Blueprint) -> dict[str, str]:
    files = [_NETWORKS[name](blueprint) for name in blueprint.pod_network.addons]
    return {name: text for found in files for name, text in found.items()}


def _admins(blueprint: Blueprint) -> dict[str, str]:
    login = blueprint.login
    return {"25-entra-admins.yaml": to_yaml(admin_binding(login))} if login and login.admin_group else {}


def _autoscaler(blueprint: Blueprint) -> dict[str, str]:
    found = blueprint.autoscaler
    return {"35-cluster-autoscaler.yaml": to_yaml(*autoscaler(blueprint, found))} if found else {}


def _disks(blueprint: Blueprint) -> dict[str, str]:
    return {
        "40-azuredisk-csi.chart": azuredisk_chart(blueprint),
        "40-azuredisk-csi.values.yaml": to_yaml(azuredisk_values(blueprint)),
        "50-storage-classes.yaml": to_yaml(*disk_classes()),
        # Apart from the classes of storage: its kind is the chart's.
        "55-snapshot-class.yaml": to_yaml(snapshot_class()),
    }


def _files(blueprint: Blueprint) -> dict[str, str]:
    return {
        "41-azurefile-csi.chart": azurefile_chart(blueprint),
        "41-azurefile-csi.values.yaml": to_yaml(azurefile_values(blueprint)),
        "42-azurefile-access.yaml": to_yaml(*azurefile_access()),
        "51-azurefile-class.yaml": to_yaml(file_class(blueprint)),
    }


def _workload_identity(blueprint: Blueprint, facts: AzureFacts) -> dict[str, str]:
    return {
        "43-workload-identity-namespace.yaml": to_yaml(workload_identity_namespace()),
        "44-workload-identity.chart": workload_identity_chart(blueprint),
        "44-workload-identity.values.yaml": to_yaml(workload_identity_values(blueprint, facts)),
    }


def _gpus(blueprint: Blueprint) -> dict[str, str]:
    return {
        f"47-{GPUS}.chart": gpus_chart(blueprint),
        f"47-{GPUS}.values.yaml": to_yaml(gpus_values()),
    }
