"""The ranges that reach the API, if a Terraform variable sets them."""

from __future__ import annotations

import json

from cdktf import TerraformLocal, TerraformStack, TerraformVariable, Token

from aksynth._stacks.variables import Variables
from aksynth.addresses import NOT_PUBLIC, WIDEST_VAULT_PREFIX

_PREFIX = 'tonumber(split("/", r)[1])'
_WIDE = f"{_PREFIX} < {WIDEST_VAULT_PREFIX}"
_ANY_WIDE = f"anytrue([for r in var.api_ranges : {_WIDE}])"
_RANGE = '(can(regex("^[0-9.]+/[0-9]+$", r)) ? try(cidrsubnet(r, 0, 0) == r, false) : false)'
_NONE_OPEN = (
    "No range in api_ranges reaches the key vaults: Azure accepts only public ranges there. Add the public range from "
    "which you read the kubeconfig. With a service principal, add that of the machine that runs Terraform, too."
)
_WIDE_OPEN = (
    "A large part of the internet reaches the Kubernetes API: api_ranges contains a range wider than "
    f"/{WIDEST_VAULT_PREFIX}. The key vaults stay closed to it. Limit the range to the addresses that need access."
)


def _inside(block: str, prefix: int) -> str:
    """Whether range r and a block overlap: they are equal at the shorter of the two prefixes."""
    shorter = f"min({_PREFIX}, {prefix})"
    return (
        f'cidrsubnet(format("%s/%d", split("/", r)[0], {shorter}), 0, 0)'
        f' == cidrsubnet(format("%s/%d", {json.dumps(block)}, {shorter}), 0, 0)'
    )


def vault_ranges() -> str:
    """`aksynth.addresses.opens_vaults` for each of `var.api_ranges`, as a Terraform expression."""
    blocks = ", ".join(_inside(str(net.network_address), net.prefixlen) for net in NOT_PUBLIC)
    return f"${{[for r in var.api_ranges : r if !({_WIDE}) && !anytrue([{blocks}])]}}"


class ApiRanges:
    """`api` is all ranges of the variable. `vaults` is the ranges that also reach the key vaults."""

    def __init__(self, variables: Variables) -> None:
        variable: TerraformVariable = variables.add(
            "api_ranges",
            type_="list(string)",
            description="CIDRs that can reach the public address of the Kubernetes API. Public CIDRs with a prefix of "
            f"/{WIDEST_VAULT_PREFIX} or longer can also reach the vault with the kubeconfigs.",
            condition=f"${{length(var.api_ranges) > 0 && alltrue([for r in var.api_ranges : {_RANGE}])}}",
            error_message='Set at least one IPv4 CIDR, such as ["198.51.100.0/24"]. The host bits must be zero. Write '
            'a single address with "/32".',
        )
        local = TerraformLocal(variables, "vault_ranges", vault_ranges())
        local.override_logical_id("vault_ranges")
        self.api: list[str] = Token.as_list(variable.value)
        self.vaults: list[str] = local.as_list
        TerraformStack.of(variables).add_override(
            "check.api_ranges",
            {
                "assert": [
                    {
                        "condition": f"${{!{_ANY_WIDE}}}",
                        "error_message": _WIDE_OPEN,
                    },
                    {
                        "condition": f"${{length(local.vault_ranges) > 0 || {_ANY_WIDE}}}",
                        "error_message": _NONE_OPEN,
                    },
                ]
            },
        )
