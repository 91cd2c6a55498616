"""Who reaches the cluster from outside."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.rules.case import EXTRAS, MASTER, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown


def _meant(text: str) -> str:
    try:
        return f"did you mean {IPv4Network(text, strict=False)}? The part behind the prefix must be zero"
    except ValueError:
        return "write a range such as 198.51.100.0/24"


def _no_range(path: Path, text: str | None) -> Iterator[Finding]:
    if text and not ranges.network(text):
        yield Finding(path, "this is no IPv4 range", shown(text), advice=_meant(text))


def _access(case: Case) -> Iterator[tuple[Path, str]]:
    source = case.masters.http_source_address_prefix
    if source and source != "*":
        yield (*MASTER, "HTTPSourceAddressPrefix"), source
    access = case.extras.access
    for key, values in (("apiRanges", access.api_ranges), ("sshRanges", access.ssh_ranges)):
        for i, value in enumerate(values or []):
            yield (*EXTRAS, "access", key, i), value


@rule(
    "A30",
    wrong={X + "access.apiRanges": ["198.51.100.1/24"]},
    right={X + "access.apiRanges": ["198.51.100.0/24"]},
    advice="write a CIDR",
    source=AKSYNTH,
)
def access_ranges(case: Case) -> Iterator[Finding]:
    """Who reaches the cluster is named by ranges."""
    for path, text in _access(case):
        yield from _no_range(path, text)


@rule(
    "A31",
    wrong={X + "access.sshRanges": ["0.0.0.0/0"]},
    right={X + "access.sshRanges": ["198.51.100.0/24"]},
    advice="narrow it to the addresses of those who need it",
    source=AKSYNTH,
    warns=True,
)
def open_access(case: Case) -> Iterator[Finding]:
    """Not the whole internet reaches API or machines."""
    for path, text in _access(case):
        if text == "0.0.0.0/0":
            yield Finding(path, "the whole internet reaches this", shown(text))
