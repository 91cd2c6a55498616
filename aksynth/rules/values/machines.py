"""Values and numbers that masters and agents have."""

from __future__ import annotations

from aksynth.rules.paths import A, M
from aksynth.rules.registry import AKS_ENGINE, AZURE
from aksynth.rules.values.bounds import values_rule

values_rule(
    "V9",
    title="A machine must have 1 to 256 IP configurations",
    why="Azure's limit of private addresses of a network interface.",
    wrong={A + "ipAddressCount": 257},
    right={A + "ipAddressCount": 256},
    advice="lower it; with Azure CNI it is max-pods + 1",
    source=AZURE,
)
values_rule(
    "V82",
    title="The operating system of nodes must be Linux or Windows",
    wrong={A + "osType": "linux"},
    right={A + "osType": "Linux"},
    advice="remove the field",
    source=AKS_ENGINE,
)
values_rule(
    "V83",
    title="Machines must be in an availability set or a scale set",
    why="AKS Engine took any other text for a set of its masters.",
    wrong={M + "availabilityProfile": "Scaleset"},
    right={M + "availabilityProfile": "AvailabilitySet"},
    advice="check the spelling",
    source=AKS_ENGINE,
)
values_rule(
    "V95",
    title="The distribution must be known",
    why="Red Hat and CoreOS went long ago; Flatcar took CoreOS's place.",
    wrong={A + "distro": "coreos"},
    right={A + "distro": "flatcar"},
    advice="remove the field for Ubuntu",
    source=AKS_ENGINE,
)
values_rule(
    "A44",
    title="Fault domains must be 1 to 5, and update domains 1 to 20",
    why="What Azure has.",
    wrong={M + "platformUpdateDomainCount": 21},
    right={M + "platformUpdateDomainCount": 20},
    advice="remove the field",
    source=AZURE,
)
