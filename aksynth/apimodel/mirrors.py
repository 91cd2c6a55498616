"""`properties.aksynth.mirrors`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT


class MirrorsProfile(Profile):
    """Mirrors of container registries and of packages."""

    registries: dict[str, str] | None = key(
        "registries",
        None,
        "Mirrors of registries: a map from the host of a registry to the host and path of its mirror.",
        unset="none: images come from their publishers",
        rule="A96",
        reaches="/etc/containerd/certs.d, imageRepository",
        status=BUILT,
    )
    packages: str | None = key(
        "packages",
        None,
        "Address of a mirror of all packages that machines download, with the publisher's host as a folder.",
        unset="none: packages come from their publishers",
        rule="A97",
        reaches="apt, curl, helm",
        status=BUILT,
    )
