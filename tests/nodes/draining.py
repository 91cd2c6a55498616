"""kubectl drain, cordon and uncordon on the shared file: `running` holds pods by name, with node, owner and the
disruptions that their budget allows.

As kubectl's pkg/drain does, what cannot be drained is said before anything is evicted.
"""

from __future__ import annotations

import sys
from typing import Any


def listed(shared: dict[str, Any], selector: str) -> list[dict[str, Any]]:
    """Nodes as the API has them; a label without a value asks for those that have it."""
    key, _, value = selector.partition("=")
    return [
        {
            "metadata": {
                "name": name,
                "labels": node.get("labels", {}),
                **({"annotations": node["annotations"]} if node["annotations"] else {}),
            },
            "spec": {"unschedulable": True} if node.get("unschedulable") else {},
            "status": {"conditions": [{"type": "Ready", "status": "True" if node["ready"] else "Unknown"}]},
        }
        for name, node in shared.get("nodes", {}).items()
        if key in node.get("labels", {}) and value in ("", node["labels"][key])
    ]


def drain(shared: dict[str, Any], names: list[str], arguments: list[str]) -> str:
    """What went wrong, or nothing. Nodes are cordoned whatever comes then."""
    cordon(shared, names, True)
    running = shared.setdefault("running", {})
    here = {name: pod for name, pod in running.items() if pod["node"] in names}
    if "--ignore-daemonsets" not in arguments and any(pod["owner"] == "DaemonSet" for pod in here.values()):
        return "error: cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"
    if "--force" not in arguments and (alone := [name for name, pod in here.items() if pod["owner"] is None]):
        return f"error: cannot delete Pods that declare no controller (use --force to override): default/{alone[0]}"
    for name, pod in here.items():
        if pod["owner"] != "DaemonSet" and pod["disruptions"]:
            del running[name]
    if stuck := [name for name, pod in here.items() if name in running and pod["owner"] != "DaemonSet"]:
        text = "Cannot evict pod as it would violate the pod's disruption budget."
        return (
            f'error when evicting pods/"{stuck[0]}" -n "default" (will retry after 5s): {text}\nglobal timeout reached'
        )
    return ""


def cordon(shared: dict[str, Any], names: list[str], value: bool) -> None:
    for name in names:
        if name not in shared["nodes"]:
            sys.exit(f'Error from server (NotFound): nodes "{name}" not found')
        shared["nodes"][name]["unschedulable"] = value
