"""The network security group of the machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import Precondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.network_security_group import NetworkSecurityGroup
from cdktf_cdktf_provider_azurerm.network_security_rule import NetworkSecurityRule
from constructs import Construct

from .resource_group import Group


@dataclass(frozen=True, kw_only=True)
class SecurityRule:
    """A rule of the security group. `priority` is 100 to 499, because the rules of the cloud provider start at 500.

    `sources` and `destinations` are CIDRs or addresses, or one service tag or "*". `direction` is Inbound or Outbound.
    """

    name: str
    priority: int
    ports: str
    sources: Sequence[str]
    destinations: Sequence[str]
    access: str = "Allow"
    direction: str = "Inbound"
    protocol: str = "Tcp"


class SecurityGroup:
    """The security group of a virtual network, as a part of its construct `scope`.

    `conditions` must be true before the group is planned.
    """

    def __init__(self, scope: Construct, *, group: Group, name: str, conditions: Sequence[Precondition] = ()) -> None:
        self._scope, self._group = scope, group
        self._resource = NetworkSecurityGroup(
            scope,
            "nsg",
            name=name,
            resource_group_name=group.name,
            location=group.location,
            # The cloud provider adds a rule for each Service of type LoadBalancer.
            lifecycle=TerraformResourceLifecycle(
                ignore_changes=["security_rule"], precondition=list(conditions) or None
            ),
        )
        self.id, self.name = self._resource.id, self._resource.name

    def add(self, rule: SecurityRule) -> NetworkSecurityRule:
        """Add a rule."""
        return NetworkSecurityRule(
            self._scope,
            f"rule-{rule.name}",
            name=rule.name,
            priority=rule.priority,
            direction=rule.direction,
            access=rule.access,
            protocol=rule.protocol,
            source_port_range="*",
            destination_port_range=rule.ports,
            network_security_group_name=self._resource.name,
            resource_group_name=self._group.name,
            **_ends(rule),
        )


def _ends(rule: SecurityRule) -> dict[str, Any]:
    """Azure accepts tags and "*" only in the singular argument, and lists only in the plural argument."""
    ends: dict[str, Any] = {}
    for side, values in (("source", rule.sources), ("destination", rule.destinations)):
        single = len(values) == 1 and (values[0] == "*" or values[0].isalpha())
        ends[f"{side}_address_prefix" + ("" if single else "es")] = values[0] if single else list(values)
    return ends
