"""The models whose whole lives are looked at."""

from __future__ import annotations

from clusters import EXAMPLES, changed, example

CLIENT_ID = "11111111-2222-3333-4444-555555555555"
PLANTED = "planted-Secret~42"
MODELS = {
    **{name: example(name) for name in EXAMPLES},
    "service-principal": changed(
        changed(
            example("kubernetes"), "properties.servicePrincipalProfile", {"clientId": CLIENT_ID, "secret": PLANTED}
        ),
        "properties.masterProfile.dnsPrefix",
        "aksynth-sp",
    ),
    "system-assigned": changed(example("kubernetes"), "properties.aksynth.identity", "SystemAssigned"),
    "own-identity": changed(
        changed(example("kubernetes"), "properties.orchestratorProfile.kubernetesConfig.userAssignedID", "mine"),
        "properties.aksynth.mirrors",
        {"registries": {"quay.io": "mirror.example.com"}, "packages": "https://mirror.example.com/upstream"},
    ),
}
"""The examples, and small variants of one for what else chooses resources."""
