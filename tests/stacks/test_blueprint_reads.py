"""Every decision of the blueprint is read by what renders it."""

from __future__ import annotations

import dataclasses
import inspect
import pkgutil
import sys
from importlib import import_module
from typing import Any

import pytest
from changes import AUTHORITY, AUTOSCALED, CERTIFICATES, CONFIG, CUSTOM, CUSTOM_FILE, MIRRORED, PLAN
from changes import PRINCIPAL as PRINCIPAL_IN_VAULT
from clusters import blueprint, changed, example
from messages import asked

from aksynth import fast_bindings

fast_bindings.install()

import aksynth.blueprint  # noqa: E402

from .test_fixed import CLOSE  # noqa: E402
from .test_state_secrets import ROUTE_TABLE  # noqa: E402

MODULES = [
    import_module(f"aksynth.blueprint.{module.name}") for module in pkgutil.iter_modules(aksynth.blueprint.__path__)
]
RECORDS = ("key_record", "pool_record", "record", "signing_record")
"""Modules of what a plan compares with the existing cluster."""
NO_DECISIONS = tuple(f"aksynth.blueprint.{name}" for name in ("address_plan", "naming", *RECORDS, "spans"))
"""Modules whose types are no part of a blueprint."""
COPIES = (*(f"aksynth.blueprint.{name}" for name in RECORDS), "aksynth.each_text")
"""What a plan compares, and what escapes all texts: both read everything and build nothing."""
KINDS = {
    kind
    for module in MODULES
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__ and module.__name__ not in NO_DECISIONS
}
NOT_RENDERED = {"PodNetwork.plugin", "PodNetwork.policy"}
"""Decisions that only the plan's record, the summary or features that are not built read. A new one is not allowed,
and one that is rendered leaves the list."""
PRINCIPAL = changed(
    changed(example("ha"), "properties.orchestratorProfile.kubernetesConfig.useManagedIdentity", False),
    "properties.aksynth.backend.azurerm",
    {"resourceGroupName": "ours", "storageAccountName": "ours1", "containerName": "state"},
)
IN_SETS = changed(example("availability-set"), "properties.agentPoolProfiles.0.availabilityProfile", "AvailabilitySet")
IN_SETS = changed(IN_SETS, "properties.servicePrincipalProfile", PRINCIPAL_IN_VAULT)

ROUTES = changed(example("network/kubenet-custom-vnet"), "properties.aksynth.vnet.routeTable", ROUTE_TABLE)
KUBENET = changed(example("network/kubenet"), "properties.aksynth.rollingReplacement", [{"pool": "agentpool1"}])
MIRRORS = {"registries": MIRRORED["aksynth.mirrors.registries"], "packages": MIRRORED["aksynth.mirrors.packages"]}
BLOCKED = changed(
    changed(example("kubernetes"), "properties.featureFlags.blockOutboundInternet", True),
    "properties.aksynth",
    {
        "mirrors": MIRRORS,
        "httpProxy": {"httpProxy": "http://proxy.example.com:3128"},
        "bastion": {"prefix": "10.239.0.0/26"},
    },
)
BLOCKED = changed(BLOCKED, "properties.agentPoolProfiles.0.scaleSetPriority", "Spot")
BLOCKED = changed(BLOCKED, "properties.agentPoolProfiles.0.vmSize", "Standard_NC4as_T4_v3")
TAINTS = {"kubeletConfig": {"--register-with-taints": "nvidia.com/gpu=present:NoSchedule"}}
BLOCKED = changed(BLOCKED, "properties.agentPoolProfiles.0.kubernetesConfig", TAINTS)
BLOCKED = changed(BLOCKED, "properties.masterProfile.customFiles", CUSTOM_FILE["masterProfile.customFiles"])
BLOCKED = changed(BLOCKED, "properties.aksynth.bootScripts.before.masters", f"{CUSTOM}before.sh")
BLOCKED = changed(BLOCKED, "properties.linuxProfile.secrets", CERTIFICATES["linuxProfile.secrets"])
BLOCKED = changed(BLOCKED, f"properties.{CONFIG}.addons", AUTOSCALED[f"{CONFIG}.addons"])
BLOCKED = changed(BLOCKED, "properties.aksynth.certificateAuthorities.cluster", AUTHORITY)
BLOCKED = changed(BLOCKED, "properties.masterProfile.imageReference", {"name": "node", "resourceGroup": "images"})
for _machines in ("masterProfile", "agentPoolProfiles.0"):
    BLOCKED = changed(BLOCKED, f"properties.{_machines}.proximityPlacementGroupID", CLOSE)
MODELS = (
    changed(example("images/shared-gallery"), "properties.aksynth.images.plans", {"masters": PLAN}),
    example("ha"),
    PRINCIPAL,
    example("network/private"),
    example("security/key-vault-encryption"),
    example("security/entra-login"),
    IN_SETS,
    example("disks"),
    example("kata"),
    example("network/custom-vnet"),
    example("network/remote-state"),
    example("network/scale-set-masters"),
    example("zones"),
    KUBENET,
    ROUTES,
    BLOCKED,
)


def test_every_field_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that nothing renders is a decision without an effect. The record of fixed choices builds nothing."""
    read: set[str] = set()

    def recording(self: Any, name: str) -> Any:
        if sys._getframe(1).f_globals["__name__"] not in COPIES:
            read.add(f"{type(self).__name__}.{name}")
        return object.__getattribute__(self, name)

    models = [blueprint(document) for document in MODELS]
    for kind in KINDS:
        monkeypatch.setattr(kind, "__getattribute__", recording, raising=False)
    for model in models:
        asked(model)
    fields = {f"{kind.__name__}.{field.name}" for kind in KINDS for field in dataclasses.fields(kind)}
    assert fields - read == NOT_RENDERED
