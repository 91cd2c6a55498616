"""The configuration of the kubelet: hardened defaults, then the flags of the cluster, then those of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.pairs import Settings
from aksynth.catalog import flags, kubelet
from aksynth.catalog.data import read

_KEY = "kubeletConfig"


def cluster_settings(config: KubernetesConfig, minor: str) -> Settings:
    """The fields of every kubelet. Feature gates are merged one by one."""
    return _sorted({**_defaults(), **_written(config.kubelet_config, minor)})


def own_settings(own: KubernetesConfig | None, config: KubernetesConfig, minor: str) -> Settings:
    """The fields that the flags of a profile change."""
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
    """By field, without the maximum number of pods, which is decided together with the addresses."""
    names = {n: v for n, v in flags.kept(_KEY, text, minor).items() if n != "max-pods" and kubelet.field(n)}
    return {str(kubelet.field(name)): kubelet.value(name, value) for name, value in names.items()}


def _sorted(settings: dict[str, Any]) -> Settings:
    return tuple(sorted(settings.items()))
