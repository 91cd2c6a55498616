"""Which calls of kubeadm would ask https://dl.k8s.io for a version, ten seconds long where nothing answers.

A version that is a label, and "stable-1" is the default, is looked up: `kubernetesReleaseVersion` in
https://github.com/kubernetes/kubernetes/blob/master/cmd/kubeadm/app/util/version.go. A document takes no other
arguments beside it: `ValidateMixedArguments` in app/apis/kubeadm/validation/validation.go.
"""

from __future__ import annotations

import re
from typing import Any

_BESIDE = {"--config", "--org", "--client-name", "--validity-period", "-f"}


def question(arguments: list[str], documents: dict[str, dict[str, Any]] | None = None) -> str:
    """Why kubeadm would not run this by itself; blank where it would."""
    options = {argument.split("=")[0] for argument in arguments if argument.startswith("-")}
    mixed = {option for option in options - _BESIDE if not option.startswith("--skip-")}
    if "--config" in options and mixed:
        return f"can not mix '--config' with arguments {sorted(mixed)}"
    if documents is None or "JoinConfiguration" in documents:
        return ""
    version = documents.get("ClusterConfiguration", {}).get("kubernetesVersion", "stable-1")
    if re.fullmatch(r"v\d+\.\d+\.\d+", version):
        return ""
    return (
        f"could not fetch a Kubernetes version from the internet: unable to get https://dl.k8s.io/release/{version}.txt"
    )
