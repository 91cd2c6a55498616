"""Files of agents with GPUs."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.environment import assignments
from aksynth.bootstrap.file import File
from aksynth.bootstrap.static import static_files
from aksynth.catalog.gpus import Gpu, branch


def gpu_files(blueprint: Blueprint, gpu: Gpu) -> list[File]:
    """The script that installs the driver, and its values."""
    values = {
        "GPU_BRANCH": branch(),
        "GPU_SWITCHES": str(gpu.switches).lower(),
        "GPU_TOOLKIT": blueprint.kubernetes.component("nvidia-container-toolkit"),
    }
    return [File("/etc/aksynth/gpu", "0644", assignments(values)), *static_files("gpu")]
