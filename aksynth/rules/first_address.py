"""The first static address of masters in a custom virtual network."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import IN_SCALE_SET, VNET, M
from aksynth.rules.registry import AKS_ENGINE, Finding, rule, shown


@rule(
    "V73",
    wrong={**VNET, M + "firstConsecutiveStaticIP": None},
    right=VNET,
    advice="set it to a free address in the subnet of the masters, followed by ten free addresses",
)
def first_address(case: Case) -> Iterator[Finding]:
    """Masters of an availability set in a custom virtual network must have a firstConsecutiveStaticIP.

    Master i gets the address that is i higher, and the internal load balancer the one that is ten higher.
    """
    if not case.custom_vnet or case.masters_in_scale_set:
        return
    text, here = case.masters.first_consecutive_static_ip, (*MASTER, "firstConsecutiveStaticIP")
    if not text:
        yield Finding(here, "firstConsecutiveStaticIP is missing")
    elif _address(text) is None:
        yield Finding(here, "this is not an IPv4 address", shown(text))


@rule(
    "A74",
    wrong={**VNET, M + "firstConsecutiveStaticIP": "10.239.0.250"},
    right={**VNET, M + "firstConsecutiveStaticIP": "10.239.0.245"},
    advice="use an address whose last octet is 245 or less",
    source=AKS_ENGINE,
)
def last_octet(case: Case) -> Iterator[Finding]:
    """The last octet of firstConsecutiveStaticIP must be 245 or less.

    AKS Engine counted in the last octet only: master 4 is four higher, and the load balancer ten.
    """
    address = _address(case.masters.first_consecutive_static_ip or "")
    if case.custom_vnet and not case.masters_in_scale_set and address and int(address) & 0xFF > 245:
        message = "the address of the load balancer, ten higher, would have another third octet"
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), message, shown(str(address)))


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except ValueError:
        return None


@rule(
    "V75",
    wrong={**IN_SCALE_SET, M + "firstConsecutiveStaticIP": "10.239.0.5"},
    right=IN_SCALE_SET,
    advice="remove the field",
)
def no_first_address(case: Case) -> Iterator[Finding]:
    """Masters of a scale set in a custom virtual network must not have a firstConsecutiveStaticIP.

    Their addresses start with the first usable address of the subnet.
    """
    written = case.written.properties.master_profile.first_consecutive_static_ip
    if case.custom_vnet and case.masters_in_scale_set and written:
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), "this must be empty for scale-set masters", shown(written))
