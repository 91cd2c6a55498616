"""The etcd disk."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AZURE, Finding, rule, shown


@rule(
    "A41",
    wrong={K + "etcdDiskSizeGB": "much"},
    right={K + "etcdDiskSizeGB": "512"},
    source=AZURE,
    advice="remove the field to get a size for the number of nodes",
)
def etcd_disk(case: Case) -> Iterator[Finding]:
    """The etcd disk must have 4 to 32767 GiB, written as a string."""
    text = case.written_config.etcd_disk_size_gb
    if text and not (text.isascii() and text.isdigit() and 4 <= int(text[:6]) <= 32767):
        yield Finding((*CONFIG, "etcdDiskSizeGB"), "this disk size is not valid", shown(text), '"4" to "32767"')
