"""Load balancers and names of the Kubernetes API."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.lb import Lb, LbFrontendIpConfiguration
from cdktf_cdktf_provider_azurerm.lb_backend_address_pool import LbBackendAddressPool
from cdktf_cdktf_provider_azurerm.lb_probe import LbProbe
from cdktf_cdktf_provider_azurerm.lb_rule import LbRule
from cdktf_cdktf_provider_azurerm.private_dns_a_record import PrivateDnsARecord
from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from constructs import Construct

from aksynth.blueprint.endpoint import Endpoint, PublicEndpoint

from .cluster_vnet import Vnet
from .dns_link import link_zone
from .resource_group import Group

API_PORT = 6443
PUBLIC_PORT = 443


class ApiEndpoint(Construct):
    """Internal load balancer (6443) behind a private DNS name, and a public one (443) with a DNS label.

    The load balancers use a master while its API server answers 200. Masters join each pool of `pool_ids`.
    `public_name` is known after the apply, and "" without a public load balancer. The private name is known in
    `network`, and in the virtual networks with the ids in `linked`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        network: Vnet,
        subnet_id: str,
        endpoint: Endpoint,
        linked: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(scope, id_)
        self._group, self._endpoint = group, endpoint
        self.name, self.address = endpoint.name, endpoint.address
        self.ready: list[ITerraformDependable] = []
        inside = LbFrontendIpConfiguration(
            name=endpoint.internal_frontend,
            subnet_id=subnet_id,
            private_ip_address=endpoint.address,
            private_ip_address_allocation="Static",
            zones=list(endpoint.zones) or None,
        )
        pool_id, self.internal_lb_id = self._balance("internal", endpoint.internal_lb, inside, API_PORT)
        self.pool_ids = {"internal": pool_id}
        self.public_name, self.public_frontend, self.public_lb_id = "", "", ""
        if endpoint.public:
            self._publish(endpoint.public)
        self._name(network, linked)

    def _publish(self, public: PublicEndpoint) -> None:
        ip = PublicIp(
            self,
            "public-ip",
            name=public.ip,
            resource_group_name=self._group.name,
            location=self._group.location,
            allocation_method="Static",
            sku="Standard",
            domain_name_label=public.label,
            zones=list(public.zones) or None,
        )
        self.public_name, self.public_frontend = ip.fqdn, public.frontend
        outside = LbFrontendIpConfiguration(name=public.frontend, public_ip_address_id=ip.id)
        self.pool_ids["public"], self.public_lb_id = self._balance("public", public.lb, outside, PUBLIC_PORT)

    def _balance(self, id_: str, name: str, frontend: LbFrontendIpConfiguration, port: int) -> tuple[str, str]:
        lb = Lb(
            self,
            id_,
            name=name,
            resource_group_name=self._group.name,
            location=self._group.location,
            sku="Standard",
            frontend_ip_configuration=[frontend],
        )
        pool = LbBackendAddressPool(self, f"{id_}-pool", name=self._endpoint.backend_pool, loadbalancer_id=lb.id)
        rule = LbRule(
            self,
            f"{id_}-rule",
            name="apiserver",
            loadbalancer_id=lb.id,
            frontend_ip_configuration_name=frontend.name,
            protocol="Tcp",
            frontend_port=port,
            backend_port=API_PORT,
            backend_address_pool_ids=[pool.id],
            probe_id=self._probe(id_, lb.id),
            idle_timeout_in_minutes=30,
            tcp_reset_enabled=True,
            # Masters go out by the NAT gateway.
            disable_outbound_snat=True,
        )
        self.ready.append(rule)
        return pool.id, lb.id

    def _probe(self, id_: str, lb_id: str) -> str:
        probe = LbProbe(
            self,
            f"{id_}-probe",
            name="apiserver",
            loadbalancer_id=lb_id,
            protocol="Https",
            port=API_PORT,
            request_path=self._endpoint.health_path,
            interval_in_seconds=5,
            number_of_probes=2,
        )
        return str(probe.id)

    def _name(self, network: Vnet, linked: Mapping[str, str]) -> None:
        group = self._group.name
        dns = PrivateDnsZone(self, "zone", name=self._endpoint.zone, resource_group_name=group)
        link_zone(self, "zone-link", dns, group=self._group, network=network, others=linked)
        PrivateDnsARecord(
            self,
            "zone-record",
            name=self._endpoint.record,
            zone_name=dns.name,
            resource_group_name=group,
            ttl=300,
            records=[self.address],
        )
