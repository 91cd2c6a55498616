"""`orchestratorProfile`."""

from __future__ import annotations

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.patterns import RELEASE, VERSION
from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.status import BUILT, refused


class OrchestratorProfile(Profile):
    """Kubernetes."""

    orchestrator_type: str | None = key(
        "orchestratorType",
        None,
        "Kubernetes.",
        unset="Kubernetes",
        values=("Kubernetes",),
        any_case=True,
        rule="V20",
        status=refused(judged_by="V20", harmless=("Kubernetes",)),
    )
    orchestrator_release: str | None = key(
        "orchestratorRelease",
        None,
        "Minor release, such as 1.36.",
        unset="the default in the catalog",
        rule="V21",
        pattern=RELEASE,
        status=BUILT,
    )
    orchestrator_version: str | None = key(
        "orchestratorVersion",
        None,
        "Exact release, such as 1.36.4.",
        unset="the version of the minor release in the catalog",
        rule="V21",
        reaches="kubernetesVersion of kubeadm",
        pattern=VERSION,
        status=BUILT,
    )
    kubernetes_config: KubernetesConfig = profile("kubernetesConfig", KubernetesConfig, "Settings of the cluster.")
