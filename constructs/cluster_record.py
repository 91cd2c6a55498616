"""Values that a cluster was created with. They are kept in the state, and a plan fails if a change would break it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, Postcondition, Precondition, TerraformLocal, TerraformResourceLifecycle
from constructs import Construct

from .terraform_data import TerraformData

_MADE, _NONE = "made", "none"


@dataclass(frozen=True, kw_only=True)
class FixedValue:
    """A value that must not change. `field` is its name in messages. `remedy` says what to do instead of a change.

    The value may change until `after` is created: if an apply fails earlier, nothing uses the value. `before` is the
    value of a cluster whose record does not have the field, "" for the current value.
    """

    field: str
    value: str
    remedy: str
    before: str = ""
    after: Sequence[ITerraformDependable] = ()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Something that a cluster may get later and never loses again, unless an apply has `released` it. `remedy` is the
    error message if it would. It counts as released after `after` is created."""

    made: bool
    remedy: str
    released: bool = False
    after: Sequence[ITerraformDependable] = ()


@dataclass(frozen=True, kw_only=True)
class Staged:
    """Something that an existing cluster gets in two applies: one makes it, and a later one relies on it (`alone`).

    `field` is its name in the record. `remedy` is the error message of a plan that would do both at once. It counts as
    made after `after` is created.
    """

    field: str
    made: bool
    alone: bool
    remedy: str
    after: Sequence[ITerraformDependable] = ()


class ClusterRecord(Construct):
    """Fixed values and existing masters in the state, and a resource whose preconditions compare them at every plan.

    A `terraform_data` that ignores changes of its input keeps its output, which is known at plan. The record is made
    by the first apply that has it: a cluster of an earlier release records the values of that model.

    `later` are values that are made later than the record, by the id of their own entry: those of a pool, and those
    with an `after`.

    `masters` has an index for every master that a cluster can have, with its name, or None where the model has none.
    The entry of a master that vanished from the model keeps saying that it was made, so that the plan is refused,
    until an operator removes the entry from the state. `kept` has the same for other parts, by the id of the entry, and
    `staged` has parts that come in two applies.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        values: Sequence[FixedValue],
        later: Mapping[str, FixedValue],
        masters: Mapping[int, str | None],
        kept: Mapping[str, Kept],
        staged: Mapping[str, Staged],
    ) -> None:
        super().__init__(scope, id_)
        own = {value.field: value.value for value in values}
        own |= {part.field: _MADE if part.made else _NONE for part in staged.values()}
        local = f"local.{TerraformLocal(self, 'values', own).friendly_unique_id}"
        keep = TerraformResourceLifecycle(ignore_changes=["input"])
        record = TerraformData(self, "Resource", input_=own, lifecycle=keep).address
        entries = {index: self._entry(f"master-{index}", made=name is not None) for index, name in masters.items()}
        count = sum(name is not None for name in masters.values())
        conditions = [_unchanged(value, record, local) for value in values]
        for id_, value in later.items():
            self._later(id_, value)
        conditions += [_still_there(index, entries[index], count) for index, name in masters.items() if name is None]
        conditions += [condition for id_, part in kept.items() for condition in self._kept(id_, part)]
        for id_, part in staged.items():
            self._staged(id_, part, record)
        TerraformData(self, "guard", lifecycle=TerraformResourceLifecycle(precondition=conditions))

    def _later(self, id_: str, value: FixedValue) -> None:
        """Its condition is its own. The guard must not wait for what is made late: a plan with an error there would not
        reach it."""
        lifecycle = TerraformResourceLifecycle(ignore_changes=["input"], postcondition=[_same(value)])
        TerraformData(self, id_, input_=value.value, lifecycle=lifecycle, depends_on=list(value.after) or None)

    def _staged(self, id_: str, part: Staged, record: str) -> None:
        """The input of an entry is known at plan, also if the entry is not in the state yet: a cluster that was created
        with the part has it in the record, and an older one has neither."""
        after = list(part.after) or None
        if not part.alone:
            TerraformData(self, id_, input_=_MADE if part.made else _NONE, depends_on=after)
            return
        made = Postcondition(condition=f'${{self.input == "{_MADE}"}}', error_message=part.remedy)
        lifecycle = TerraformResourceLifecycle(ignore_changes=["input"], postcondition=[made])
        first = f'${{lookup({record}.output, "{part.field}", "{_NONE}")}}'
        TerraformData(self, id_, input_=first, lifecycle=lifecycle, depends_on=after)

    def _kept(self, id_: str, part: Kept) -> list[Precondition]:
        """What is released has no condition: the guard must not wait for it."""
        if part.released:
            TerraformData(self, id_, input_=_NONE, depends_on=list(part.after) or None)
            return []
        return [_kept(self._entry(id_, made=part.made), part)]

    def _entry(self, id_: str, *, made: bool) -> str:
        keep = None if made else TerraformResourceLifecycle(ignore_changes=["input"])
        return TerraformData(self, id_, input_=_MADE if made else _NONE, lifecycle=keep).address


def _unchanged(value: FixedValue, record: str, values: str) -> Precondition:
    """If the record of an earlier release does not have the field, `before` or the current value is used."""
    new = f'{values}["{value.field}"]'
    old = f'"{value.before}"' if value.before else new
    condition, message = _refusal(value, f'lookup({record}.output, "{value.field}", {old})', new)
    return Precondition(condition=condition, error_message=message)


def _same(value: FixedValue) -> Postcondition:
    condition, message = _refusal(value, "self.output", f'"{value.value}"')
    return Postcondition(condition=condition, error_message=message)


def _refusal(value: FixedValue, old: str, new: str) -> tuple[str, str]:
    """The condition, and the error message if it is false."""
    return (
        f"${{{old} == {new}}}",
        f'{value.field} is "${{{new}}}", but this cluster was created with "${{{old}}}". {value.remedy}',
    )


def _still_there(index: int, entry: str, count: int) -> Precondition:
    return Precondition(
        condition=f'${{{entry}.output == "{_NONE}"}}',
        error_message=f"masterProfile.count is {count}, and master {index} exists. An apply would destroy it with its "
        "etcd disk, and the other masters could lose quorum. Restore the earlier count, or remove the "
        'master first: see "Fewer masters" in docs/day-2.md.',
    )


def _kept(entry: str, part: Kept) -> Precondition:
    condition = f'${{{entry}.output == "{_NONE}" || {str(part.made).lower()}}}'
    return Precondition(condition=condition, error_message=part.remedy)
