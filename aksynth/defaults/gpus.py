"""Which pools get the driver of their GPUs."""

from __future__ import annotations

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.catalog import gpus
from aksynth.catalog.addons import GPUS
from aksynth.catalog.gpus import Gpu


def served(pool: AgentPoolProfile) -> Gpu | None:
    """The GPUs of the size, if Ubuntu has their driver."""
    found = gpus.find(pool.vm_size or "")
    return found if found and not found.why else None


def has_plugin(config: KubernetesConfig) -> bool:
    """False where the model switches the add-on off, and installs drivers in another way."""
    return config.enabled_addon(GPUS) is not None
