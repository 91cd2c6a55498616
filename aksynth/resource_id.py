"""Ids of Azure resources."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_WORDS = (
    *("Microsoft.Compute", "diskEncryptionSets", "proximityPlacementGroups"),
    *("Microsoft.ContainerRegistry", "registries"),
    *("Microsoft.KeyVault", "vaults", "keys", "secrets", "versions"),
    *("Microsoft.ManagedIdentity", "userAssignedIdentities"),
    *("Microsoft.Network", "virtualNetworks", "subnets", "routeTables", "privateDnsZones"),
    *("loadBalancers", "backendAddressPools"),
)
_SPELLED = {word.lower(): word for word in _WORDS}
_FORM = re.compile(r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/([^/]+)((?:/[^/]+/[^/]+)+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ResourceId:
    """The parts of a resource id. `names` are those of the resource and its parents, the outermost first."""

    subscription: str
    """"" is that of the cluster."""
    resource_group: str
    type: str
    """Such as "Microsoft.Network/virtualNetworks/subnets"."""
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def text(self) -> str:
        """The id with the case of its fixed words that azurerm requires. Azure accepts any case, and `az` prints
        `resourcegroups` in the id of an identity (azurerm v4.55.0, `Parse` in resourceids/parse.go of
        go-azure-helpers)."""
        provider, *types = (_SPELLED.get(word.lower(), word) for word in self.type.split("/"))
        path = "".join(f"/{type_}/{name}" for type_, name in zip(types, self.names, strict=True))
        start = f"/subscriptions/{self.subscription}" if self.subscription else ""
        return f"{start}/resourceGroups/{self.resource_group}/providers/{provider}{path}"

    def has_type(self, type_: str) -> bool:
        """Azure ignores the case of types."""
        return self.type.lower() == type_.lower()

    @classmethod
    def find(cls, text: str) -> ResourceId | None:
        """The parts of `text`; None if it is not the id of a resource in a resource group."""
        return cls.parse(text) if _FORM.fullmatch(text) else None

    @classmethod
    def find_here(cls, text: str) -> ResourceId | None:
        """The same. The id may begin with `/resourceGroups`: then it is in the subscription of the cluster."""
        if text.lower().startswith("/resourcegroups/"):
            found = cls.find(f"/subscriptions/-{text}")
            return replace(found, subscription="") if found else None
        return cls.find(text)

    @classmethod
    def parse_here(cls, text: str) -> ResourceId:
        """The same; ValueError if there are none."""
        return cls.find_here(text) or cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> ResourceId:
        """The parts of `text`; ValueError if it is not the id of a resource in a resource group."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f'"{text}" is not the id of a resource in a resource group')
        subscription, group, provider, path = found.groups()
        _, *parts = path.split("/")
        kind = "/".join((provider, *parts[::2]))
        return cls(subscription=subscription, resource_group=group, type=kind, names=tuple(parts[1::2]))


def spelled(text: str) -> str:
    """The id as azurerm requires it. A text that is not an id stays as it is."""
    found = ResourceId.find_here(text)
    return found.text if found else text
