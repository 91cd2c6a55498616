"""Network plugins, policies and modes."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import CONFIG, LINUX, Case
from aksynth.rules.paths import A, K, L, P
from aksynth.rules.registry import Finding, rule, shown

_PAIRS = {
    ("azure", ""),
    ("azure", "azure"),
    ("kubenet", ""),
    ("cilium", "cilium"),
    ("kubenet", "calico"),
    ("azure", "calico"),
    ("antrea", "antrea"),
    ("azure", "antrea"),
}


@rule(
    "V62",
    wrong={K + "networkPlugin": "kubenet", K + "networkPolicy": "cilium"},
    right={K + "networkPolicy": "cilium"},
    advice="leave networkPlugin out: it follows from the policy",
)
def plugin_and_policy(case: Case) -> Iterator[Finding]:
    """Network plugin and policy work together."""
    plugin, policy = case.config.network_plugin or "", case.config.network_policy or ""
    known = {p for p, _ in _PAIRS}, {p for _, p in _PAIRS}
    if plugin in known[0] and policy in known[1] and (plugin, policy) not in _PAIRS:
        fitting = ", ".join(sorted(p or "none" for q, p in _PAIRS if q == plugin))
        message = f"plugin {plugin} does not work with this policy"
        yield Finding((*CONFIG, "networkPolicy"), message, shown(policy), f"with {plugin}: {fitting}")


@rule(
    "V63",
    wrong={
        K + "networkPolicy": "calico",
        A + "osType": "Windows",
        P + "windowsProfile": {"adminUsername": "azureuser", "adminPassword": "replacepassword1234$"},
    },
    right={K + "networkPolicy": "calico", A + "osType": "Linux"},
    advice="remove the policy or the Windows pool",
)
def policy_and_windows(case: Case) -> Iterator[Finding]:
    """Calico, Cilium and Antrea run on Linux nodes."""
    policy = case.config.network_policy
    windows = any(pool.os_type == "Windows" for _, pool in case.pools())
    if windows and policy in ("calico", "cilium", "antrea"):
        yield Finding((*CONFIG, "networkPolicy"), "this policy engine has no Windows nodes here", shown(policy))


@rule(
    "V64",
    wrong={K + "networkPlugin": "kubenet", K + "networkMode": "bridge"},
    right={K + "networkMode": "transparent"},
    advice="remove networkMode",
)
def network_mode(case: Case) -> Iterator[Finding]:
    """A network mode is for Azure CNI, and Calico needs transparent."""
    mode, here = case.config.network_mode, (*CONFIG, "networkMode")
    if mode and mode not in ("transparent", "bridge"):
        yield Finding(here, "this value is not allowed", shown(mode), "transparent, bridge")
    elif mode and case.config.network_plugin != "azure":
        yield Finding(here, f"plugin {case.config.network_plugin} has no modes", shown(mode))
    elif mode == "bridge" and case.config.network_policy == "calico":
        yield Finding(here, "Calico needs transparent", shown(mode), "transparent")


@rule(
    "V54",
    wrong={P + "featureFlags": {"enableIPv6DualStack": True, "enableIPv6Only": True}},
    right={P + "featureFlags": {"enableIPv6DualStack": True}, K + "networkPlugin": "kubenet"},
    advice="choose one",
)
def ip_families(case: Case) -> Iterator[Finding]:
    """A cluster is dual stack or IPv6 alone, not both; IPv6 alone needs kubenet."""
    flags = case.model.properties.feature_flags
    here = ("properties", "featureFlags", "enableIPv6Only")
    if flags.enable_ipv6_only and flags.enable_ipv6_dual_stack:
        yield Finding(here, "dual stack is switched on too", "true")
    if flags.enable_ipv6_only and case.config.network_plugin != "kubenet":
        yield Finding(here, "IPv6 alone needs kubenet", "true", advice="write networkPlugin kubenet")


@rule("V162", wrong={L + "eth0MTU": 9000}, right={L + "eth0MTU": 1500}, advice="remove the field")
def mtu(case: Case) -> Iterator[Finding]:
    """The machines' MTU is 1500 or 3900, and is not set with kubenet."""
    value, here = case.model.properties.linux_profile.eth0_mtu, (*LINUX, "eth0MTU")
    if value and value not in (1500, 3900):
        yield Finding(here, "Azure has no such MTU", shown(value), "1500 or 3900")
    elif value and case.config.network_plugin == "kubenet":
        yield Finding(here, "with kubenet the bridge decides", shown(value))
