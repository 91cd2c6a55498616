"""The form of ranges."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.rules.case import Case
from aksynth.rules.registry import Finding, shown


def no_range(path: Path, text: str | None) -> Iterator[Finding]:
    """A finding if the text is not an IPv4 CIDR, with the nearest valid range."""
    if text is not None and not ranges.network(text):
        yield Finding(path, "this is not an IPv4 CIDR", shown(text), advice=_meant(text))


def _meant(text: str) -> str:
    try:
        return f"did you mean {IPv4Network(text, strict=False)}? The host bits must be zero"
    except ValueError:
        return "write a CIDR, such as 198.51.100.0/24"


def ipv4(case: Case, text: str | None) -> str | None:
    """The first of the two ranges of a dual-stack cluster; None for an IPv6-only cluster."""
    flags = case.model.properties.feature_flags
    if flags.enable_ipv6_only:
        return None
    return text.split(",")[0] if text and flags.enable_ipv6_dual_stack else text
