"""The configuration file of the cloud provider: https://cloud-provider-azure.sigs.k8s.io/install/configs/"""

from __future__ import annotations

from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.cloud_provider import CloudProvider
from aksynth.bootstrap.documents import to_json
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.static import static_files

CERTIFICATE = "/etc/kubernetes/azure.pem"
"""The certificate of a service principal with its key, as PEM without a password. The cloud controller manager and the
controllers of disks and files see the whole folder. They and the autoscaler read PEM: azidentity.ParseCertificates is
the default in pkg/azclient/auth_option.go of cloud-provider-azure at v0.9.2, v0.14.3, v0.18.0 and v0.21.0."""


def azure_files(blueprint: Blueprint, facts: AzureFacts) -> list[File]:
    """The configuration, and the script that writes the certificate of a service principal."""
    script = static_files("certificate") if blueprint.identities.azure_api.certificate else []
    return [azure_json(blueprint, facts), *script]


def azure_json(blueprint: Blueprint, facts: AzureFacts) -> File:
    """`/etc/aksynth/azure.json`. It contains no secret: a script on the machine adds that of a service principal."""
    network = blueprint.network
    document: dict[str, Any] = {
        **_cluster(blueprint, facts),
        **_machines(blueprint.cloud_provider),
        "vnetName": network.vnet,
        "vnetResourceGroup": network.resource_group or facts.resource_group,
        "subnetName": network.subnet(network.services_subnet).azure_name,
        "securityGroupName": network.security_group,
        "securityGroupResourceGroup": facts.resource_group,
        **_route_table(blueprint),
        "loadBalancerSku": "standard",
        "excludeMasterFromStandardLB": True,
        # Egress is the NAT gateway's; a Service's load balancer must not take it over.
        "disableOutboundSNAT": True,
        "maximumLoadBalancerRuleCount": blueprint.cloud_provider.maximum_rules,
        "useInstanceMetadata": True,
        **_limits(blueprint.cloud_provider),
        **_identity(blueprint, facts),
    }
    return File("/etc/aksynth/azure.json", "0600", to_json(document))


def _route_table(blueprint: Blueprint) -> dict[str, str]:
    name, given = blueprint.pod_network.route_table, blueprint.network.route_table
    if not name or not given:
        return {"routeTableName": name}
    return {"routeTableName": given.name, "routeTableResourceGroup": given.resource_group}


def agent_azure_json(blueprint: Blueprint, facts: AzureFacts) -> File:
    """`/etc/kubernetes/azure.json` of an agent. It names no identity, so no pod there has rights in Azure.

    With this file, the disk driver reads the size and zone of the machine from the metadata service. Without it, the
    driver reads the labels of the node once. If they are missing then, it assumes 16 disks and no zone from then on:
    kubernetes-sigs/azuredisk-csi-driver v1.34.5, pkg/azuredisk/nodeserver.go, NodeGetInfo.
    """
    document = {
        **_cluster(blueprint, facts),
        # The machine's own name is its host name then, as the node's is.
        "vmType": "vmss",
        "useInstanceMetadata": True,
    }
    return File("/etc/kubernetes/azure.json", "0600", to_json(document))


def _machines(provider: CloudProvider) -> dict[str, Any]:
    """The masters are always virtual machines, so `vmss` must find both kinds."""
    if provider.vm_type == "standard":
        return {"vmType": "standard", "primaryAvailabilitySetName": provider.primary_availability_set}
    return {
        "vmType": "vmss",
        "disableAvailabilitySetNodes": False,
        **({"enableVmssFlexNodes": True} if provider.flexible_nodes else {}),
        "primaryScaleSetName": provider.primary_scale_set,
    }


def _limits(provider: CloudProvider) -> dict[str, Any]:
    return {
        "cloudProviderBackoff": provider.backoff,
        "cloudProviderBackoffRetries": provider.backoff_retries,
        "cloudProviderBackoffExponent": provider.backoff_exponent,
        "cloudProviderBackoffDuration": provider.backoff_duration,
        "cloudProviderBackoffJitter": provider.backoff_jitter,
        "cloudProviderRateLimit": provider.rate_limit,
        "cloudProviderRateLimitQPS": provider.qps,
        "cloudProviderRateLimitBucket": provider.bucket,
        "cloudProviderRateLimitQPSWrite": provider.qps_write,
        "cloudProviderRateLimitBucketWrite": provider.bucket_write,
    }


def _identity(blueprint: Blueprint, facts: AzureFacts) -> dict[str, Any]:
    kind = blueprint.identities.azure_api.kind
    if kind == "ServicePrincipal":
        certificate = {"aadClientCertPath": CERTIFICATE} if blueprint.identities.azure_api.certificate else {}
        return {"useManagedIdentityExtension": False, "aadClientId": facts.azure_client_id, **certificate}
    client_id = facts.azure_client_id if kind == "UserAssigned" else ""
    return {"useManagedIdentityExtension": True, "userAssignedIdentityID": client_id}


def _cluster(blueprint: Blueprint, facts: AzureFacts) -> dict[str, Any]:
    """The place of the cluster. Without the region, the cloud provider ignores zones."""
    return {
        "cloud": blueprint.cloud.name,
        "tenantId": facts.tenant_id,
        "subscriptionId": facts.subscription_id,
        "resourceGroup": facts.resource_group,
        "location": facts.location,
    }
