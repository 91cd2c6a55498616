"""What all profiles of the api model have in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Profile(BaseModel):
    """Keys as AKS Engine spells them, types as JSON has them; a field that is not written has its default."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, serialize_by_alias=True)


def key(alias: str, default: Any, description: str) -> Any:
    """A field under its JSON key."""
    return Field(default, alias=alias, description=description)


def profile(alias: str, kind: type[Profile], description: str) -> Any:
    """A profile that is empty where the model does not write it."""
    return Field(default_factory=kind, alias=alias, description=description)
