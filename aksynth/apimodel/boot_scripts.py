"""Scripts of the model that machines run at their first boot."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.status import BUILT


class BootScriptProfile(Profile):
    """A script of the masters, and of each pool."""

    masters: str | None = key(
        "masters",
        None,
        "Path of the script of the masters. A relative path starts at the folder of the api model.",
        unset="none",
        rule="A412",
        reaches="/etc/aksynth",
        status=BUILT,
    )
    pools: dict[str, str] | None = key(
        "pools",
        None,
        "The same for agents: a map from the name of a pool to the path.",
        unset="none",
        rule="A412",
        reaches="/etc/aksynth",
        status=BUILT,
    )


class BootScriptsProfile(Profile):
    """Scripts that each machine runs once, as root."""

    before: BootScriptProfile = profile("before", BootScriptProfile, "Before packages are installed.")
    after: BootScriptProfile = profile("after", BootScriptProfile, "After the machine is a node.")

    def written(self) -> Iterator[tuple[str, str | None, str]]:
        """When, the pool or None for the masters, and the path of each script."""
        for when, scripts in (("before", self.before), ("after", self.after)):
            if scripts.masters is not None:
                yield when, None, scripts.masters
            for pool, path in (scripts.pools or {}).items():
                yield when, pool, path
