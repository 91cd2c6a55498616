"""Values of the api model that are known and not carried out yet. None of them is ignored."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel import ApiModel, Fault
from aksynth.apimodel.json_reader import Path
from aksynth.rules.registry import AKSYNTH, CONFIG, MASTER, POOLS, rule

_Choice = tuple[Path, str | None, tuple[str, ...]]


def _choices(model: ApiModel) -> Iterator[_Choice]:
    """Path, value, and the values that are carried out; the first of them is the default."""
    properties = model.properties
    config, master = properties.orchestrator_profile.kubernetes_config, properties.master_profile
    yield (*CONFIG[:-1], "orchestratorType"), properties.orchestrator_profile.orchestrator_type, ("Kubernetes",)
    yield (*CONFIG, "networkPlugin"), config.network_plugin, ("azure",)
    yield (*CONFIG, "networkPolicy"), config.network_policy, ("",)
    yield (*CONFIG, "containerRuntime"), config.container_runtime, ("containerd",)
    yield (*CONFIG, "loadBalancerSku"), config.load_balancer_sku, ("Standard",)
    yield (*CONFIG, "kubeProxyMode"), config.kube_proxy_mode, ("iptables", "ipvs", "nftables")
    yield (*MASTER, "storageProfile"), master.storage_profile, ("ManagedDisks",)
    yield (*MASTER, "availabilityProfile"), master.availability_profile, ("AvailabilitySet",)
    for i, pool in enumerate(properties.agent_pool_profiles):
        yield (*POOLS, i, "osType"), pool.os_type, ("Linux",)
        yield (*POOLS, i, "storageProfile"), pool.storage_profile, ("ManagedDisks",)
        yield (*POOLS, i, "availabilityProfile"), pool.availability_profile, ("VirtualMachineScaleSets",)
    yield (*AKSYNTH, "identity"), properties.aksynth.identity, ("UserAssigned", "SystemAssigned")


_ANY_CASE = ("orchestratorType", "loadBalancerSku")


@rule("A10")
def choices(model: ApiModel) -> Iterator[Fault]:
    for path, value, carried_out in _choices(model):
        if not value or value in carried_out:
            continue
        if path[-1] in _ANY_CASE and value.lower() in {choice.lower() for choice in carried_out}:
            continue
        named = " or ".join(repr(choice) for choice in carried_out if choice) or "no value"
        yield Fault(
            rule="A10",
            path=path,
            message="aksynth does not carry this value out yet",
            value=repr(value),
            allowed=named,
            advice=f"write {named} or remove the field, or wait with this cluster",
        )


@rule("A11")
def private_cluster(model: ApiModel) -> Iterator[Fault]:
    if model.properties.orchestrator_profile.kubernetes_config.private_cluster.enabled:
        yield Fault(
            rule="A11",
            path=(*CONFIG, "privateCluster", "enabled"),
            message="aksynth does not carry private clusters out yet",
            value="true",
            allowed="false",
            advice="narrow properties.aksynth.access.apiRanges instead, or wait with this cluster",
        )


@rule("V24")
def rbac(model: ApiModel) -> Iterator[Fault]:
    if model.properties.orchestrator_profile.kubernetes_config.enable_rbac is False:
        yield Fault(
            rule="V24",
            path=(*CONFIG, "enableRbac"),
            message="role-based access control cannot be switched off",
            value="false",
            allowed="true",
            advice="remove the field; it could be false up to Kubernetes 1.14",
        )


@rule("A12")
def sovereign_clouds(model: ApiModel) -> Iterator[Fault]:
    location = (model.location or "").lower().replace(" ", "")
    if location.startswith(("china", "usgov", "usdod", "germanycentral", "germanynortheast")):
        yield Fault(
            rule="A12",
            path=("location",),
            message="aksynth builds in Azure's public cloud only as yet",
            value=repr(model.location),
            advice="choose a region of the public cloud, such as westeurope",
        )


@rule("A13")
def written_location(model: ApiModel) -> Iterator[Fault]:
    location = model.location or ""
    normal = location.lower().replace(" ", "")
    if location != normal:
        yield Fault(
            rule="A13",
            path=("location",),
            message="write the region as Azure's API does",
            value=repr(location),
            allowed=repr(normal),
        )
