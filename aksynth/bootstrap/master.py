"""All files of a master."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap import environment
from aksynth.bootstrap.addons import addon_files
from aksynth.bootstrap.authorities import authority_files
from aksynth.bootstrap.azure_json import azure_files
from aksynth.bootstrap.boot_scripts import boot_script_files
from aksynth.bootstrap.container_registries import registry_files
from aksynth.bootstrap.custom_files import custom_files
from aksynth.bootstrap.encryption import encryption_files
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.hardening import hardening_files
from aksynth.bootstrap.host import host_files
from aksynth.bootstrap.kubeadm import kubelet_patch, master_document, pki_document
from aksynth.bootstrap.login import login_files
from aksynth.bootstrap.packages import package_files
from aksynth.bootstrap.proxy import master_proxy_files
from aksynth.bootstrap.signing_keys import signing_key_files
from aksynth.bootstrap.static import static_files, system_files


def master_files(blueprint: Blueprint, facts: AzureFacts) -> tuple[File, ...]:
    """By path. They are the same for every master, and contain no secret."""
    system = blueprint.masters.machine.operating_system
    found = [
        environment.environment(blueprint, facts, "master"),
        environment.masters_table(blueprint),
        environment.pools_table(blueprint),
        environment.agents_table(blueprint),
        environment.certificate_names(blueprint, facts),
        environment.authorized_keys(facts),
        master_document(blueprint, facts),
        pki_document(blueprint),
        kubelet_patch(blueprint.masters.max_pods, blueprint.masters.kubelet),
        *azure_files(blueprint, facts),
        *authority_files(blueprint),
        *host_files(blueprint, system),
        *master_proxy_files(blueprint, facts),
        *hardening_files(blueprint, facts),
        *encryption_files(blueprint, facts),
        *signing_key_files(blueprint),
        *login_files(blueprint, facts),
        *addon_files(blueprint, facts),
        *registry_files(blueprint, facts, "master"),
        *custom_files(blueprint),
        *boot_script_files(blueprint, None),
        *static_files("master"),
        *package_files(blueprint, system),
        *system_files(system),
    ]
    return tuple(sorted([*found, _list(found)], key=lambda file: file.path))


def _list(files: list[File]) -> File:
    """The paths of all files, one per line. A later state removes those that it no longer has."""
    path = "/etc/aksynth/files"
    paths = sorted([path, *(file.path for file in files)])
    return File(path, "0644", "".join(f"{name}\n" for name in paths))
