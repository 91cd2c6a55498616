"""Azure Bastion."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names


@dataclass(frozen=True, kw_only=True)
class Bastion:
    """Azure Bastion, in a new subnet with the range `prefix`, or in the existing one of `subnet_id`."""

    name: str
    prefix: str | None
    subnet_id: str | None


def bastion(model: ApiModel, names: Names) -> Bastion | None:
    """None if the model has neither a range nor a subnet for it."""
    written = model.properties.aksynth.bastion
    if not written.prefix and not written.subnet_id:
        return None
    return Bastion(name=names.of("k8s-bastion-{suffix}"), prefix=written.prefix, subnet_id=written.subnet_id)
