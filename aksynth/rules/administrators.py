"""The administrator of the machines, and SSH keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.patterns import USER_NAME
from aksynth.catalog.data import read
from aksynth.rules.case import LINUX, Case
from aksynth.rules.jumpbox import jumpboxes
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
    names = [((*LINUX, "adminUsername"), case.model.properties.linux_profile.admin_username)]
    names += [((*path, "username"), box.username) for path, box in jumpboxes(case) if box.username]
    for path, name in names:
        if not re.fullmatch(USER_NAME, name) or name.lower() in read("azure_names")["refusedUserNames"]:
            message = "Azure does not accept this user name" if name else "the user name is missing"
            allowed = "at most 32 letters, digits, '-' and '_', and no common name such as root"
            advice = "" if name else f"set {path[-1]}, for example to azureuser"
            yield Finding(path, message, shown(name) if name else "", allowed, advice)


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
    keys += [((*path, "publicKey"), box.public_key) for path, box in jumpboxes(case) if box.public_key]
    allowed = "the one line of an OpenSSH public key, RSA of 2048 bits or more, or ed25519"
    for path, text in keys:
        if problem := key_problem(text) if text.strip() else None:
            yield Finding(path, problem, allowed=allowed)
