"""Names of Azure objects, spelled as in AKS Engine, so that operators know them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aksynth.blueprint.suffix import name_suffix

_VAULT_LETTERS = {"masters": "m", "nodes": "n", "access": "a", "inputs": "i", "kms": "k"}


@dataclass(frozen=True)
class Names:
    """All names of a cluster. They depend on the DNS prefix only."""

    dns_prefix: str

    @property
    def suffix(self) -> str:
        return name_suffix(self.dns_prefix)

    @property
    def label(self) -> str:
        """Azure accepts DNS labels in lower case only."""
        return self.dns_prefix.lower()

    @property
    def zone(self) -> str:
        return f"{self.label}-{self.suffix}.internal"

    def of(self, pattern: str, **parts: object) -> str:
        """`pattern` with `{suffix}`, `{label}` and `parts` filled in, such as "k8s-vnet-{suffix}"."""
        return pattern.format(suffix=self.suffix, label=self.label, **parts)

    def master(self, index: int) -> str:
        return self.of("k8s-master-{suffix}-{index}", index=index)

    def account_prefix(self, purpose: str) -> str:
        """Such as "myclusteretcd", completed by six random characters. The name of an account has 3 to 24 letters and
        digits."""
        return re.sub("[^a-z0-9]", "", self.label)[:12] + purpose

    def vault_prefix(self, reader_class: str) -> str:
        """Such as "mycluster-m-", completed by six random characters. The name of a vault has no two hyphens in a
        row."""
        start = re.sub("-+", "-", self.label)[:12].rstrip("-")
        return f"{start}-{_VAULT_LETTERS[reader_class]}-"
