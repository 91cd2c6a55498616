"""Tags by which the cluster autoscaler knows the nodes of a scale set without instances: cluster-autoscaler-1.36.1,
cloudprovider/azure/azure_template.go (extractLabelsFromTags, extractTaintsFromTags)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_START = "k8s.io_cluster-autoscaler_node-template"
PREDICTED = ("agentpool", "storageprofile", "storagetier")
"""Labels that it knows without a tag (buildNodeFromTemplate)."""
_WEAKEST_FIRST = ("PreferNoSchedule", "NoSchedule", "NoExecute")


def template_tags(labels: Mapping[str, str], taints: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Tags by name. A taint is a key, a value and an effect; of several with one key, the strongest is known."""
    found = {f"{_START}_label_{_name(key)}": value for key, value in labels.items()}
    for key, value, effect in sorted(taints, key=lambda taint: _WEAKEST_FIRST.index(taint[2])):
        found[f"{_START}_taint_{_name(key)}"] = f"{value}:{effect}"
    return found


def _name(key: str) -> str:
    """A name of a tag must not have a slash."""
    return key.replace("_", "~2").replace("/", "_")
