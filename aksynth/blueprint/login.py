"""Login with Microsoft Entra ID."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.catalog.addons import ENTRA_ADMINS


@dataclass(frozen=True, kw_only=True)
class EntraLogin:
    """Ids in Microsoft Entra ID. `tenant` is None for the tenant of the subscription. `admin_group` is None if no group
    is bound to cluster-admin."""

    server_app: str
    client_app: str
    tenant: str | None
    admin_group: str | None


def entra_login(model: ApiModel) -> EntraLogin | None:
    """None: people log in with a kubeconfig of the cluster only."""
    profile = model.properties.aad_profile
    if not profile:
        return None
    binds = model.properties.orchestrator_profile.kubernetes_config.enabled_addon(ENTRA_ADMINS) is not None
    return EntraLogin(
        server_app=(profile.server_app_id or "").lower(),
        client_app=(profile.client_app_id or "").lower(),
        tenant=(profile.tenant_id or "").lower() or None,
        admin_group=(profile.admin_group_id or "").lower() or None if binds else None,
    )
