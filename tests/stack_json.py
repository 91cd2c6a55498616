"""The Terraform JSON of blueprints, synthesized once for all tests of a process."""

from __future__ import annotations

import json
from typing import Any

from aksynth import fast_bindings
from aksynth.blueprint import Blueprint

_SYNTHESIZED: dict[str, str] = {}


def stack_json(plan: Blueprint, **options: Any) -> dict[str, Any]:
    """A copy, free to be changed; `options` are those of the stack."""
    key = repr((plan, options))
    if key not in _SYNTHESIZED:
        _SYNTHESIZED[key] = _synthesize(plan, **options)
    content: dict[str, Any] = json.loads(_SYNTHESIZED[key])
    return content


def _synthesize(plan: Blueprint, **options: Any) -> str:
    fast_bindings.install()
    from cdktf import Testing

    from aksynth.stacks import ClusterStack

    return Testing.synth(ClusterStack(Testing.app(), "cluster", blueprint=plan, **options))
