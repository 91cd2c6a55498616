"""What is allowed: one small function per rule, grouped by subject."""

from aksynth.rules import kubernetes, machines, network, not_yet, people, structure
from aksynth.rules.reading import read, read_string
from aksynth.rules.registry import RULES

__all__ = ["RULES", "kubernetes", "machines", "network", "not_yet", "people", "read", "read_string", "structure"]
