"""All files of a jumpbox."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.operating_systems import UBUNTU
from aksynth.bootstrap.cloud_config import commands_config, enabled_at_boot
from aksynth.bootstrap.environment import assignments, private_names
from aksynth.bootstrap.file import File
from aksynth.bootstrap.packages import package_files
from aksynth.bootstrap.proxy import proxy_files
from aksynth.bootstrap.static import static_files

_COMMANDS = [
    ["systemctl", "daemon-reload"],
    ["systemctl", "enable", "--now", "aksynth-jumpbox.timer"],
    ["systemctl", "enable", "--now", "--no-block", "aksynth-jumpbox.service"],
]


def jumpbox_files(blueprint: Blueprint, *, username: str, client_id: str, access_vault: str) -> tuple[File, ...]:
    """By path, and without a secret. `client_id` is that of the identity of the jumpbox."""
    hosts = {"access": f"{access_vault}.{blueprint.cloud.vault_suffix}"}
    values = {
        "ADMIN_USERNAME": username,
        "API_ADDRESS": blueprint.endpoint.address,
        "API_NAME": blueprint.endpoint.name,
        "CLUSTER": blueprint.name,
        "IDENTITY_CLIENT_ID": client_id,
        "KUBERNETES_VERSION": blueprint.kubernetes.version,
        "PACKAGE_MIRROR": blueprint.mirrors.packages,
        "PRIVATE_NAMES": private_names(blueprint, hosts),
        "ROLE": "jumpbox",
        "VAULT_ACCESS": access_vault,
        "VAULT_DOMAIN": blueprint.cloud.vault_suffix,
    }
    found = [
        File("/etc/aksynth/env", "0644", assignments(values)),
        *proxy_files(blueprint),
        *static_files("jumpbox"),
        *package_files(blueprint, UBUNTU),
    ]
    return tuple(sorted(found, key=lambda file: file.path))


def jumpbox_user_data(blueprint: Blueprint, files: tuple[File, ...]) -> str:
    """What cloud-init reads: the files, then the units that use them."""
    return commands_config(
        files,
        _COMMANDS,
        upgrade=blueprint.upgrade_at_boot,
        packages=blueprint.mirrors.packages,
        boot=[enabled_at_boot("aksynth-jumpbox.timer", "aksynth-jumpbox.service")],
    )
