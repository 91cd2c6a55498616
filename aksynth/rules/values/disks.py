"""Values and numbers of disks."""

from __future__ import annotations

from aksynth.apimodel.disks import RETIRED
from aksynth.rules.paths import A, M
from aksynth.rules.registry import AKS_ENGINE, AZURE
from aksynth.rules.values.bounds import values_rule

values_rule(
    "V8",
    title="An operating system disk must have 30 to 2048 GiB",
    why="The images need 30 GiB, and Azure boots from no larger disk.",
    wrong={M + "osDiskSizeGB": 20},
    right={M + "osDiskSizeGB": 30},
    advice="0, or no field, keeps the image's own size",
    source=AZURE,
)
values_rule(
    "V10",
    title="Masters and jumpbox must have managed disks",
    why=f"Ephemeral disks do not survive a machine that is replaced. {RETIRED}.",
    wrong={M + "storageProfile": "StorageAccount"},
    right={M + "storageProfile": "ManagedDisks"},
    advice="remove the field: the machines then have managed disks of the same sizes",
    source=AKS_ENGINE,
)
values_rule(
    "V88",
    title="Agents must have managed or ephemeral disks",
    why=f"{RETIRED}. Storage classes of unmanaged disks do not exist any more either.",
    wrong={A + "storageProfile": "StorageAccount"},
    right={A + "storageProfile": "ManagedDisks"},
    advice="remove the field: the pool then has managed disks of the same sizes",
    source=AKS_ENGINE,
)
values_rule(
    "V94",
    title="The cache of a disk must be None, ReadOnly or ReadWrite",
    wrong={M + "osDiskCachingType": "Both"},
    right={M + "osDiskCachingType": "ReadOnly"},
    advice="ReadWrite is the default",
    source=AZURE,
)
