"""Terraform for self-managed Kubernetes on Azure, synthesized from AKS Engine api models."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

__version__ = "0.1.0"


def _register_checkout_folders() -> None:
    """Serve `constructs/` and `stacks/`, which an installed package holds as `_constructs` and `_stacks`.

    The finder of an editable installation does not know packages without an `__init__.py` inside of others
    (setuptools, `command/editable_wheel.py`).
    """
    here = Path(__file__).resolve().parent
    for name in ("constructs", "stacks"):
        if (here / f"_{name}").is_dir():
            continue
        spec = ModuleSpec(f"{__name__}._{name}", None, is_package=True)
        spec.submodule_search_locations = [str(here.parent / name)]
        sys.modules[spec.name] = module_from_spec(spec)


_register_checkout_folders()

from aksynth.blueprint import Blueprint  # noqa: E402
from aksynth.library import ModelError, ModelWarning, load, synth  # noqa: E402
from aksynth.node import NodeError  # noqa: E402

__all__ = ["Blueprint", "ModelError", "ModelWarning", "NodeError", "__version__", "load", "synth"]
