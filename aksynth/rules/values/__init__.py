"""Values and numbers that the fields themselves bound: a line of facts for each rule, one file a subject."""

from aksynth.rules.values import cluster, disks, kubernetes, machines, network, pools

__all__ = ["cluster", "disks", "kubernetes", "machines", "network", "pools"]
