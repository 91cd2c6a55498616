"""Names of flags of Kubernetes' components."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.catalog import flags as catalog
from aksynth.catalog import known_flags
from aksynth.catalog.taints import FLAG
from aksynth.rules.case import Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKSYNTH, KUBERNETES, Finding, rule, shown
from aksynth.rules.written_flags import COMPONENTS, unknown_name, written_flags

_SYNTAX = re.compile(r"--[a-z0-9][a-z0-9-]*")


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
        if _is_field(flag):
            yield Finding(
                path, "this is a field of kubernetesConfig", shown(flag), advice="move it to kubernetesConfig"
            )
        elif not _SYNTAX.fullmatch(flag):
            advice = f"write {_corrected(flag)}"
            yield Finding(path, "a flag begins with two hyphens", shown(flag), advice=advice)


def _is_field(flag: str) -> bool:
    return any(flag.lower() == (field.alias or "").lower() for field in KubernetesConfig.model_fields.values())


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
        if not explained and not _is_field(flag) and not known_flags.has(key, name, case.minor):
            message = f"{COMPONENTS[key]} {case.minor} does not know this flag"
            yield unknown_name(
                path, message, flag, {f"--{name}" for name in known_flags.names(key, "flags", case.minor)}
            )


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
