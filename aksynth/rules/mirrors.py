"""Mirrors of registries and packages, and Azure container registries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.catalog import registries
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.images import own_images
from aksynth.rules.paths import REGISTRY, P, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_REGISTRIES: Path = (*AKSYNTH_PATH, "mirrors", "registries")
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
PORT = r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"
_HOST = rf"{LABEL}(\.{LABEL})*(:({PORT}))?"
_REPOSITORY = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*"
_MIRROR = re.compile(rf"{_HOST}(/{_REPOSITORY})*")
_PACKAGES = re.compile(rf"https://{_HOST}(/(?!\.)[A-Za-z0-9._~%+-]+)*")


@rule(
    "A96",
    wrong={X + "mirrors.registries": {"registry.k8s.io": "https://mirror.example.com/k8s"}},
    right={X + "mirrors.registries": {"registry.k8s.io": "mirror.example.com/k8s"}},
    source="https://github.com/distribution/reference",
    advice="write it as in an image name, without a scheme; machines use TLS",
)
def registry_mirrors(case: Case) -> Iterator[Finding]:
    """A registry must be a host, and its mirror a host with an optional path, as in an image name."""
    for registry, mirror in (case.aksynth.mirrors.registries or {}).items():
        here = (*_REGISTRIES, registry)
        if not re.fullmatch(_HOST, registry):
            yield Finding(here, "this is not the host of a registry", shown(registry), "a host, with an optional port")
        if not _MIRROR.fullmatch(mirror):
            yield Finding(
                here,
                "an image name cannot start with this",
                without_password(mirror),
                "HOST[:PORT][/PATH] in lower case",
            )


@rule(
    "A97",
    wrong={X + "mirrors.packages": "http://mirror.example.com"},
    right={X + "mirrors.packages": "https://mirror.example.com/upstream"},
    source=AKSYNTH,
    advice="write https://HOST[:PORT][/PATH], without a user name or password",
)
def package_mirror(case: Case) -> Iterator[Finding]:
    """The package mirror must use TLS, and must not need a password.

    The checksums of downloads come from the same mirror, and user data contains no secret.
    """
    packages = case.aksynth.mirrors.packages
    if packages and not _PACKAGES.fullmatch(packages):
        allowed = "https://, a lowercase host, a path of letters, digits and . _ ~ % + -, and no slash at the end"
        yield Finding(
            (*AKSYNTH_PATH, "mirrors", "packages"),
            "machines cannot download from this address",
            without_password(packages),
            allowed,
        )


_BLOCKED = {P + "featureFlags": {"blockOutboundInternet": True}}
_MIRRORS = dict.fromkeys(registries.ours(), "mirror.example.com")


@rule(
    "A191",
    wrong=_BLOCKED,
    right={**_BLOCKED, X + "mirrors.registries": _MIRRORS, X + "mirrors.packages": "https://mirror.example.com"},
    source=AKSYNTH,
    advice="add mirrors in the virtual network, or in a network that is connected to it",
)
def blocked_without_mirrors(case: Case) -> Iterator[Finding]:
    """blockOutboundInternet requires mirrors of all registries and packages.

    Machines with a custom image need no package mirror: they can have all packages and images already.
    Machines with an HTTP proxy need no mirrors: the proxy is in the network, or in one that is connected to it.
    """
    flags, mirrors = case.model.properties.feature_flags, case.aksynth.mirrors
    if not flags.block_outbound_internet or own_images(case) or case.aksynth.http_proxy.http_proxy:
        return
    here = ("properties", "featureFlags", "blockOutboundInternet")
    missing = [name for name in registries.ours() if name not in (mirrors.registries or {})]
    if missing:
        yield Finding(here, f"aksynth.mirrors.registries has no {' and no '.join(missing)}", "true")
    if not mirrors.packages:
        yield Finding(here, "aksynth.mirrors.packages is not set", "true")


REGISTRY_ID = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ContainerRegistry/registries/[a-z0-9]{5,50}", re.I
)


@rule(
    "A145",
    wrong={X + "containerRegistries": ["images.azurecr.io"]},
    right={X + "containerRegistries": [REGISTRY]},
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
    advice="run az acr show --name NAME --query id to get the id",
)
def container_registries(case: Case) -> Iterator[Finding]:
    """Azure container registries must be resource ids, each listed once.

    The identities of the nodes get the AcrPull role on each registry.
    """
    seen: set[str] = set()
    for i, registry in enumerate(case.aksynth.container_registries or []):
        here = (*AKSYNTH_PATH, "containerRegistries", i)
        if not REGISTRY_ID.fullmatch(registry):
            allowed = "/subscriptions/S/resourceGroups/G/providers/Microsoft.ContainerRegistry/registries/N"
            yield Finding(here, "this is not the id of a container registry", shown(registry), allowed)
        elif registry.lower() in seen:
            yield Finding(here, "this registry is listed twice", shown(registry))
        seen.add(registry.lower())


def without_password(address: str) -> str:
    """The address without its user name and password."""
    return shown(re.sub(r"(^|//)[^/@]*@", r"\1...@", address))


@rule(
    "A98",
    wrong={X + "mirrors.registries": {"registry.k8s.oi": "mirror.example.com/k8s"}},
    right={X + "mirrors.registries": {"registry.k8s.io": "mirror.example.com/k8s"}},
    source=AKSYNTH,
    warns=True,
    advice="correct the key, or silence this rule with a reason",
)
def known_registry(case: Case) -> Iterator[Finding]:
    """A mirrored registry should be one that the cluster pulls from.

    A misspelled key has no effect: images then come from their publisher.
    """
    for registry in case.aksynth.mirrors.registries or {}:
        if meant := registries.meant(registry):
            message = f"the cluster pulls no image from this registry; did you mean {meant}?"
            yield Finding((*_REGISTRIES, registry), message, shown(registry))
