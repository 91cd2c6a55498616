"""For each field that is built: a value that a cluster must show, and what has to be beside it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from typing import Any

from clusters import ROOT, SSH_KEY

CONFIG = "orchestratorProfile.kubernetesConfig"
GUID = "11111111-2222-3333-4444-555555555555"
REGISTRY = f"/subscriptions/{GUID}/resourceGroups/ours/providers/Microsoft.ContainerRegistry/registries/ourregistry"
BACKEND = {"resourceGroupName": "ours", "storageAccountName": "ours1", "containerName": "state", "key": "a.tfstate"}


_SUBNETS = f"/subscriptions/{GUID}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/ours/subnets/"
VNET = {
    "masterProfile.vnetSubnetID": f"{_SUBNETS}masters",
    "masterProfile.vnetCidr": "10.239.0.0/16",
    "masterProfile.firstConsecutiveStaticIP": "10.239.0.200",
    "agentPoolProfiles[].vnetSubnetID": f"{_SUBNETS}agents",
}
"""A virtual network that exists."""
ENDPOINTS = {"aksynth.privateEndpoints.enabled": True}
ENDPOINTS_IN_VNET = {
    **VNET,
    "aksynth.privateEndpoints.subnetId": f"{_SUBNETS}endpoints",
    "aksynth.privateEndpoints.firstConsecutiveStaticIP": "10.239.8.10",
}
ENCRYPTED = {f"{CONFIG}.enableEncryptionWithExternalKms": True}
PODS = [
    {"identity": "orders", "namespace": "shop", "serviceAccount": "orders"},
    {"identity": "orders", "namespace": "shop", "serviceAccount": "orders.batch"},
]
"""An identity for two service accounts."""
ISSUER = {"aksynth.workloadIdentity.enabled": True}
STATE = {"aksynth.remoteStates": [{"name": "network", "azurerm": {**BACKEND, "key": "network.tfstate"}}]}
ROLLING = {"aksynth.rollingReplacement": [{"pool": "agentpool1"}]}
LOCAL_STATE = {"name": "network", "local": {"path": "network.tfstate"}}
_ZONES = f"{_SUBNETS.partition('virtualNetworks')[0]}privateDnsZones/"
VAULT_ZONE = f"{_ZONES}privatelink.vaultcore.azure.net"


@dataclass(frozen=True)
class Change:
    """A new value of a field; `beside` is the model in which the field matters, by path below `properties`."""

    value: Any
    beside: dict[str, Any] = field(default_factory=dict)


def manifest(name: str) -> str:
    return base64.b64encode(f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}}}".encode()).decode()


OWN_ADDON = {f"{CONFIG}.addons": [{"name": "mine", "data": manifest("a")}]}
SERVICES = {f"{CONFIG}.serviceCidr": "10.1.0.0/17", f"{CONFIG}.dnsServiceIP": "10.1.0.10"}

PRIVATE = f"{CONFIG}.privateCluster"
JUMPBOX = {f"{PRIVATE}.enabled": True, f"{PRIVATE}.jumpboxProfile": {"name": "jb", "vmSize": "Standard_D2s_v5"}}
OWN_JUMPBOX = {"aksynth.jumpbox": JUMPBOX[f"{PRIVATE}.jumpboxProfile"]}
BACKEND_POOL = (
    f"/subscriptions/{GUID}/resourceGroups/ours/providers/Microsoft.Network/loadBalancers/web/backendAddressPools/nodes"
)
PROXIED: dict[str, Any] = {"aksynth.httpProxy.httpProxy": "http://proxy.example.com:3128"}
MIRRORED: dict[str, Any] = {
    "aksynth.mirrors.registries": {"registry.k8s.io": "m.example.com/k8s", "mcr.microsoft.com": "m.example.com/mcr"},
    "aksynth.mirrors.packages": "https://m.example.com",
}
GALLERY_IMAGE = {
    "name": "node",
    "resourceGroup": "images",
    "subscriptionId": GUID,
    "gallery": "ours",
    "version": "1.36.4",
}
OTHER_IMAGE = {
    "name": "other",
    "resourceGroup": "others",
    "subscriptionId": GUID.replace("1", "6"),
    "gallery": "theirs",
    "version": "latest",
}
ENCRYPTION_SET = f"/subscriptions/{GUID}/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/nodes"
PLAN = "cis:cis-ubuntu:cis-ubuntu2404-l1"
COMMUNITY_IMAGE = "/communityGalleries/ours-1234/images/node/versions/1.36.4"
_ESTATE_KEYS = f"{_SUBNETS.partition('Microsoft')[0]}Microsoft.KeyVault/vaults/estate/keys/"
ESTATE_KEY = f"{_ESTATE_KEYS}etcd/versions/{7:032x}"
"""A version of a key that exists."""
BORROWED = {**ENCRYPTED, "aksynth.encryption.keys": {"1": ESTATE_KEY}}
_AAD = {"serverAppID": GUID, "clientAppID": GUID, "tenantID": GUID, "adminGroupID": GUID}
LOGIN = {f"aadProfile.{name}": value for name, value in _AAD.items()}
OTHER_GUID = GUID.replace("1", "7")
IN_A_SET = {"agentPoolProfiles[].availabilityProfile": "AvailabilitySet"}
SPOT = {"agentPoolProfiles[].scaleSetPriority": "Spot"}
_VAULTS = f"{_SUBNETS.partition('Microsoft')[0]}Microsoft.KeyVault/vaults/"
PRINCIPAL = {"clientId": GUID, "keyvaultSecretRef": {"vaultID": f"{_VAULTS}ours", "secretName": "sp"}}
"""A service principal whose secret is in an existing vault."""
IN_A_VAULT = {
    "vaultID": Change(f"{_VAULTS}others", {"servicePrincipalProfile": PRINCIPAL}),
    "secretName": Change("other", {"servicePrincipalProfile": PRINCIPAL}),
    "version": Change("0" * 32, {"servicePrincipalProfile": PRINCIPAL}),
}
CERTIFIED = {
    "servicePrincipalProfile": {"clientId": GUID},
    "aksynth.servicePrincipalCertificate": PRINCIPAL["keyvaultSecretRef"],
}
"""A service principal whose certificate is in an existing vault."""

_AUTHORITY = f"{_VAULTS}ours/secrets/"
AUTHORITIES: dict[str, Any] = {
    f"aksynth.certificateAuthorities.{name}.certificate": f"{_AUTHORITY}{name}"
    for name in ("cluster", "etcd", "frontProxy")
}
"""Those of an organization, each in one secret."""
AUTHORITY = {"certificate": f"{_AUTHORITY}cluster", "privateKey": f"{_AUTHORITY}cluster-key"}
"""One of them in two."""
_OTHER_AUTHORITIES = {
    f"aksynth.certificateAuthorities.{name}.{field}": Change(f"{_AUTHORITY}other", AUTHORITIES)
    for name in ("cluster", "etcd", "frontProxy")
    for field in ("certificate", "privateKey")
}

CUSTOM = str(ROOT / "tests/boot/custom") + "/"
CUSTOM_FILE = {
    "masterProfile.customFiles": [{"source": f"{CUSTOM}admission.yaml", "dest": "/etc/kubernetes/admission.yaml"}]
}

CERTIFICATES = {
    "linuxProfile.secrets": [
        {
            "sourceVault": {"id": f"{_VAULTS}ours"},
            "vaultCertificates": [{"certificateUrl": f"https://ours.vault.azure.net/secrets/web/{'0' * 32}"}],
        }
    ]
}
"""A certificate of an existing vault."""

_BOUNDS = {"min-nodes": "1", "max-nodes": "5"}
AUTOSCALED: dict[str, Any] = {
    f"{CONFIG}.addons": [{"name": "cluster-autoscaler", "pools": [{"name": "agentpool1", "config": _BOUNDS}]}],
}
_TWO_POOLS = [{"name": name, "count": 1, "vmSize": "Standard_D2_v3"} for name in ("agentpool1", "other")]

CHANGES = {
    f"{CONFIG}.networkPlugin": Change("kubenet"),
    f"{CONFIG}.networkPolicy": Change("calico"),
    "location": Change("northeurope"),
    "masterProfile.distro": Change("ubuntu-22.04"),
    "orchestratorProfile.orchestratorRelease": Change("1.35"),
    "orchestratorProfile.orchestratorVersion": Change("1.35.2"),
    f"{CONFIG}.etcdDiskSizeGB": Change("512"),
    f"{CONFIG}.userAssignedID": Change("mine"),
    f"{CONFIG}.keyVaultSku": Change("Premium", ENCRYPTED),
    "aksynth.encryption.keyVersions": Change([1, 2], ENCRYPTED),
    f"{CONFIG}.enableDataEncryptionAtRest": Change(True),
    "aksynth.encryption.readOnly": Change(True, ENCRYPTED),
    "aksynth.encryption.keys": Change({"1": ESTATE_KEY.replace("etcd", "other")}, BORROWED),
    "aksynth.encryption.lookup": Change(False, BORROWED),
    "aksynth.workloadIdentity.identities[].identity": Change(
        "billing", {**ISSUER, "aksynth.workloadIdentity.identities": PODS}
    ),
    "aksynth.workloadIdentity.identities[].namespace": Change(
        "other", {**ISSUER, "aksynth.workloadIdentity.identities": PODS}
    ),
    "aksynth.workloadIdentity.identities[].serviceAccount": Change(
        "other", {**ISSUER, "aksynth.workloadIdentity.identities": PODS}
    ),
    "aksynth.workloadIdentity.acceptOnly": Change(True, ISSUER),
    "aksynth.signingKeyVersions": Change([1, 2]),
    **{name: Change(OTHER_GUID, LOGIN) for name in LOGIN},
    f"{CONFIG}.clusterSubnet": Change("10.224.0.0/12"),
    f"{CONFIG}.serviceCidr": Change("10.1.0.0/16", SERVICES),
    f"{CONFIG}.addons[].name": Change("other", OWN_ADDON),
    f"{CONFIG}.addons[].config": Change({"scan-interval": "20s"}, AUTOSCALED),
    f"{CONFIG}.addons[].pools[].name": Change("other", {**AUTOSCALED, "agentPoolProfiles": _TWO_POOLS}),
    f"{CONFIG}.addons[].pools[].config": Change({**_BOUNDS, "max-nodes": "6"}, AUTOSCALED),
    f"{CONFIG}.addons[].enabled": Change(False, OWN_ADDON),
    f"{CONFIG}.addons[].data": Change(manifest("b"), OWN_ADDON),
    f"{CONFIG}.containerRuntime": Change("kata-containers", {"agentPoolProfiles[].vmSize": "Standard_D4s_v3"}),
    f"{CONFIG}.kubeletConfig": Change({"--image-gc-high-threshold": "70"}),
    f"{CONFIG}.apiServerConfig": Change({"--audit-log-maxage": "5"}),
    f"{CONFIG}.controllerManagerConfig": Change({"--terminated-pod-gc-threshold": "100"}),
    f"{CONFIG}.schedulerConfig": Change({"--v": "3"}),
    f"{PRIVATE}.jumpboxProfile.name": Change("other", JUMPBOX),
    f"{PRIVATE}.jumpboxProfile.vmSize": Change("Standard_D8s_v5", JUMPBOX),
    f"{PRIVATE}.jumpboxProfile.publicKey": Change(SSH_KEY, JUMPBOX),
    f"{PRIVATE}.jumpboxProfile.osDiskSizeGB": Change(60, JUMPBOX),
    f"{PRIVATE}.jumpboxProfile.username": Change("ops", JUMPBOX),
    "masterProfile.vmSize": Change("Standard_D8s_v5"),
    "masterProfile.ipAddressCount": Change(40),
    "masterProfile.kubernetesConfig": Change({"kubeletConfig": {"--image-gc-high-threshold": "70"}}),
    "masterProfile.customVMTags": Change({"team": "ours"}),
    "masterProfile.customFiles[].source": Change(f"{CUSTOM}pod-node-selector.yaml", CUSTOM_FILE),
    "masterProfile.customFiles[].dest": Change("/etc/kubernetes/other.yaml", CUSTOM_FILE),
    "masterProfile.vnetSubnetID": Change(f"{_SUBNETS}others", VNET),
    "masterProfile.vnetCidr": Change("10.239.0.0/17", VNET),
    "masterProfile.firstConsecutiveStaticIP": Change("10.239.0.210", VNET),
    "agentPoolProfiles[].vnetSubnetID": Change(f"{_SUBNETS}others", VNET),
    "aksynth.subnets": Change({f"{_SUBNETS}masters": "10.239.0.0/23"}, VNET),
    "aksynth.bastion.prefix": Change("10.239.0.0/26"),
    "aksynth.bastion.subnetId": Change(f"{_SUBNETS}AzureBastionSubnet", VNET),
    "aksynth.jumpbox.name": Change("other", OWN_JUMPBOX),
    "aksynth.jumpbox.vmSize": Change("Standard_D8s_v5", OWN_JUMPBOX),
    "aksynth.jumpbox.publicKey": Change(SSH_KEY, OWN_JUMPBOX),
    "aksynth.jumpbox.osDiskSizeGB": Change(60, OWN_JUMPBOX),
    "aksynth.jumpbox.username": Change("ops", OWN_JUMPBOX),
    "aksynth.privateEndpoints.enabled": Change(True),
    "aksynth.privateEndpoints.publicNetworkAccess": Change(True, ENDPOINTS),
    "aksynth.privateEndpoints.prefix": Change("10.239.0.0/28", ENDPOINTS),
    "aksynth.privateEndpoints.subnetId": Change(f"{_SUBNETS}others", ENDPOINTS_IN_VNET),
    "aksynth.privateEndpoints.firstConsecutiveStaticIP": Change("10.239.8.20", ENDPOINTS_IN_VNET),
    "aksynth.privateEndpoints.vaultZoneId": Change(VAULT_ZONE, ENDPOINTS),
    "aksynth.privateEndpoints.blobZoneId": Change(f"{_ZONES}privatelink.blob.core.windows.net", ENDPOINTS),
    "aksynth.dnsLinks": Change({"hub": _SUBNETS.replace("ours", "hub").removesuffix("/subnets/")}),
    "aksynth.rollingReplacement[].pool": Change("other", {**ROLLING, "agentPoolProfiles": _TWO_POOLS}),
    "aksynth.rollingReplacement[].maxSurge": Change(2, ROLLING),
    "aksynth.rollingReplacement[].drainTimeoutInMinutes": Change(20, ROLLING),
    "aksynth.remoteStates[].name": Change("other", STATE),
    "aksynth.remoteStates[].workspace": Change("production", STATE),
    "aksynth.remoteStates[].azurerm.resourceGroupName": Change("others", STATE),
    "aksynth.remoteStates[].azurerm.storageAccountName": Change("others", STATE),
    "aksynth.remoteStates[].azurerm.containerName": Change("others", STATE),
    "aksynth.remoteStates[].azurerm.key": Change("other.tfstate", STATE),
    "aksynth.remoteStates[].local.path": Change("other.tfstate", {"aksynth.remoteStates": [LOCAL_STATE]}),
    "aksynth.vnet.lookup": Change(False, VNET),
    "aksynth.vnet.routeTable": Change("associate", {**VNET, f"{CONFIG}.networkPlugin": "kubenet"}),
    "aksynth.vnet.egressRanges": Change(["198.51.100.7/32"], {**VNET, "aksynth.backup.enabled": False}),
    **{
        f"{machines}.proximityPlacementGroupID": Change(
            f"/subscriptions/{GUID}/resourceGroups/ours/providers/Microsoft.Compute/proximityPlacementGroups/close"
        )
        for machines in ("masterProfile", "agentPoolProfiles[]")
    },
    "masterProfile.availabilityZones": Change(["1"]),
    "masterProfile.count": Change(3),
    "masterProfile.dnsPrefix": Change("other"),
    "masterProfile.subjectAltNames": Change(["x.example.com"]),
    "masterProfile.HTTPSourceAddressPrefix": Change("198.51.100.0/24"),
    "agentPoolProfiles[].vmSize": Change("Standard_D8s_v5"),
    "agentPoolProfiles[].diskEncryptionSetID": Change(ENCRYPTION_SET),
    "aksynth.diskEncryptionSetId": Change(ENCRYPTION_SET),
    "agentPoolProfiles[].diskSizesGB": Change([128, 64]),
    **{
        f"{machines}.ultraSSDEnabled": Change(
            True, {f"{machines}.vmSize": "Standard_D4s_v5", f"{machines}.availabilityZones": ["1"]}
        )
        for machines in ("masterProfile", "agentPoolProfiles[]")
    },
    "agentPoolProfiles[].dataDiskCachingType": Change("ReadWrite", {"agentPoolProfiles[].diskSizesGB": [128]}),
    "agentPoolProfiles[].storageProfile": Change("Ephemeral", {"agentPoolProfiles[].vmSize": "Standard_D4ds_v5"}),
    "agentPoolProfiles[].ipAddressCount": Change(40),
    "agentPoolProfiles[].kubernetesConfig": Change({"kubeletConfig": {"--image-gc-high-threshold": "70"}}),
    "agentPoolProfiles[].customVMTags": Change({"team": "ours"}),
    "agentPoolProfiles[].loadBalancerBackendAddressPoolIDs": Change([BACKEND_POOL]),
    "agentPoolProfiles[].name": Change("other"),
    "agentPoolProfiles[].vmssName": Change("workers"),
    "agentPoolProfiles[].availabilityZones": Change(["1", "2"]),
    "agentPoolProfiles[].platformUpdateDomainCount": Change(5, IN_A_SET),
    "agentPoolProfiles[].customNodeLabels": Change({"team": "ours"}),
    "agentPoolProfiles[].scaleSetPriority": Change("Spot"),
    "agentPoolProfiles[].scaleSetEvictionPolicy": Change("Deallocate", SPOT),
    "agentPoolProfiles[].spotMaxPrice": Change(0.5, SPOT),
    "featureFlags.blockOutboundInternet": Change(True, MIRRORED),
    **{
        f"{machines}.imageReference.{key}": Change(value, {f"{machines}.imageReference": GALLERY_IMAGE})
        for machines in ("masterProfile", "agentPoolProfiles[]")
        for key, value in OTHER_IMAGE.items()
    },
    "aksynth.images.masters": Change(COMMUNITY_IMAGE),
    "aksynth.images.pools": Change({"agentpool1": COMMUNITY_IMAGE}),
    "aksynth.images.plans.masters": Change(PLAN, {"aksynth.images.masters": COMMUNITY_IMAGE}),
    "aksynth.images.plans.pools": Change(
        {"agentpool1": PLAN}, {"aksynth.images.pools": {"agentpool1": COMMUNITY_IMAGE}}
    ),
    "aksynth.lookup.vaults": Change(False, {"servicePrincipalProfile": PRINCIPAL}),
    "aksynth.lookup.diskEncryptionSets": Change(False, {"aksynth.diskEncryptionSetId": ENCRYPTION_SET}),
    "aksynth.images.lookup": Change(False, {"masterProfile.imageReference": GALLERY_IMAGE}),
    "linuxProfile.adminUsername": Change("ops"),
    "linuxProfile.secrets[].sourceVault.id": Change(f"{_VAULTS}OURS", CERTIFICATES),
    "linuxProfile.secrets[].vaultCertificates[].certificateUrl": Change(
        f"https://ours.vault.azure.net/secrets/web/{'1' * 32}", CERTIFICATES
    ),
    "linuxProfile.customNodesDNS.dnsServer": Change("10.1.0.4"),
    "linuxProfile.customSearchDomain.name": Change("corp.example.com"),
    "linuxProfile.ssh.publicKeys[].keyData": Change(SSH_KEY),
    **{f"servicePrincipalProfile.keyvaultSecretRef.{name}": change for name, change in IN_A_VAULT.items()},
    **_OTHER_AUTHORITIES,
    **{
        f"aksynth.servicePrincipalCertificate.{name}": replace(change, beside=CERTIFIED)
        for name, change in IN_A_VAULT.items()
    },
    "servicePrincipalProfile.clientId": Change(GUID, {f"{CONFIG}.useManagedIdentity": False}),
    "aksynth.resourceGroup.name": Change("ours"),
    "aksynth.resourceGroup.existing": Change(True, {"aksynth.resourceGroup.name": "ours"}),
    "aksynth.access.apiRanges": Change(["198.51.100.0/24"]),
    "aksynth.access.sshRanges": Change(["198.51.100.0/24"]),
    "aksynth.access.vaultReaders": Change([GUID]),
    "aksynth.backend.azurerm.resourceGroupName": Change("others", {"aksynth.backend.azurerm": BACKEND}),
    "aksynth.backend.azurerm.storageAccountName": Change("others1", {"aksynth.backend.azurerm": BACKEND}),
    "aksynth.backend.azurerm.containerName": Change("others", {"aksynth.backend.azurerm": BACKEND}),
    "aksynth.backend.azurerm.key": Change("b.tfstate", {"aksynth.backend.azurerm": BACKEND}),
    "aksynth.mirrors.registries": Change({"quay.io": "q.example.com"}),
    "aksynth.mirrors.packages": Change("https://m.example.com"),
    "aksynth.bootScripts.before.masters": Change(f"{CUSTOM}before.sh"),
    "aksynth.bootScripts.before.pools": Change({"agentpool1": f"{CUSTOM}before.sh"}),
    "aksynth.bootScripts.after.masters": Change(f"{CUSTOM}after.sh"),
    "aksynth.bootScripts.after.pools": Change({"agentpool1": f"{CUSTOM}after.sh"}),
    "aksynth.httpProxy.httpProxy": Change("http://proxy.example.com:3128"),
    "aksynth.httpProxy.httpsProxy": Change("http://secure.example.com:3128", PROXIED),
    "aksynth.httpProxy.noProxy": Change([".corp.example.com"], PROXIED),
    "aksynth.containerRegistries": Change([REGISTRY]),
}
"""By path below `properties`. Switches, numbers and named values need no row: the test finds another value itself."""
