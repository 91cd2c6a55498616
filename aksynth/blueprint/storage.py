"""Storage accounts of the cluster."""

from __future__ import annotations

from typing import Literal

from aksynth.apimodel import ApiModel

Replication = Literal["LRS", "ZRS"]


def replication(model: ApiModel) -> Replication:
    """The copies are in as many zones as the masters."""
    return "ZRS" if model.properties.master_profile.availability_zones else "LRS"
