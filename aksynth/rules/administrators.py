"""The administrator of the machines, and SSH keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.patterns import USER_NAME
from aksynth.catalog.data import read
from aksynth.rules.case import CONFIG, LINUX, Case
from aksynth.rules.paths import L
from aksynth.rules.registry import AZURE, Finding, rule, shown
from aksynth.rules.ssh_key import key_problem

_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE13HKUqs4e2edJVrvdc0ofcicvmX5EgpuWOonaynXSs ops"
_KEYS = L + "ssh.publicKeys.0.keyData"


@rule(
    "V14",
    wrong={L + "adminUsername": "root"},
    right={L + "adminUsername": "azureuser"},
    source=AZURE,
    advice="use another name, such as azureuser",
)
def admin_username(case: Case) -> Iterator[Finding]:
    """The name of the administrator must be valid in Azure.

    Azure rejects common names such as root, admin and test, because attackers try them first.
    """
    jumpbox = case.config.private_cluster.jumpbox_profile
    names = [((*LINUX, "adminUsername"), case.model.properties.linux_profile.admin_username)]
    if jumpbox and jumpbox.username:
        names.append(((*CONFIG, "privateCluster", "jumpboxProfile", "username"), jumpbox.username))
    for path, name in names:
        if not re.fullmatch(USER_NAME, name) or name.lower() in read("azure_names")["refusedUserNames"]:
            message = "Azure does not accept this user name" if name else "the user name is missing"
            allowed = "at most 32 letters, digits, '-' and '_', and no common name such as root"
            yield Finding(path, message, shown(name) if name else "", allowed)


@rule(
    "V15",
    wrong={_KEYS: "ssh-ed25519 AAAA"},
    right={_KEYS: _KEY},
    source=AZURE,
    advice="run ssh-keygen -t ed25519 and use the .pub file; or leave it empty to be asked at plan",
)
def public_keys(case: Case) -> Iterator[Finding]:
    """SSH keys must be complete public keys of a type that Azure accepts."""
    profile = case.model.properties.linux_profile.ssh
    keys = [((*LINUX, "ssh", "publicKeys", i, "keyData"), key.key_data) for i, key in enumerate(profile.public_keys)]
    jumpbox = case.config.private_cluster.jumpbox_profile
    if jumpbox and jumpbox.public_key:
        keys.append(((*CONFIG, "privateCluster", "jumpboxProfile", "publicKey"), jumpbox.public_key))
    allowed = "the one line of an OpenSSH public key, RSA of 2048 bits or more, or ed25519"
    for path, text in keys:
        if problem := key_problem(text) if text.strip() else None:
            yield Finding(path, problem, allowed=allowed)
