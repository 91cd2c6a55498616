"""What is allowed: one small function per rule, grouped by subject."""

from aksynth.rules import (
    addons,
    disks,
    extras,
    flags,
    kubernetes,
    machines,
    network,
    not_built,
    people,
    retired,
    room,
    structure,
    values,
    vnet,
    zones,
)
from aksynth.rules.case import Case
from aksynth.rules.example import example
from aksynth.rules.reading import Reading, read, read_string
from aksynth.rules.registry import RULES, Rule

__all__ = [
    "RULES",
    "Case",
    "Reading",
    "Rule",
    "addons",
    "disks",
    "example",
    "extras",
    "flags",
    "kubernetes",
    "machines",
    "network",
    "not_built",
    "people",
    "read",
    "read_string",
    "retired",
    "room",
    "structure",
    "values",
    "vnet",
    "zones",
]
