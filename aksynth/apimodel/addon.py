"""`addons` and `components`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, WholeProfile, key
from aksynth.apimodel.status import ANY, BUILT, BY_FIELDS, built, ignored


class AddonContainer(WholeProfile):
    """Image and resources of one container."""

    name: str | None = key("name", None, "Container.")
    image: str | None = key("image", None, "Image.")
    cpu_requests: str | None = key("cpuRequests", None, "CPU request.", unit="Kubernetes quantity")
    memory_requests: str | None = key("memoryRequests", None, "Memory request.", unit="Kubernetes quantity")
    cpu_limits: str | None = key("cpuLimits", None, "CPU limit.", unit="Kubernetes quantity")
    memory_limits: str | None = key("memoryLimits", None, "Memory limit.", unit="Kubernetes quantity")


class AddonPool(Profile):
    """Settings of an add-on for one pool."""

    name: str | None = key(
        "name", None, "Pool.", rule="V152", reaches="--nodes of the cluster autoscaler", status=BUILT
    )
    config: dict[str, str] | None = key(
        "config",
        None,
        "min-nodes and max-nodes.",
        unset="1 and 1",
        rule="V152",
        reaches="--nodes of the cluster autoscaler",
        status=BUILT,
    )


class Component(Profile):
    """A part of the control plane."""

    name: str | None = key("name", None, "Component.", status=built(judged_by="addons"))
    enabled: bool | None = key("enabled", None, "On.", status=BUILT)
    containers: list[AddonContainer] | None = key(
        "containers",
        None,
        "Containers.",
        status=ignored("images and resources of add-ons come with their releases in the catalog", by_aks_engine=(ANY,)),
    )
    config: dict[str, str] | None = key(
        "config", None, "Settings; cluster-autoscaler.", rule="A353", status=built(judged_by="addons")
    )
    data: str | None = key("data", None, "Manifest, base64.", hidden=True, status=BUILT)


class Addon(Component):
    """An add-on that is applied to the cluster. `data` replaces all other fields."""

    mode: str | None = key(
        "mode",
        None,
        "Whether changes in the cluster are reverted.",
        unset="Reconcile",
        values=("EnsureExists", "Reconcile"),
        rule="V151",
        status=ignored("add-ons are kept as in the catalog", by_aks_engine=(ANY,)),
    )
    pools: list[AddonPool] | None = key(
        "pools", None, "Settings by pool; cluster-autoscaler.", rule="V152", status=BY_FIELDS
    )
