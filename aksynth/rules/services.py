"""The range of Services, and the cluster DNS address."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.defaults import ranges
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.range_text import ipv4, no_range
from aksynth.rules.registry import KUBERNETES, Finding, rule, shown


@rule(
    "V46",
    wrong={K + "serviceCidr": "10.2.0.0/16"},
    right={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.10"},
    advice="set both fields, or none",
)
def service_pair(case: Case) -> Iterator[Finding]:
    """serviceCidr and dnsServiceIP must be set together."""
    config = case.written_config
    if bool(config.service_cidr) != bool(config.dns_service_ip):
        there, missing = ("serviceCidr", "dnsServiceIP") if config.service_cidr else ("dnsServiceIP", "serviceCidr")
        yield Finding((*CONFIG, there), f"{missing} must be set too, since one depends on the other")


@rule(
    "V47",
    wrong={K + "serviceCidr": "10.2.0.0", K + "dnsServiceIP": "10.2.0.10"},
    right={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.10"},
    advice="write a CIDR, such as 10.2.0.0/16",
)
def service_cidr(case: Case) -> Iterator[Finding]:
    """serviceCidr must be an IPv4 CIDR."""
    yield from no_range((*CONFIG, "serviceCidr"), ipv4(case, case.config.service_cidr))


@rule(
    "V48",
    wrong={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.20"},
    source=KUBERNETES,
    right={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.10"},
    advice="use the tenth address of serviceCidr",
)
def dns_service_ip(case: Case) -> Iterator[Finding]:
    """dnsServiceIP must be the tenth address of serviceCidr.

    kubeadm always uses this address. AKS Engine accepted every address except the first and the last.
    """
    config, services = case.config, ranges.network(case.config.service_cidr)
    if not services or services.num_addresses < 16 or bool(config.service_cidr) != bool(config.dns_service_ip):
        return
    wanted = str(services.network_address + 10)
    pair = bool(case.written_config.service_cidr) == bool(case.written_config.dns_service_ip)
    if pair and config.dns_service_ip != wanted:
        message = "kubeadm uses the tenth address of serviceCidr for the cluster DNS"
        yield Finding((*CONFIG, "dnsServiceIP"), message, shown(config.dns_service_ip), wanted)


@rule(
    "A34",
    wrong={K + "serviceCidr": "10.2.0.0/28", K + "dnsServiceIP": "10.2.0.10"},
    source=KUBERNETES,
    right={K + "serviceCidr": "10.2.0.0/24", K + "dnsServiceIP": "10.2.0.10"},
    advice="use a prefix from /12 to /24",
)
def service_size(case: Case) -> Iterator[Finding]:
    """The prefix of serviceCidr must be /12 to /24.

    kube-apiserver does not accept a larger range.
    """
    services = ranges.network(case.config.service_cidr)
    if services and not 12 <= services.prefixlen <= 24:
        message = "this prefix is not supported"
        yield Finding((*CONFIG, "serviceCidr"), message, shown(str(services)), "a prefix from /12 to /24")
