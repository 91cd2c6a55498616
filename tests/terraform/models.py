"""The models whose whole lives are looked at."""

from __future__ import annotations

from typing import Any

from changes import AUTHORITY, BACKEND_POOL, ENCRYPTION_SET, GALLERY_IMAGE, GUID, MIRRORED, PLAN, PODS
from clusters import ANSWERS, EXAMPLES, changed, example

CLIENT_ID = "11111111-2222-3333-4444-555555555555"
PLANTED = "planted-Secret~42"


def variant(fields: dict[str, Any]) -> dict[str, Any]:
    """The smallest example with other fields, by path below `properties`."""
    document = example("kubernetes")
    for path, value in fields.items():
        document = changed(document, f"properties.{path}", value)
    return document


MODELS = {
    **{name: example(name) for name in EXAMPLES},
    "service-principal": variant(
        {
            "servicePrincipalProfile": {"clientId": CLIENT_ID, "secret": PLANTED},
            "masterProfile.dnsPrefix": "aksynth-sp",
            "agentPoolProfiles.0.distro": "azure-linux-3",
            "agentPoolProfiles.0.scaleSetPriority": "Spot",
            "agentPoolProfiles.0.spotMaxPrice": 0.05,
            "linuxProfile.enableUnattendedUpgrades": False,
        }
    ),
    "system-assigned": variant(
        {
            "aksynth.identity": "SystemAssigned",
            "aksynth.jumpbox": {"name": "jumpbox", "vmSize": "Standard_D2s_v5"},
            "aksynth.workloadIdentity": {"enabled": True, "identities": PODS},
            "agentPoolProfiles.0.availabilityProfile": "AvailabilitySet",
            "agentPoolProfiles.0.distro": "flatcar",
            "agentPoolProfiles.0.loadBalancerBackendAddressPoolIDs": [BACKEND_POOL],
        }
    ),
    "own-identity": variant(
        {
            "orchestratorProfile.kubernetesConfig.userAssignedID": "mine",
            "aksynth.mirrors": {
                "registries": {**MIRRORED["aksynth.mirrors.registries"], "quay.io": "mirror.example.com"},
                "packages": "https://mirror.example.com/upstream",
            },
            "aksynth.certificateAuthorities.cluster": AUTHORITY,
            "aksynth.bastion.prefix": "10.239.0.0/26",
            "aksynth.rollingReplacement": [{"pool": "agentpool1"}],
            "featureFlags.blockOutboundInternet": True,
            "masterProfile.imageReference": {"name": "node", "resourceGroup": "images"},
            "agentPoolProfiles.0.imageReference": {**GALLERY_IMAGE, "version": "latest"},
            "agentPoolProfiles.0.vmSize": "Standard_D2s_v5",
            "aksynth.images.plans.masters": PLAN,
            "aksynth.diskEncryptionSetId": ENCRYPTION_SET.replace(GUID, ANSWERS["ARM_SUBSCRIPTION_ID"]),
            "linuxProfile.customNodesDNS": {"dnsServer": "10.1.0.4"},
            "agentPoolProfiles.0.loadBalancerBackendAddressPoolIDs": [BACKEND_POOL],
        }
    ),
}
"""The examples, and small variants of one for what else chooses resources."""
REFUSING = ("kubernetes", "security/key-vault-encryption")
"""Those that somebody tries to destroy while they are protected: the smallest one, and one that loses its Secrets with
its key."""
