"""Members of etcd by address, for the shared file."""

from __future__ import annotations

from aksynth.blueprint import Blueprint


def members(plan: Blueprint, count: int | None = None) -> list[dict[str, object]]:
    """Of the first masters; the identifier is one more than the index."""
    return [
        {
            "ID": str(master.index + 1),
            "name": master.name,
            "peerURLs": [f"https://{master.address}:2380"],
            "clientURLs": [f"https://{master.address}:2379"],
        }
        for master in plan.masters.machines[:count]
    ]
