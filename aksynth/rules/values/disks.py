"""Values and numbers of disks."""

from __future__ import annotations

from aksynth.rules.paths import M
from aksynth.rules.registry import AKS_ENGINE, AZURE
from aksynth.rules.values.bounds import values_rule

values_rule(
    "V8",
    title="An operating system disk has 30 to 2048 GiB",
    why="The images need 30 GiB, and Azure boots from no larger disk.",
    wrong={M + "osDiskSizeGB": 20},
    right={M + "osDiskSizeGB": 30},
    advice="0, or no field, keeps the image's own size",
    source=AZURE,
)
values_rule(
    "V10",
    title="Masters and jumpbox have managed disks",
    why="Nothing else survives a machine that is replaced.",
    wrong={M + "storageProfile": "Ephemeral"},
    right={M + "storageProfile": "ManagedDisks"},
    advice="remove the field",
    source=AKS_ENGINE,
)
values_rule(
    "V94",
    title="A disk's cache is None, ReadOnly or ReadWrite",
    wrong={M + "osDiskCachingType": "Both"},
    right={M + "osDiskCachingType": "ReadOnly"},
    advice="ReadWrite is the default",
    source=AZURE,
)
