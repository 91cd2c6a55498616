"""Flags of Kubernetes' components."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.catalog import flags as catalog
from aksynth.catalog import known_flags, kubelet
from aksynth.catalog.taints import FLAG
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKSYNTH, KUBERNETES, Finding, rule, shown

_SYNTAX = re.compile(r"--[a-z0-9][a-z0-9-]*")
_DURATION = re.compile(r"(\d+(\.\d+)?(ns|us|ms|s|m|h))+")
_UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION_FLAGS = (
    ("kubeletConfig", "--node-status-update-frequency"),
    ("controllerManagerConfig", "--node-monitor-grace-period"),
    ("controllerManagerConfig", "--route-reconciliation-period"),
)


def written_flags(case: Case) -> Iterator[tuple[Path, str, str]]:
    """Path, flag and value of every written flag, of the cluster and of single machines."""
    for field in case.fields:
        if field.field.alias in _MAPS:
            for flag, value in field.value.items():
                yield (*field.path, flag), flag, value


_MAPS = (
    "apiServerConfig",
    "controllerManagerConfig",
    "cloudControllerManagerConfig",
    "schedulerConfig",
    "kubeletConfig",
)


COMPONENTS = {
    "apiServerConfig": "kube-apiserver",
    "controllerManagerConfig": "kube-controller-manager",
    "cloudControllerManagerConfig": "cloud-controller-manager",
    "schedulerConfig": "kube-scheduler",
    "kubeletConfig": "kubelet",
}


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
    "A20",
    wrong={K + "apiServerConfig": {"v": "2"}},
    right={K + "apiServerConfig": {"--v": "2"}},
    source=AKSYNTH,
    advice="write the flag as on a command line",
)
def flag_syntax(case: Case) -> Iterator[Finding]:
    """A flag must be two hyphens, then lowercase letters, digits and hyphens."""
    for path, flag, _ in written_flags(case):
        if not _SYNTAX.fullmatch(flag):
            advice = f"write {_corrected(flag)}"
            yield Finding(path, "a flag begins with two hyphens", shown(flag), advice=advice)


def _corrected(flag: str) -> str:
    return f"--{flag.lstrip('-').lower()}"


@rule(
    "A21",
    wrong={K + "apiServerConfig": {"--insecure-port": "0"}},
    right={K + "apiServerConfig": {}},
    source=KUBERNETES,
    advice="remove it",
    warns=True,
    silenceable=False,
)
def gone_flags(case: Case) -> Iterator[Finding]:
    """Flags that Kubernetes removed must be left out, or have their new name.

    With one of them the component would not start. AKS Engine wrote many of them into its models.
    """
    for path, flag, value in written_flags(case):
        key = str(path[-2])
        if successor := catalog.moved(key, flag):
            yield Finding(path, f"this becomes --{successor}", shown(value), advice=f"write --{successor}")
        elif not known_flags.has(key, flag, case.minor) and (advice := catalog.gone(key, flag)):
            message = "Kubernetes has this flag no more, so it is left out"
            yield Finding(path, message, shown(value), advice=advice)


@rule(
    "A22",
    wrong={K + "apiServerConfig": {"--etcd-servers": "x"}},
    right={K + "apiServerConfig": {}},
    source=AKSYNTH,
    advice="remove them",
    warns=True,
    silenceable=False,
)
def fixed_flags(case: Case) -> Iterator[Finding]:
    """Flags that the cluster sets itself must be left out.

    It would break with other values. AKS Engine replaced most of them too, and wrote them into its models.
    """
    found: dict[Path, list[str]] = defaultdict(list)
    for path, flag, _ in written_flags(case):
        if catalog.is_fixed(str(path[-2]), flag) and not (flag == FLAG and path[1] == "agentPoolProfiles"):
            found[path[:-1]].append(flag)
    for path, flags in found.items():
        yield Finding(path, f"the cluster sets these itself, so they are left out: {', '.join(flags)}")


@rule(
    "A24",
    wrong={K + "apiServerConfig": {"--feature-gates": "MountPropagation=true"}},
    right={K + "apiServerConfig": {"--feature-gates": "WatchList=true"}},
    source=KUBERNETES,
    advice="remove them",
    warns=True,
    silenceable=False,
)
def retired_parts(case: Case) -> Iterator[Finding]:
    """Feature gates and admission plugins that Kubernetes removed, and locked gates, must be left out.

    A component stops at a gate or plugin that it does not know, and at another value of a locked gate.
    """
    for path, flag, value in written_flags(case):
        if parts := catalog.retired_parts(str(path[-2]), flag, value, case.minor):
            yield Finding(path, f"left out, because Kubernetes has them no more: {', '.join(parts)}", shown(value))
        if parts := catalog.locked_parts(flag, value, case.minor):
            message = f"left out, because Kubernetes {case.minor} has locked them: {', '.join(parts)}"
            yield Finding(path, message, shown(value))


@rule(
    "A120",
    wrong={K + "apiServerConfig": {"--max-request-inflight": "400"}},
    right={K + "apiServerConfig": {"--max-requests-inflight": "400"}},
    source=KUBERNETES,
    advice="correct the name, or remove the flag",
    silenceable=True,
)
def unknown_flags(case: Case) -> Iterator[Finding]:
    """A component must know each of its flags.

    It does not start with a flag that it does not know.
    """
    for path, flag, _ in written_flags(case):
        key = str(path[-2])
        explained = catalog.moved(key, flag) or catalog.gone(key, flag) or catalog.is_fixed(key, flag)
        name = flag if _SYNTAX.fullmatch(flag) else _corrected(flag)
        if not explained and not known_flags.has(key, name, case.minor):
            message = f"{COMPONENTS[key]} {case.minor} does not know this flag"
            yield _unknown(path, message, flag, {f"--{name}" for name in known_flags.names(key, "flags", case.minor)})


@rule(
    "A121",
    wrong={K + "apiServerConfig": {"--enable-admission-plugins": "PodNodeSelectors"}},
    right={K + "apiServerConfig": {"--enable-admission-plugins": "PodNodeSelector"}},
    source=KUBERNETES,
    advice="correct the name, or remove it",
    silenceable=True,
)
def unknown_parts(case: Case) -> Iterator[Finding]:
    """A component must know each of its feature gates, admission plugins and controllers.

    It does not start with a name that it does not know.
    """
    for path, flag, value in written_flags(case):
        key = str(path[-2])
        retired = catalog.retired_parts(key, flag, value, case.minor)
        for part in known_flags.unknown_parts(key, flag, value, case.minor):
            if part not in retired:
                message = f"{COMPONENTS[key]} {case.minor} does not know {part}"
                known = known_flags.vocabulary(key, flag, case.minor) or frozenset()
                yield _unknown(path, message, part.partition("=")[0].removeprefix("-"), known)


def _unknown(path: Path, message: str, name: str, known: Iterable[str]) -> Finding:
    """The nearest names are the allowed ones: a component has up to 170."""
    close = difflib.get_close_matches(name, sorted(known), n=4, cutoff=0.6)
    question = f"; did you mean {close[0]}?" if close and close[0] != name else ""
    return Finding(path, message + question, shown(name), ", ".join(close))


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


@rule(
    "A122",
    wrong={K + "kubeletConfig": {"--register-node": "false"}},
    right={K + "kubeletConfig": {"--register-node": "true"}},
    source=KUBERNETES,
    advice="remove it",
)
def registers(case: Case) -> Iterator[Finding]:
    """A kubelet must register its node.

    A node that is never registered runs no pod of the cluster, and an apply would wait for it in vain.
    """
    for path, flag, value in written_flags(case):
        if path[-2] == "kubeletConfig" and flag == "--register-node" and value.lower() == "false":
            yield Finding(path, "the node would never be part of the cluster", shown(value), "true")
