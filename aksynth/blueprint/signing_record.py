"""What the record of a cluster has of the keys that sign tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.signing_keys import FIRST, SigningKeys

_ACCEPT_FIRST = (
    "An apply changes one master after the other, and the others would reject the tokens that a changed one signs. Set "
    "aksynth.signingKeyVersions to [{before}, {number}] and apply, then to [{number}, {before}] and apply again."
)
_SIGN_FIRST = (
    "Pods have tokens that key {before} has signed. An apply would make the API servers reject them. Set "
    "aksynth.signingKeyVersions to [{before}, {number}] and apply, then to [{number}, {before}] and apply. Set it to "
    "[{number}] after one day, when the pods have other tokens."
)
_KEY_IS_USED = (
    "aksynth.signingKeyVersions does not have key {number}, and masters of this cluster sign tokens with it or a later "
    "one. An apply would make the API servers reject them. Write the earlier value again. To go back to key {before}, "
    "set it to [{number}, {before}] and apply, then to [{before}, {number}] and apply before you remove key {number}."
)


@dataclass(frozen=True, kw_only=True)
class SigningStage:
    """A key for tokens, after that of the PKI. `done` says which step of its rotation the model has, and `needed`
    whether an earlier apply must have taken this step on all masters."""

    id: str
    field: str
    done: bool
    needed: bool
    remedy: str


def signing_stages(blueprint: Blueprint) -> list[SigningStage]:
    """All API servers accept a key before it signs, and it signs before the other one goes."""
    keys = blueprint.signing_keys
    return [stage for number in sorted(keys.numbers) if number > FIRST for stage in _stages(keys, number)]


@dataclass(frozen=True, kw_only=True)
class UsedKey:
    """Whether a key for tokens, or a later one, signs. `released`: it is accepted, and does not sign."""

    id: str
    signs: bool
    released: bool
    remedy: str


def used_keys(blueprint: Blueprint) -> list[UsedKey]:
    """Those that the model has, the next one, which it may have lost, and the second one for a model that lost all."""
    keys = blueprint.signing_keys
    numbers = {FIRST + 1, *keys.numbers, max(keys.numbers) + 1} - {FIRST}
    return [
        UsedKey(
            id=f"signing-key-{number}-used",
            signs=keys.signs >= number,
            released=keys.signs < number and number in keys.numbers,
            remedy=_KEY_IS_USED.format(number=number, before=number - 1),
        )
        for number in sorted(numbers)
    ]


def _stages(keys: SigningKeys, number: int) -> Iterator[SigningStage]:
    signs, name, field = keys.signs == number, f"signing-key-{number}", f"aksynth.signingKeyVersions.{number}"
    other = next((other for other in keys.numbers if other != number), number - 1)
    accept_first = _ACCEPT_FIRST.format(before=other, number=number)
    yield SigningStage(id=name, field=field, done=True, needed=signs, remedy=accept_first)
    yield SigningStage(
        id=f"{name}-signs",
        field=f"{field}.signs",
        done=signs,
        needed=signs and number - 1 not in keys.numbers,
        remedy=_SIGN_FIRST.format(before=number - 1, number=number),
    )
