"""A warning at every plan about a rule that admits a large part of the internet."""

from __future__ import annotations

from ipaddress import IPv4Network

from cdktf import TerraformStack

from aksynth.addresses import WIDEST_VAULT_PREFIX, is_wide
from aksynth.blueprint import Blueprint

_RULES = {"allow_kube_tls": "the Kubernetes API", "allow_ssh": "SSH of the masters"}


def warn_of_open_ranges(stack: TerraformStack, blueprint: Blueprint) -> None:
    """For ranges of the api model. Those of the variable `api_ranges` have a check of their own."""
    access = blueprint.access
    for rule, ranges in (("allow_kube_tls", access.api_ranges or ()), ("allow_ssh", access.ssh_ranges)):
        wide = [text for text in ranges if is_wide(IPv4Network(text))]
        if wide:
            sources = f"azurerm_network_security_rule.network_rule-{rule}.source_address_prefixes"
            message = (
                f"A large part of the internet reaches {_RULES[rule]}: {', '.join(wide)}. Limit the range to the "
                "addresses that need access."
            )
            narrow = f'tonumber(split("/", r)[1]) >= {WIDEST_VAULT_PREFIX}'
            stack.add_override(
                f"check.open_{rule}",
                {"assert": [{"condition": f"${{alltrue([for r in {sources} : {narrow}])}}", "error_message": message}]},
            )
