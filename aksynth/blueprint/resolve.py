"""From the api model to all decisions about its cluster."""

from __future__ import annotations

from aksynth.blueprint.access import access, ssh_keys
from aksynth.blueprint.authorities import authorities
from aksynth.blueprint.autoscaler import autoscaler
from aksynth.blueprint.backend import backend
from aksynth.blueprint.backup import backup
from aksynth.blueprint.bastion import bastion
from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.boot_scripts import boot_scripts
from aksynth.blueprint.borrowed_vaults import borrowed_vaults
from aksynth.blueprint.certificates import certificates
from aksynth.blueprint.cloud_provider import cloud_provider
from aksynth.blueprint.custom_files import custom_files
from aksynth.blueprint.encryption import encryption
from aksynth.blueprint.endpoint import endpoint
from aksynth.blueprint.identities import identities
from aksynth.blueprint.jumpbox import jumpbox
from aksynth.blueprint.kata import kata
from aksynth.blueprint.kubernetes import kubernetes
from aksynth.blueprint.labels import label_value
from aksynth.blueprint.login import entra_login
from aksynth.blueprint.masters import masters
from aksynth.blueprint.mirrors import mirrors
from aksynth.blueprint.naming import Names
from aksynth.blueprint.network import network
from aksynth.blueprint.pod_identities import pod_identities
from aksynth.blueprint.pod_network import pod_network
from aksynth.blueprint.pools import pools
from aksynth.blueprint.private_endpoints import private_endpoints
from aksynth.blueprint.proxy import proxy
from aksynth.blueprint.remote_state import remote_states
from aksynth.blueprint.resource_group import resource_group
from aksynth.blueprint.signing_keys import signing_keys
from aksynth.blueprint.token_issuer import token_issuer
from aksynth.blueprint.vaults import vaults
from aksynth.catalog import clouds
from aksynth.defaults import Filled
from aksynth.defaults.master_addresses import master_addresses
from aksynth.each_text import each_text
from aksynth.resource_id import spelled


def resolve(filled: Filled) -> Blueprint:
    """All decisions for a model that is filled with its defaults and that `aksynth.rules` accepts."""
    return each_text(_resolved(filled), spelled)


def _resolved(filled: Filled) -> Blueprint:
    model = filled.model
    properties, config = model.properties, model.properties.orchestrator_profile.kubernetes_config
    names, addresses = Names(properties.master_profile.dns_prefix), master_addresses(model)
    group, net = resource_group(model, names), network(model, names)
    ids, secrets = identities(model, names), encryption(model)
    pods, cluster = pod_network(config, net.address_space, names), label_value(group.name)
    control_plane = masters(filled, names, addresses, cluster, net.masters_subnet.name)
    agents = pools(model, names, cluster)
    api = endpoint(
        names,
        str(addresses.load_balancer),
        public=config.private_cluster.enabled is not True,
        in_zones=bool(control_plane.zones),
        with_plugins=secrets is not None and not secrets.local,
    )
    stores, snapshots = vaults(names, ids, encrypted=secrets is not None and secrets.owned), backup(model, names)
    signers, installed = authorities(model), certificates(model)
    return Blueprint(
        name=names.dns_prefix,
        suffix=names.suffix,
        location=model.location or None,
        cloud=clouds.of(model.location),
        resource_group=group,
        protect=properties.aksynth.protect is not False,
        backend=backend(model),
        admin_username=properties.linux_profile.admin_username,
        ssh_keys=ssh_keys(model),
        upgrade_at_boot=properties.linux_profile.run_unattended_upgrades_on_bootstrap is True,
        certificates=installed,
        unattended_upgrades=properties.linux_profile.enable_unattended_upgrades is not False,
        remote_states=remote_states(model),
        network=net,
        pod_network=pods,
        endpoint=api,
        access=access(model),
        login=entra_login(model),
        identities=ids,
        assigns_roles=properties.aksynth.assign_roles is not False,
        authorities=signers,
        vaults=stores,
        borrowed_vaults=borrowed_vaults(
            model, identities=ids, encryption=secrets, authorities=signers, certificates=installed
        ),
        encryption=secrets,
        issuer=token_issuer(model, names),
        signing_keys=signing_keys(model),
        pod_identities=pod_identities(model, names),
        private_endpoints=private_endpoints(model, names, net, stores, snapshots),
        dns_links=tuple(sorted((properties.aksynth.dns_links or {}).items())),
        backup=snapshots,
        jumpbox=jumpbox(model, names, addresses),
        bastion=bastion(model, names),
        mirrors=mirrors(model),
        proxy=proxy(model, net, pods, api.name),
        container_registries=tuple(sorted(properties.aksynth.container_registries or [])),
        kubernetes=kubernetes(model, addresses, api.name),
        autoscaler=autoscaler(config),
        kata=kata(agents, properties.orchestrator_profile.orchestrator_release or ""),
        cloud_provider=cloud_provider(config, agents, flexible_nodes=control_plane.scale_set is not None),
        reads_encryption_sets=properties.aksynth.lookup.disk_encryption_sets is not False,
        masters=control_plane,
        custom_files=custom_files(filled),
        boot_scripts=boot_scripts(filled),
        pools=agents,
    )
