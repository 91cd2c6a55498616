"""`properties.aksynth.access`."""

from __future__ import annotations

from aksynth.apimodel.patterns import GUID
from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT


class AccessProfile(Profile):
    """Access to the cluster from outside."""

    api_ranges: list[str] | None = key(
        "apiRanges",
        None,
        "Ranges that may reach the public API.",
        unit="CIDR",
        unset="a Terraform variable",
        rule="A30",
        reaches="security_rule, network_acls",
        status=BUILT,
    )
    ssh_ranges: list[str] | None = key(
        "sshRanges",
        None,
        "Ranges that may reach the masters by SSH.",
        unit="CIDR",
        unset="none: no SSH from outside",
        rule="A30",
        reaches="security_rule, azurerm_lb_nat_rule",
        status=BUILT,
    )
    vault_readers: list[str] | None = key(
        "vaultReaders",
        None,
        "Object ids of identities that may read the kubeconfigs.",
        unset="the identity that runs the first apply",
        rule="A53",
        reaches="azurerm_role_assignment",
        pattern=GUID,
        status=BUILT,
    )
