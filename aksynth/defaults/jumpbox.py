"""The jumpbox."""

from __future__ import annotations

from aksynth.apimodel import ApiModel
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.private_cluster import JumpboxProfile
from aksynth.defaults.filling import Filling
from aksynth.defaults.machines import spell_size
from aksynth.defaults.origin import Origins


def filled_jumpbox(written: JumpboxProfile, path: Path, origins: Origins) -> JumpboxProfile:
    profile = Filling(written, path, origins)
    spell_size(profile)
    profile.default("os_disk_size_gb", 30)
    profile.default("username", "azureuser")
    profile.default("storage_profile", "ManagedDisks")
    return profile.done()


def jumpbox_profile(model: ApiModel) -> JumpboxProfile | None:
    """That of a private cluster in AKS Engine's field, or that of any cluster in `aksynth.jumpbox`."""
    private = model.properties.orchestrator_profile.kubernetes_config.private_cluster
    return (private.jumpbox_profile if private.enabled else None) or model.properties.aksynth.jumpbox
