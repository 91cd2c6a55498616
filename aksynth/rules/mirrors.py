"""Where images and packages come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.catalog import registries
from aksynth.rules.case import EXTRAS, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_REGISTRIES: Path = (*EXTRAS, "mirrors", "registries")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_PORT = r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"
_HOST = rf"{_LABEL}(\.{_LABEL})*(:({_PORT}))?"
_REPOSITORY = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*"
_MIRROR = re.compile(rf"{_HOST}(/{_REPOSITORY})*")
_PACKAGES = re.compile(rf"https://{_HOST}(/(?!\.)[A-Za-z0-9._~%+-]+)*")


@rule(
    "A96",
    wrong={X + "mirrors.registries": {"registry.k8s.io": "https://mirror.example.com/k8s"}},
    right={X + "mirrors.registries": {"registry.k8s.io": "mirror.example.com/k8s"}},
    source="https://github.com/distribution/reference",
    advice="write it as it stands in front of an image's name; machines speak TLS to it",
)
def registry_mirrors(case: Case) -> Iterator[Finding]:
    """A registry is named by its host, and its mirror by host and path, as in the name of an image."""
    for registry, mirror in (case.extras.mirrors.registries or {}).items():
        here = (*_REGISTRIES, registry)
        if not re.fullmatch(_HOST, registry):
            yield Finding(here, "this is no registry's host", shown(registry), "a host, with a port where it needs one")
        if not _MIRROR.fullmatch(mirror):
            yield Finding(here, "no image's name begins so", _clean(mirror), "HOST[:PORT][/PATH] in lower case")


@rule(
    "A97",
    wrong={X + "mirrors.packages": "http://mirror.example.com"},
    right={X + "mirrors.packages": "https://mirror.example.com/upstream"},
    source=AKSYNTH,
    advice="write https://HOST[:PORT][/PATH], without a name or a password",
)
def package_mirror(case: Case) -> Iterator[Finding]:
    """The mirror of packages is reached by TLS, and needs no password.

    The checksums that downloads are compared with come from the mirror, too, and user data holds no secret.
    """
    packages = case.extras.mirrors.packages
    if packages and not _PACKAGES.fullmatch(packages):
        allowed = "https://, a host in lower case, a path of letters, digits and . _ ~ % + -, and no slash at the end"
        yield Finding(
            (*EXTRAS, "mirrors", "packages"), "machines cannot download from there", _clean(packages), allowed
        )


_ACR = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/images"
_ACR_ID = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ContainerRegistry/registries/[a-z0-9]{5,50}", re.I
)


@rule(
    "A145",
    wrong={X + "containerRegistries": ["images.azurecr.io"]},
    right={X + "containerRegistries": [_ACR]},
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
    advice="az acr show --name NAME --query id prints it",
)
def container_registries(case: Case) -> Iterator[Finding]:
    """A container registry of Azure is named by its resource id, once.

    The nodes' identities get the role AcrPull on it.
    """
    seen: set[str] = set()
    for i, registry in enumerate(case.extras.container_registries or []):
        here = (*EXTRAS, "containerRegistries", i)
        if not _ACR_ID.fullmatch(registry):
            allowed = "/subscriptions/S/resourceGroups/G/providers/Microsoft.ContainerRegistry/registries/N"
            yield Finding(here, "this is no id of a container registry", shown(registry), allowed)
        elif registry.lower() in seen:
            yield Finding(here, "the registry stands here twice", shown(registry))
        seen.add(registry.lower())


def _clean(address: str) -> str:
    """Without what stands for a password in it."""
    return shown(re.sub(r"(^|//)[^/@]*@", r"\1...@", address))


@rule(
    "A98",
    wrong={X + "mirrors.registries": {"registry.k8s.oi": "mirror.example.com/k8s"}},
    right={X + "mirrors.registries": {"registry.k8s.io": "mirror.example.com/k8s"}},
    source=AKSYNTH,
    warns=True,
    advice="correct the key; or silence this rule with the reason",
)
def known_registry(case: Case) -> Iterator[Finding]:
    """A registry that has a mirror is one that images come from.

    Under a misspelt key a mirror does nothing, and images come from their publisher.
    """
    for registry in case.extras.mirrors.registries or {}:
        if meant := registries.meant(registry):
            message = f"no image comes from this registry; did you mean {meant}?"
            yield Finding((*_REGISTRIES, registry), message, shown(registry))
