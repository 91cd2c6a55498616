"""Who reaches the cluster from outside."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import EXTRAS, MASTER, Case
from aksynth.rules.ids import EXAMPLE, GUID
from aksynth.rules.paths import X
from aksynth.rules.range_text import no_range
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown


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
        yield from no_range(path, text)


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


@rule(
    "A53",
    wrong={X + "access.vaultReaders": ["me"]},
    right={X + "access.vaultReaders": [EXAMPLE]},
    source=AZURE,
    advice="az ad signed-in-user show --query id -o tsv prints your own",
)
def vault_readers(case: Case) -> Iterator[Finding]:
    """Who reads the kubeconfigs is named by object ids."""
    for i, reader in enumerate(case.extras.access.vault_readers or []):
        if not GUID.fullmatch(reader):
            yield Finding((*EXTRAS, "access", "vaultReaders", i), "an object id is a UUID", shown(reader))
