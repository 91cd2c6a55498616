"""Every field has a status, and rules do what it says."""

from __future__ import annotations

import json
from typing import Any, get_args, get_origin

import pytest
from clusters import changed

from aksynth.apimodel import Fault, known
from aksynth.apimodel.keys import profile_of
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.profile import MissingStatusError, Profile, WholeProfile, key
from aksynth.apimodel.status import BUILT, Kind, Needs
from aksynth.apimodel.walk import Known
from aksynth.rules import example, read_string

FIELDS = [field for field in known(ApiModel) if field.decides]
SAMPLES: dict[Any, list[Any]] = {bool: [True, False], int: [3, 4], float: [0.5], dict: [{"a": "b"}], str: ["a", "b"]}

ALONE = {"networkPolicy": ["azure"]}
"""Values that only choose the default of another field, where that is not written."""


BESIDE = {"dnsServiceIP": {"properties.orchestratorProfile.kubernetesConfig.serviceCidr": "10.0.0.0/16"}}
"""What a value needs to be judged by its own rule."""


def of_kind(*kinds: Kind) -> list[Any]:
    found = [field for field in FIELDS if field.status.kind in kinds and profile_of(field.field.annotation)[0] is None]
    return [pytest.param(field, id=field.path.removeprefix("properties.")) for field in found]


def scalar(annotation: Any) -> Any:
    """bool, int, float, dict or str."""
    if get_origin(annotation) is dict:
        return dict
    parts = [part for part in get_args(annotation) if part is not type(None)]
    return scalar(parts[0]) if parts else annotation if annotation in SAMPLES else str


def samples(field: Known) -> list[Any]:
    """Values of the field's type; of a list a list with one."""
    values = list(field.facts.values) or SAMPLES[scalar(field.field.annotation)]
    options = [field.field.annotation, *get_args(field.field.annotation)]
    return [[value] for value in values] if any(get_origin(option) is list for option in options) else values


def faults(field: Known, value: Any, *, to_build: bool = False, beside: Any = None) -> list[Fault]:
    """What is said of the field where it has this value, and no more than that was written of its profile."""
    path = field.path.replace("[]", ".0")
    document = example(beside or BESIDE.get(field.alias, {}))
    *parents, _ = path.split(".")
    place: Any = document
    for i, part in enumerate(parents):
        new: Any = [{}] if parents[i + 1 : i + 2] == ["0"] else {}
        place = place[int(part)] if part.isdigit() else place.setdefault(part, new)
    here = tuple(int(part) if part.isdigit() else part for part in path.split("."))
    found = read_string(json.dumps(changed(document, path, value)), to_build=to_build).faults
    return [fault for fault in found if fault.path[: len(here)] == here or fault.rule == "A19"]


def reported(field: Known, value: Any, *, to_build: bool = False) -> dict[str, str]:
    """Severity of the faults by rule."""
    return {fault.rule: fault.severity for fault in faults(field, value, to_build=to_build)}


def test_a_field_needs_a_status() -> None:
    """A field without one fails at import, with what to do."""
    with pytest.raises(MissingStatusError, match=r"Pool: these fields have no status: size, plain\. Write .*BUILT"):

        class Pool(Profile):
            size: str | None = key("size", None, "Size.")
            kept: str | None = key("kept", None, "Kept.", status=BUILT)
            plain: int = 3


def test_a_whole_profile_is_not_built_in_parts() -> None:
    """Once its holder is built, its fields need statuses."""

    class Image(WholeProfile):
        name: str | None = key("name", None, "Name.")

    class Machine(Profile):
        image: Image | None = key("image", None, "Image.", status=BUILT)

    fields = {field.path: field for field in known(Machine)}
    assert fields["image"].status is BUILT
    with pytest.raises(MissingStatusError, match=r"image\.name is built: derive Image from Profile"):
        _ = fields["image.name"].status


def test_every_field_has_a_status() -> None:
    """Its own, or that of the field that holds it."""
    assert all(field.status.kind for field in known(ApiModel))


@pytest.mark.parametrize("field", of_kind("ignored"))
def test_ignored(field: Known) -> None:
    """A field that is left out has a warning, except where it asks for what happens anyway."""
    status = field.status
    for value in samples(field):
        found = reported(field, value)
        silent = status.is_harmless(value)
        wanted = "" if silent else status.judged_by or ("A19" if status.is_by_aks_engine(value) else "A14")
        assert {"A14", "A19", status.judged_by} & set(found) == ({wanted} - {""}), (value, found)
        assert not wanted or found[wanted] == "warning"


@pytest.mark.parametrize("field", of_kind("refused"))
def test_refused(field: Known) -> None:
    """What no cluster can have is an error, and the one value that every cluster has is none."""
    for value in samples(field):
        rule = field.status.judged_by or "A16"
        assert reported(field, value).get(rule) == (None if field.status.is_harmless(value) else "error"), value


@pytest.mark.parametrize("field", [field for field in FIELDS if field.status.replaced], ids=lambda field: field.path)
def test_replaced(field: Known) -> None:
    """A value that became another has a warning that names it."""
    for value, new in field.status.replaced.items():
        (said,) = [fault.message for fault in faults(field, value) if fault.rule == "A15"]
        assert said == (
            f"this value is replaced with {new.becomes}: {new.why}"
            if new.becomes
            else f"this value is omitted: {new.why}"
        )


@pytest.mark.parametrize("field", of_kind("not built"))
def test_not_built(field: Known) -> None:
    """What this version does not build is an error of the synthesis, unless another field reports it."""
    if field.status.needs or field.status.judged_by:
        return
    gone = [*(field.status.values or ()), *field.status.replaced, *ALONE.get(field.alias, ())]
    values = [value for value in samples(field) if value not in gone]
    assert values
    for value in values:
        assert reported(field, value).get("A10", "warning") == "warning"
        assert reported(field, value, to_build=True).get("A10") == "error", value


NEEDING = [pytest.param(field, needs, id=f"{field.path}-{needs}") for field in FIELDS for needs in field.status.needs]
OTHER = {
    True: False,
    False: True,
    "Spot": "Regular",
    "UserAssigned": "SystemAssigned",
    "VirtualMachineScaleSets": "AvailabilitySet",
    "AvailabilitySet": "VirtualMachineScaleSets",
}
"""A value that does not meet the need. What has none is met by nothing that the example writes."""


def needed(field: Known, needs: Needs) -> Known:
    """The field that another one needs."""
    by_path = {field.path: field for field in FIELDS}
    beside = by_path.get(f"{field.path.rpartition('.')[0]}.{needs.field}")
    return beside or next(f for f in FIELDS if f.path.replace("[]", "") == f"properties.{needs.field}")


@pytest.mark.parametrize(("field", "needs"), NEEDING)
def test_without_the_other_field(field: Known, needs: Needs) -> None:
    """A field that is written where it has no effect is reported."""
    other = needed(field, needs).path.replace("[]", ".0")
    beside = {other: OTHER[needs.value]} if needs.value in OTHER else None
    inner = profile_of(field.field.annotation)[0]
    for value in [{"name": "a", "adminUsername": "a"}] if inner else samples(field):
        said = [fault for fault in faults(field, value, beside=beside) if fault.rule == needs.rule]
        assert field.status.is_harmless(value) or said[0].advice, value


@pytest.mark.parametrize(("field", "needs"), NEEDING)
def test_not_built_with_another_field(field: Known, needs: Needs) -> None:
    """A field that is not built and needs another relies on that one to be refused."""
    other = needed(field, needs).status
    if field.status.kind == "not built":
        assert other.kind == "not built" and needs.value not in (other.values or ())
