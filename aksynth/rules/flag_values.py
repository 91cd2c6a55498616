"""Values of flags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.catalog import flags as catalog
from aksynth.catalog import known_flags, kubelet
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import KUBERNETES, Finding, rule, shown
from aksynth.rules.written_flags import written_flags

_DURATION = re.compile(r"(\d+(\.\d+)?(ns|us|ms|s|m|h))+")
_UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION_FLAGS = (
    ("kubeletConfig", "--node-status-update-frequency"),
    ("controllerManagerConfig", "--node-monitor-grace-period"),
    ("controllerManagerConfig", "--route-reconciliation-period"),
)


def seconds(text: str) -> float | None:
    """A Go duration such as "1m30s" in seconds; None where it is none."""
    if not _DURATION.fullmatch(text):
        return None
    return sum(float(number) * _UNITS[unit] for number, _, unit in re.findall(r"(\d+(\.\d+)?)(ns|us|ms|s|m|h)", text))


@rule(
    "V49",
    wrong={K + "kubeletConfig": {"--node-status-update-frequency": "often"}},
    advice="write a duration such as 10s",
    right={K + "kubeletConfig": {"--node-status-update-frequency": "10s"}},
)
def durations(case: Case) -> Iterator[Finding]:
    """Flags for a duration must have a duration."""
    for path, flag, value in written_flags(case):
        if (path[-2], flag) in _DURATION_FLAGS and seconds(value) is None:
            yield Finding(path, "this is no duration", shown(value))


@rule(
    "V50",
    wrong={
        K + "kubeletConfig": {"--node-status-update-frequency": "1m"},
        K + "controllerManagerConfig": {"--node-monitor-grace-period": "2m"},
    },
    right={
        K + "kubeletConfig": {"--node-status-update-frequency": "1m"},
        K + "controllerManagerConfig": {"--node-monitor-grace-period": "4m"},
    },
    advice="lengthen --node-monitor-grace-period or shorten --node-status-update-frequency",
)
def grace_period(case: Case) -> Iterator[Finding]:
    """A node must be able to miss four reports before it counts as lost."""
    flags = {flag: value for _, flag, value in written_flags(case)}
    frequency = seconds(flags.get("--node-status-update-frequency", ""))
    grace = seconds(flags.get("--node-monitor-grace-period", ""))
    if frequency and grace and grace < 4 * frequency:
        here = (*CONFIG, "controllerManagerConfig", "--node-monitor-grace-period")
        yield Finding(here, "this must be four times --node-status-update-frequency or more", shown(f"{grace:g}s"))


@rule(
    "A25",
    wrong={K + "kubeletConfig": {"--event-qps": "many"}},
    right={K + "kubeletConfig": {"--event-qps": "50"}},
    source=KUBERNETES,
    advice="write it as the component's own documentation has it",
)
def flag_values(case: Case) -> Iterator[Finding]:
    """Flags must have values that their component accepts.

    A component does not start with a text where it wants a number, a duration, or true or false.
    """
    for path, flag, value in written_flags(case):
        key, name = str(path[-2]), flag.removeprefix("--")
        if (
            (key, flag) in _DURATION_FLAGS
            or name == "max-pods"
            or name not in catalog.kept(key, {flag: value}, case.minor)
        ):
            continue
        if value and (form := known_flags.form(key, flag, value)):
            yield Finding(path, f"{flag} does not accept this value", shown(value), form)
        elif key == "kubeletConfig" and kubelet.field(name) and not kubelet.takes(name, value):
            yield Finding(path, f"{kubelet.field(name)} does not accept this value", shown(value))
