"""Scripts that machines run at their first boot."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.custom_files import Source
from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.custom_files import PRIVATE_KEY
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_HERE: Path = (*AKSYNTH_PATH, "bootScripts")


@rule(
    "A412",
    wrong={X + "bootScripts.before.masters": "missing.sh"},
    right={X + "bootScripts.before": {}},
    source=AKSYNTH,
    advice="write the path of a script that begins with #!/bin/bash; a relative path starts at the model's folder",
)
def scripts(case: Case) -> Iterator[Finding]:
    """A boot script must be a text file that starts with #!, without a private key.

    It becomes part of the user data of the machines, the plan and the state. Do not write a password or a token
    into it.
    """
    for path, source in _sources(case):
        found = case.filled.sources.get(source, Source(why="it is not a file of this machine"))
        if why := found.why or _wrong(found.text):
            yield Finding(path, why, shown(source))


def _wrong(text: str) -> str:
    if PRIVATE_KEY.search(text):
        return "it has a private key"
    return "" if text.startswith("#!") else "it does not start with #! and the path of a program"


def _sources(case: Case) -> Iterator[tuple[Path, str]]:
    for when, pool, source in case.aksynth.boot_scripts.written():
        yield (*_HERE, when, *(("masters",) if pool is None else ("pools", pool))), source


@rule(
    "A413",
    wrong={X + "bootScripts.after.pools": {"agentpool9": "after.sh"}},
    right={X + "bootScripts.after.pools": {}},
    source=AKSYNTH,
    advice="write the name of a pool of agentPoolProfiles",
)
def script_pools(case: Case) -> Iterator[Finding]:
    """The keys of bootScripts.before.pools and bootScripts.after.pools must be names of pools."""
    names = [pool.name for _, pool in case.pools()]
    for path, _ in _sources(case):
        if "pools" in path and path[-1] not in names:
            yield Finding(path, "the model has no pool of this name", shown(path[-1]), ", ".join(names))
