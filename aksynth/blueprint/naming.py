"""Names of Azure objects, as AKS Engine spelled them, so that an operator finds what they know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aksynth.blueprint.suffix import name_suffix

_VAULT_LETTERS = {"masters": "m", "nodes": "n", "access": "a", "inputs": "i"}


@dataclass(frozen=True)
class Names:
    """Every name of a cluster, from its DNS prefix alone."""

    dns_prefix: str

    @property
    def suffix(self) -> str:
        return name_suffix(self.dns_prefix)

    @property
    def label(self) -> str:
        """Azure takes DNS labels in lower case only."""
        return self.dns_prefix.lower()

    @property
    def zone(self) -> str:
        return f"{self.label}-{self.suffix}.internal"

    def of(self, pattern: str, **parts: object) -> str:
        """`pattern` with `{suffix}`, `{label}` and `parts` filled in, such as "k8s-vnet-{suffix}"."""
        return pattern.format(suffix=self.suffix, label=self.label, **parts)

    def master(self, index: int) -> str:
        return self.of("k8s-master-{suffix}-{index}", index=index)

    @property
    def account_prefix(self) -> str:
        """Such as "myclusteretcd"; six random characters complete it. An account's name holds letters and digits."""
        return re.sub("[^a-z0-9]", "", self.label)[:12] + "etcd"

    def vault_prefix(self, reader_class: str) -> str:
        """Such as "mycluster-m-"; six random characters complete it. A vault name holds no two hyphens in a row."""
        start = re.sub("-+", "-", self.label)[:12].rstrip("-")
        return f"{start}-{_VAULT_LETTERS[reader_class]}-"
