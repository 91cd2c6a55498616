"""Feature gates, admission plugins and controllers, which flags have as lists."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog import flags as catalog
from aksynth.catalog import known_flags
from aksynth.rules.case import Case
from aksynth.rules.paths import K
from aksynth.rules.registry import KUBERNETES, Finding, rule, shown
from aksynth.rules.written_flags import COMPONENTS, unknown_name, written_flags


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
                yield unknown_name(path, message, part.partition("=")[0].removeprefix("-"), known)
