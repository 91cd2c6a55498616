"""`addons` and `components`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key


class AddonContainer(Profile):
    """Image and resources of one container."""

    name: str | None = key("name", None, "Container.")
    image: str | None = key("image", None, "Image.")
    cpu_requests: str | None = key("cpuRequests", None, "CPU request.", unit="Kubernetes quantity")
    memory_requests: str | None = key("memoryRequests", None, "Memory request.", unit="Kubernetes quantity")
    cpu_limits: str | None = key("cpuLimits", None, "CPU limit.", unit="Kubernetes quantity")
    memory_limits: str | None = key("memoryLimits", None, "Memory limit.", unit="Kubernetes quantity")


class AddonPool(Profile):
    """Settings of an addon for one pool."""

    name: str | None = key("name", None, "Pool.", rule="V152")
    config: dict[str, str] | None = key("config", None, "min-nodes and max-nodes.", rule="V152")


class Component(Profile):
    """A part of the control plane."""

    name: str | None = key("name", None, "Component.")
    enabled: bool | None = key("enabled", None, "On.")
    containers: list[AddonContainer] | None = key("containers", None, "Containers.")
    config: dict[str, str] | None = key("config", None, "Settings.")
    data: str | None = key("data", None, "Manifest, base64.", hidden=True)


class Addon(Component):
    """Something applied to the cluster. `data` takes the place of everything else."""

    mode: str | None = key(
        "mode",
        None,
        "Whether changes in the cluster are undone.",
        unset="Reconcile",
        values=("EnsureExists", "Reconcile"),
        rule="V151",
    )
    pools: list[AddonPool] | None = key("pools", None, "Settings by pool; cluster-autoscaler.", rule="V152")
