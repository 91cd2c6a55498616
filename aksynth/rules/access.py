"""Access to the cluster from outside."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.addresses import is_wide, opens_vaults
from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.rules.case import AKSYNTH_PATH, CONFIG, MASTER, PROPERTIES, Case
from aksynth.rules.ids import EXAMPLE, GUID
from aksynth.rules.paths import K, S, X
from aksynth.rules.range_text import no_range
from aksynth.rules.registry import AKSYNTH, AZURE, RULES, Finding, rule, shown


def _access(case: Case) -> Iterator[tuple[Path, str]]:
    source = case.masters.http_source_address_prefix
    if source and source != "*":
        yield (*MASTER, "HTTPSourceAddressPrefix"), source
    access = case.aksynth.access
    for key, values in (("apiRanges", access.api_ranges), ("sshRanges", access.ssh_ranges)):
        for i, value in enumerate(values or []):
            yield (*AKSYNTH_PATH, "access", key, i), value


@rule(
    "A30",
    wrong={X + "access.apiRanges": ["198.51.100.1/24"]},
    right={X + "access.apiRanges": ["198.51.100.0/24"]},
    advice="write a CIDR, such as 198.51.100.0/24",
    source=AKSYNTH,
)
def access_ranges(case: Case) -> Iterator[Finding]:
    """Ranges in `access` must be IPv4 CIDRs."""
    for path, text in _access(case):
        yield from no_range(path, text)


@rule(
    "A31",
    wrong={X + "access.sshRanges": ["0.0.0.0/1", "128.0.0.0/1"]},
    right={X + "access.sshRanges": ["198.51.100.0/24"]},
    advice="limit the range to the addresses that need access",
    source=AKSYNTH,
    warns=True,
)
def open_access(case: Case) -> Iterator[Finding]:
    """Ranges that reach the API or the machines must have a prefix of /8 or longer.

    A shorter prefix opens them to a large part of the internet. The key vaults stay closed to such a range.
    """
    for path, text in _access(case):
        found = ranges.network(text)
        if found and is_wide(found):
            whole = "the whole internet" if found.prefixlen == 0 else "a large part of the internet"
            yield Finding(path, f"this range allows {whole}", shown(text))


@rule(
    "A142",
    wrong={X + "access.apiRanges": ["10.0.0.0/24"]},
    right={X + "access.apiRanges": ["198.51.100.0/24"]},
    advice="add the public range from which you read the kubeconfig",
    source=AZURE + "key-vault/general/network-security",
    warns=True,
)
def vault_access(case: Case) -> Iterator[Finding]:
    """A range in `access.apiRanges` must be public to reach the vault with the kubeconfigs.

    Azure rejects private ranges in the firewall of a key vault, so the vault omits them. The API accepts all ranges.
    """
    for path, text in _access(case):
        found = ranges.network(text)
        if "sshRanges" not in path and found and not is_wide(found) and not opens_vaults(found):
            yield Finding(path, "this range is not public, so it reaches the API but no key vault", shown(text))


@rule(
    "A246",
    wrong={S + "clientId": EXAMPLE, K + "privateCluster.enabled": True},
    right={
        S + "clientId": EXAMPLE,
        K + "privateCluster.enabled": True,
        X + "access.apiRanges": ["198.51.100.0/24"],
    },
    advice="add the public range of the machine that runs Terraform to access.apiRanges. Or leave the variable "
    "service_principal_secret blank and store the secret",
    source=AZURE + "key-vault/general/network-security",
    warns=True,
)
def secret_access(case: Case) -> Iterator[Finding]:
    """The machine that runs Terraform must reach the vault *inputs* of a cluster with a service principal.

    An apply stores the secret of the service principal in this vault, and masters wait for it. Without a public range,
    the vault accepts only machines of the virtual network.
    """
    if not _stores_a_secret(case) or _asks_for_ranges(case) or _opens_vaults(case):
        return
    here = (*PROPERTIES, "servicePrincipalProfile", "clientId")
    if here not in {field.path for field in case.fields}:
        here = (*CONFIG, "useManagedIdentity")
    everywhere = case.aksynth.private_endpoints.enabled or case.aksynth.vnet.egress_ranges
    place = "the virtual network" if everywhere else "the subnet of the masters"
    message = f"no range opens the vault in which Terraform stores the secret: only machines in {place} reach it"
    advice = (
        f"{RULES['A246'].advice} with the output service_principal_secret_command from {place}. If Terraform runs "
        "there, silence this rule"
    )
    yield Finding(here, message, advice=advice)


def _stores_a_secret(case: Case) -> bool:
    return case.config.use_managed_identity is False and not case.model.properties.vault_credential


def _asks_for_ranges(case: Case) -> bool:
    """A Terraform variable sets them, and each plan checks it."""
    return not case.config.private_cluster.enabled and not _api_ranges(case)


def _opens_vaults(case: Case) -> bool:
    found = (ranges.network(text) for text in _api_ranges(case))
    return any(network and opens_vaults(network) for network in found)


def _api_ranges(case: Case) -> list[str]:
    """Those of `HTTPSourceAddressPrefix`, which wins, or of `access.apiRanges`."""
    found = list(_access(case))
    first = [text for path, text in found if "HTTPSourceAddressPrefix" in path]
    return first or [text for path, text in found if "apiRanges" in path]


@rule(
    "A53",
    wrong={X + "access.vaultReaders": ["me"]},
    right={X + "access.vaultReaders": [EXAMPLE]},
    source=AZURE,
    advice="run az ad signed-in-user show --query id -o tsv to get your object id",
)
def vault_readers(case: Case) -> Iterator[Finding]:
    """Entries of `access.vaultReaders` must be object ids."""
    for i, reader in enumerate(case.aksynth.access.vault_readers or []):
        if not GUID.fullmatch(reader):
            yield Finding((*AKSYNTH_PATH, "access", "vaultReaders", i), "an object id is a UUID", shown(reader))
