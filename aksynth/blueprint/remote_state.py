"""States of other Terraform configurations."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.backend import Backend


@dataclass(frozen=True, kw_only=True)
class RemoteState:
    """A state in a storage container (`backend`), or in a file (`path`). `workspace` None is the default one."""

    name: str
    workspace: str | None
    backend: Backend | None
    path: str | None


def remote_states(model: ApiModel) -> tuple[RemoteState, ...]:
    """By name."""
    written = sorted(model.properties.aksynth.remote_states or [], key=lambda state: state.name)
    return tuple(
        RemoteState(
            name=state.name,
            workspace=state.workspace or None,
            backend=Backend(**state.azurerm.model_dump(by_alias=False)) if state.azurerm else None,
            path=state.local.path if state.local else None,
        )
        for state in written
    )
