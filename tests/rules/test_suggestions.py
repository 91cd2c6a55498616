"""Faults of address capacity suggest values, and the suggested values end the faults."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aksynth.apimodel import Fault
from aksynth.rules import example, read_string
from aksynth.rules.paths import SUBNET, VNET, A, K, M, X

KUBENET = {K + "networkPlugin": "kubenet"}
OWNED = {K + "clusterSubnet": "10.1.0.0/23", A + "count": 30}


def errors(patch: dict[str, Any]) -> dict[str, Fault]:
    found = read_string(json.dumps(example(patch))).faults
    return {fault.rule: fault for fault in found if fault.severity == "error"}


@pytest.mark.parametrize(
    ("rule", "patch", "message", "advice"),
    [
        (
            "A36",
            OWNED,
            "machines and pods need 962 addresses, and 10.1.0.0/23 has 507, enough for 16 nodes of 31 addresses",
            "set clusterSubnet to 10.1.0.0/22, or "
            "set ipAddressCount to 16 and --max-pods to 15 for all nodes of the subnet",
        ),
        ("A36", {**OWNED, A + "count": 60}, "enough for 16 nodes of 31 addresses", "set clusterSubnet to 10.1.0.0/21"),
        (
            "A36",
            {**VNET, X + "subnets": {SUBNET + "masters": "10.239.0.0/22", SUBNET + "agents": "10.239.4.0/24"}, A + "count": 9},
            "10.239.4.0/24 has 251, enough for 8 nodes of 31 addresses",
            "use a subnet with a prefix of /23, or "
            "set ipAddressCount to 27 and --max-pods to 26 for all nodes of the subnet",
        ),
        (
            "A36",
            {**OWNED, K + "serviceCidr": "10.1.2.0/24", K + "dnsServiceIP": "10.1.2.10"},
            "enough for 16 nodes of 31 addresses",
            "set ipAddressCount to 16 and --max-pods to 15 for all nodes of the subnet",
        ),
        (
            "A93",
            {**KUBENET, K + "clusterSubnet": "10.244.0.0/23", K + "serviceCidr": "10.244.2.0/24", K + "dnsServiceIP": "10.244.2.10"},
            "the range has 2",
            "use a clusterSubnet with a prefix of /22",
        ),
        ("A93", {**KUBENET, K + "clusterSubnet": "10.244.0.0/23"}, "the range has 2", "set clusterSubnet to 10.244.0.0/22"),
        ("A93", {**KUBENET, K + "clusterSubnet": "10.244.2.0/23"}, "the range has 2", "use a clusterSubnet with a prefix of /22"),
    ],
)  # fmt: skip
def test_texts(rule: str, patch: dict[str, Any], message: str, advice: str) -> None:
    """How many nodes fit, and what to write."""
    fault = errors(patch)[rule]
    assert message in fault.message
    assert fault.advice == advice


def corrections(patch: dict[str, Any], fault: Fault) -> list[dict[str, Any]]:
    """The patches that follow each part of the advice."""
    found: list[dict[str, Any]] = []
    for range_ in re.findall(r"set clusterSubnet to (\S+?)(?:,|$)", fault.advice):
        found.append({K + "clusterSubnet": range_})
    for prefix in re.findall(r"use a subnet with a prefix of /(\d+)", fault.advice):
        found.append({X + "subnets": {SUBNET + "masters": "10.239.0.0/22", SUBNET + "agents": f"10.64.0.0/{prefix}"}})
    for count, pods in re.findall(r"set ipAddressCount to (\d+) and --max-pods to (\d+)", fault.advice):
        profiles = (A,) if "vnetSubnetID" in str(patch) else (A, M)
        flags = {"kubeletConfig": {"--max-pods": pods}}
        found.append({key: value for profile in profiles for key, value in (
            (profile + "ipAddressCount", int(count)), (profile + "kubernetesConfig", flags))})  # fmt: skip
    return [{**patch, **correction} for correction in found]


def owned(third: int, prefix: int) -> dict[str, Any]:
    return {K + "clusterSubnet": f"10.{third}.0.0/{prefix}"}


def borrowed(prefix: int) -> dict[str, Any]:
    return {**VNET, M + "vnetCidr": "10.0.0.0/8", K + "serviceCidr": "172.16.0.0/16", K + "dnsServiceIP": "172.16.0.10",
            X + "subnets": {SUBNET + "masters": "10.239.0.0/22", SUBNET + "agents": f"10.64.0.0/{prefix}"}}  # fmt: skip


PLACES = st.one_of(
    st.builds(owned, st.integers(0, 255), st.integers(16, 23)),
    st.builds(borrowed, st.integers(18, 28)),
    st.builds(lambda third, prefix: {**KUBENET, **owned(third, prefix)}, st.integers(0, 239), st.integers(17, 25)),
)


@settings(max_examples=150, deadline=None)
@given(PLACES, st.integers(1, 390), st.sampled_from([None, 11, 31, 64, 110, 256]), st.booleans())
def test_a_suggestion_ends_the_fault(place: dict[str, Any], count: int, addresses: int | None, flag: bool) -> None:
    """Whatever the subnet: the fault is gone, and no other error is new."""
    patch = {**place, A + "count": count}
    if addresses and "kubenet" not in place.values():
        patch[A + "ipAddressCount"] = addresses
        patch.update({K + "kubeletConfig": {"--max-pods": str(addresses - 1)}} if flag else {})
    before = errors(patch)
    for rule in {"A36", "A93"} & set(before):
        for corrected in corrections(patch, before[rule]):
            assert set(errors(corrected)) <= set(before) - {rule}, before[rule].advice
