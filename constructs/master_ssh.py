"""SSH to masters from outside the virtual network."""

from __future__ import annotations

from cdktf_cdktf_provider_azurerm.lb_nat_rule import LbNatRule
from cdktf_cdktf_provider_azurerm.network_interface_nat_rule_association import (
    NetworkInterfaceNatRuleAssociation,
)
from constructs import Construct

from .api_endpoint import ApiEndpoint
from .master_pool import MasterPool
from .resource_group import Group


class MasterSsh(Construct):
    """Inbound NAT on the public load balancer: port 22 for master 0, 2201 for master 1 and so on."""

    def __init__(self, scope: Construct, id_: str, *, group: Group, endpoint: ApiEndpoint, masters: MasterPool) -> None:
        super().__init__(scope, id_)
        for index, nic in masters.nics.items():
            name = f"SSH-{masters.machines[index].name_input}"
            rule = LbNatRule(
                self,
                f"{index}-rule",
                name=name,
                resource_group_name=group.name,
                loadbalancer_id=endpoint.public_lb_id,
                frontend_ip_configuration_name=endpoint.public_frontend,
                protocol="Tcp",
                frontend_port=2200 + index if index else 22,
                backend_port=22,
            )
            NetworkInterfaceNatRuleAssociation(
                self,
                f"{index}-association",
                network_interface_id=nic.id,
                ip_configuration_name="ipconfig1",
                nat_rule_id=rule.id,
            )
