"""User data that Azure would refuse is found before anything is written."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import pytest

from aksynth.blueprint import resolve
from aksynth.custom_data import LARGEST, packed, too_large, weighed
from aksynth.rules import example, read_string

M = "properties.masterProfile."
K = "properties.orchestratorProfile.kubernetesConfig."


def names(number: int) -> list[str]:
    """Names that compress badly, as names of hosts do."""
    letters = random.Random(1)
    return ["".join(letters.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=55)) + ".org" for _ in range(number)]


def faults(patch: dict[str, Any]) -> list[Any]:
    reading = weighed(read_string(json.dumps(example(patch)), to_build=True))
    return [fault for fault in reading.faults if fault.rule == "A126"]


def test_many_names_are_refused_with_what_made_it_grow() -> None:
    (fault,) = faults({M + "subjectAltNames": names(900)})
    assert fault.severity == "error"
    assert fault.location == "properties.masterProfile.subjectAltNames"
    assert fault.line > 0
    assert "the masters" in fault.message
    assert "subjectAltNames" in fault.message


def test_few_names_fit() -> None:
    assert not faults({M + "subjectAltNames": names(20)})


def test_a_pool_s_labels_are_named() -> None:
    labels = {f"team.example.org/{name[:40]}": name[:60] for name in names(2400)}
    found = faults({"properties.agentPoolProfiles.0.customNodeLabels": labels})
    assert "pool agentpool1" in " ".join(fault.message for fault in found)
    assert all(fault.advice == "shorten customNodeLabels" for fault in found)


@pytest.mark.parametrize("number", [0, 100])
def test_nothing_is_said_below_the_limit(number: int) -> None:
    reading = read_string(json.dumps(example({M + "subjectAltNames": names(number)})))
    assert reading.filled
    assert too_large(resolve(reading.filled)) == []


def test_a_size_is_that_of_terraform() -> None:
    noise = base64.b64encode(random.Random(2).randbytes(LARGEST)).decode()
    assert packed(noise) > LARGEST > packed("a" * 10_000_000)
