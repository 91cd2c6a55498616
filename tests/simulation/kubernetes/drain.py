"""kubectl's drain, cordon and uncordon: which pods they leave, refuse or evict, and what they say.

Nodes are cordoned first, then drained one after the other, each with the whole timeout; a node that fails does not
stop the next one. Pods of a node are evicted side by side. https://github.com/kubernetes/kubectl/tree/v0.36.2:
`RunDrain` in pkg/cmd/drain/drain.go, `makeFilters` in pkg/drain/filters.go, `evictPods` in pkg/drain/drain.go, and
`checkErr` in pkg/cmd/util/helpers.go, which prints the errors again at the end
"""

from __future__ import annotations

import time
from typing import Any

from ..tool import PACE, Failed, option
from .connection import Connection

SWITCHES = {"--ignore-daemonsets", "--delete-emptydir-data", "--force"}
REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."
_MIRROR = "kubernetes.io/config.mirror"


def cordon(connection: Connection, names: list[str], value: bool) -> str:
    for name in names:
        found = connection.ask(verb="get", kind="Node", name=name)
        spec = {**found.get("spec", {}), "unschedulable": value}
        connection.ask(verb="put", object={"kind": "Node", "metadata": {"name": name}, "spec": spec})
    return "".join(f"node/{name} {'' if value else 'un'}cordoned\n" for name in names)


def drain(connection: Connection, names: list[str], arguments: list[str]) -> str:
    lines, failed, errors = cordon(connection, names, True), [], []
    for name in names:
        try:
            lines += _drain_one(connection, name, arguments) + f"node/{name} drained\n"
        except Failed as reason:
            lines += f'error: unable to drain node "{name}" due to error: {reason}, continuing command...\n'
            failed.append(f" {name}")
            errors += [f"error: {line}" for line in str(reason).splitlines() if "will retry" not in line]
    if failed:
        raise Failed(lines + "\n".join(["There are pending nodes to be drained:", *failed, *errors]))
    return lines


def _drain_one(connection: Connection, node: str, arguments: list[str]) -> str:
    pods = [pod for pod in connection.ask(verb="list", kind="Pod", selector={}) if pod["spec"].get("nodeName") == node]
    pods = [pod for pod in pods if _MIRROR not in pod["metadata"].get("annotations", {})]
    if reasons := _reasons(pods, arguments):
        raise Failed(", ".join(reasons))
    own = [pod for pod in pods if _owner(pod) != "DaemonSet"]
    return _evict_all(connection, own, option(arguments, "--timeout", "0s"))


def _evict_all(connection: Connection, pods: list[dict[str, Any]], timeout: str) -> str:
    """Side by side, and again every five seconds those that a budget holds; without a timeout for ever."""
    end = time.monotonic() + (_seconds(timeout) or 10**9) / PACE
    lines = ""
    while pods:
        held = [pod for pod in pods if not _evict(connection, pod)]
        lines += "".join(f"pod/{pod['metadata']['name']} evicted\n" for pod in pods if pod not in held)
        if held and time.monotonic() >= end:
            raise Failed("\n".join(_failure(pod, timeout) for pod in held))
        pods = held
        time.sleep(5 / PACE if held else 0)
    return lines


def _failure(pod: dict[str, Any], timeout: str) -> str:
    what = f'error when evicting pods/"{pod["metadata"]["name"]}" -n "{pod["metadata"]["namespace"]}"'
    return f"{what} (will retry after 5s): {REFUSED}\n{what}: global timeout reached: {_spoken(timeout)}"


def _evict(connection: Connection, pod: dict[str, Any]) -> bool:
    """Whether it has gone."""
    try:
        connection.ask(verb="evict", namespace=pod["metadata"]["namespace"], kind="Pod", name=pod["metadata"]["name"])
    except Failed as reason:
        if str(reason) != REFUSED:
            raise
        return False
    return True


def _reasons(pods: list[dict[str, Any]], arguments: list[str]) -> list[str]:
    """Why no pod of the node is evicted."""
    checks = (
        ("DaemonSet-managed Pods", "--ignore-daemonsets", "ignore", lambda pod: _owner(pod) == "DaemonSet"),
        ("Pods with local storage", "--delete-emptydir-data", "override", _has_local_storage),
        ("Pods that declare no controller", "--force", "override", lambda pod: _owner(pod) == ""),
    )
    found = []
    for what, flag, action, check in checks:
        names = [f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in pods if check(pod)]
        if names and flag not in arguments:
            found.append(f"cannot delete {what} (use {flag} to {action}): {', '.join(names)}")
    return found


def _owner(pod: dict[str, Any]) -> str:
    return next((owner["kind"] for owner in pod["metadata"].get("ownerReferences", []) if owner.get("controller")), "")


def _has_local_storage(pod: dict[str, Any]) -> bool:
    return _owner(pod) != "DaemonSet" and any("emptyDir" in volume for volume in pod["spec"].get("volumes", []))


def _seconds(text: str) -> int:
    return int(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]]


def _spoken(timeout: str) -> str:
    """As Go prints a duration of minutes."""
    return f"{_seconds(timeout) // 60}m{_seconds(timeout) % 60}s"
