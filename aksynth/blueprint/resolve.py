"""From the api model as written to every decision."""

from __future__ import annotations

from aksynth.apimodel import ApiModel
from aksynth.blueprint.access import access
from aksynth.blueprint.backup import backup
from aksynth.blueprint.cloud import cloud_provider, encryption, jumpbox
from aksynth.blueprint.endpoint import endpoint
from aksynth.blueprint.identities import identities
from aksynth.blueprint.kubernetes import kubernetes
from aksynth.blueprint.labels import label_value
from aksynth.blueprint.masters import masters
from aksynth.blueprint.mirrors import mirrors
from aksynth.blueprint.naming import Names
from aksynth.blueprint.network import network
from aksynth.blueprint.pools import pool
from aksynth.blueprint.types import Backend, Blueprint, Identities, ResourceGroup, Vault
from aksynth.defaults import Filled
from aksynth.defaults.plan import master_addresses


def resolve(filled: Filled) -> Blueprint:
    """Every decision for a model that `aksynth.rules` accepts, filled with its defaults."""
    model = filled.model
    properties = model.properties
    config, names = properties.orchestrator_profile.kubernetes_config, Names(properties.master_profile.dns_prefix)
    plan, release = master_addresses(model), properties.orchestrator_profile.orchestrator_version or ""
    ids, group = identities(model, names), _resource_group(model, names)
    cluster_label = label_value(group.name)
    api = endpoint(names, str(plan.load_balancer), public=config.private_cluster.enabled is not True)
    return Blueprint(
        name=names.dns_prefix,
        suffix=names.suffix,
        location=model.location or None,
        resource_group=group,
        protect=properties.aksynth.protect is not False,
        backend=_backend(model),
        admin_username=properties.linux_profile.admin_username,
        ssh_keys=_ssh_keys(model),
        upgrade_at_boot=properties.linux_profile.run_unattended_upgrades_on_bootstrap is True,
        network=network(model, names),
        endpoint=api,
        access=access(model),
        identities=ids,
        vaults=_vaults(names, ids),
        backup=backup(model, names),
        mirrors=mirrors(model),
        container_registries=tuple(sorted(properties.aksynth.container_registries or [])),
        kubernetes=kubernetes(model, plan, api.name),
        cloud_provider=cloud_provider(config),
        encryption=encryption(config),
        masters=masters(filled, names, plan, release, cluster_label),
        # The order in the model means nothing, so that another one changes nothing.
        pools=tuple(
            pool(profile, config, names, release, cluster_label)
            for profile in sorted(properties.agent_pool_profiles, key=lambda profile: profile.name)
        ),
        jumpbox=jumpbox(config),
    )


def _resource_group(model: ApiModel, names: Names) -> ResourceGroup:
    written = model.properties.aksynth.resource_group
    return ResourceGroup(name=written.name or names.dns_prefix, existing=written.existing is True)


def _ssh_keys(model: ApiModel) -> tuple[str, ...]:
    keys = (key.key_data.strip() for key in model.properties.linux_profile.ssh.public_keys)
    return tuple(key for key in keys if key)


def _vaults(names: Names, ids: Identities) -> tuple[Vault, ...]:
    """*inputs* exists only where a user brings a secret."""
    found = [Vault(reader_class=c, prefix=names.vault_prefix(c)) for c in ("masters", "nodes", "access")]
    if ids.azure_api.kind == "ServicePrincipal":
        found.append(Vault(reader_class="inputs", prefix=names.vault_prefix("inputs")))
    return tuple(found)


def _backend(model: ApiModel) -> Backend | None:
    written = model.properties.aksynth.backend.azurerm
    if written is None:
        return None
    return Backend(
        resource_group_name=written.resource_group_name,
        storage_account_name=written.storage_account_name,
        container_name=written.container_name,
        key=written.key or "",
    )
