"""The keys that sign tokens of service accounts."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel

FIRST = 1
"""The number of the key that is a part of the PKI."""


@dataclass(frozen=True, kw_only=True)
class SigningKeys:
    """By number. API servers accept tokens of all keys, and sign with the first one."""

    numbers: tuple[int, ...]

    @property
    def signs(self) -> int:
        return self.numbers[0]

    @property
    def rotated(self) -> bool:
        """A key that is not a part of the PKI is used."""
        return self.numbers != (FIRST,)


def signing_keys(model: ApiModel) -> SigningKeys:
    return SigningKeys(numbers=tuple(model.properties.aksynth.signing_key_versions or [FIRST]))
