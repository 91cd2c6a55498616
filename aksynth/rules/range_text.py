"""Texts that should be ranges."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.rules.case import Case
from aksynth.rules.registry import Finding, shown


def no_range(path: Path, text: str | None) -> Iterator[Finding]:
    """A finding where a written text is no IPv4 range, with the range that is perhaps meant."""
    if text is not None and not ranges.network(text):
        yield Finding(path, "this is no IPv4 range", shown(text), advice=_meant(text))


def _meant(text: str) -> str:
    try:
        return f"did you mean {IPv4Network(text, strict=False)}? The part behind the prefix must be zero"
    except ValueError:
        return "write a range such as 198.51.100.0/24"


def ipv4(case: Case, text: str | None) -> str | None:
    """Of a dual stack cluster's two ranges the first; nothing of a cluster with IPv6 alone."""
    flags = case.model.properties.feature_flags
    if flags.enable_ipv6_only:
        return None
    return text.split(",")[0] if text and flags.enable_ipv6_dual_stack else text
