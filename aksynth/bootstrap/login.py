"""A kubeconfig without a secret for the login with Microsoft Entra ID, and the rights of administrators."""

from __future__ import annotations

from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.login import EntraLogin
from aksynth.bootstrap.documents import to_yaml
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.catalog.addons import ENTRA_ADMINS

_USER = "entra"


def login_files(blueprint: Blueprint, facts: AzureFacts) -> list[File]:
    """A kubeconfig. `@SERVER@` and `@CA@` are filled in on the machine."""
    login = blueprint.login
    if not login:
        return []
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": blueprint.name, "cluster": {"server": "@SERVER@", "certificate-authority-data": "@CA@"}}],
        "contexts": [{"name": blueprint.name, "context": {"cluster": blueprint.name, "user": _USER}}],
        "current-context": blueprint.name,
        "users": [{"name": _USER, "user": {"exec": _kubelogin(blueprint, login, facts)}}],
    }
    return [File("/etc/aksynth/kubeconfig-login.tmpl", "0644", to_yaml(document))]


def admin_binding(login: EntraLogin) -> dict[str, Any]:
    """The binding, with AKS Engine's name."""
    rbac = "rbac.authorization.k8s.io"
    return {
        "apiVersion": f"{rbac}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": f"{ENTRA_ADMINS}-default-admin-group"},
        "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"apiGroup": rbac, "kind": "Group", "name": login.admin_group}],
    }


def _kubelogin(blueprint: Blueprint, login: EntraLogin, facts: AzureFacts) -> dict[str, Any]:
    """Flags: https://github.com/Azure/kubelogin, pkg/internal/token/options.go. The user's variable AAD_LOGIN_METHOD
    chooses the way to log in, so no flag does."""
    flags = {
        "--environment": blueprint.cloud.name,
        "--server-id": login.server_app,
        "--client-id": login.client_app,
        "--tenant-id": login.tenant or facts.tenant_id,
    }
    return {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "kubelogin",
        "args": ["get-token", *(word for flag in flags.items() for word in flag)],
        "installHint": "Install kubelogin: https://azure.github.io/kubelogin/install.html",
        "interactiveMode": "IfAvailable",
        "provideClusterInfo": False,
    }
