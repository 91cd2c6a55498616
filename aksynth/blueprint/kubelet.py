"""The kubelet's configuration: hardened defaults, the cluster's flags over them, a machine's over those."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.pairs import Settings
from aksynth.catalog import flags, kubelet
from aksynth.catalog.data import read

_KEY = "kubeletConfig"


def cluster_settings(config: KubernetesConfig, minor: str) -> Settings:
    """What every kubelet has; feature gates are merged gate by gate."""
    return _sorted({**_defaults(), **_written(config.kubelet_config, minor)})


def own_settings(own: KubernetesConfig | None, config: KubernetesConfig, minor: str) -> Settings:
    """What a machine's own flags change."""
    found = _written(own.kubelet_config if own else None, minor)
    if "featureGates" in found:
        found["featureGates"] = {
            **_written(config.kubelet_config, minor).get("featureGates", {}),
            **found["featureGates"],
        }
    return _sorted(found)


def _defaults() -> dict[str, Any]:
    return dict(read("hardening")["kubelet"])


def _written(text: Mapping[str, str] | None, minor: str) -> dict[str, Any]:
    """By field; how many pods a node takes is decided with its addresses."""
    names = {n: v for n, v in flags.kept(_KEY, text, minor).items() if n != "max-pods" and kubelet.field(n)}
    return {str(kubelet.field(name)): kubelet.value(name, value) for name, value in names.items()}


def _sorted(settings: dict[str, Any]) -> Settings:
    return tuple(sorted(settings.items()))
