"""Network plugins, policies and modes."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog import network_plugins
from aksynth.rules.addons import written_addons
from aksynth.rules.case import CONFIG, LINUX, Case
from aksynth.rules.paths import A, K, L, P
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_OTHERS = "write calico, or cilium with networkPlugin cilium"


@rule(
    "V62",
    wrong={K + "networkPlugin": "kubenet", K + "networkPolicy": "cilium"},
    right={K + "networkPolicy": "cilium"},
    advice="remove networkPlugin; the policy decides it",
)
def plugin_and_policy(case: Case) -> Iterator[Finding]:
    """The network plugin must support the network policy."""
    plugin, policy = case.plugin, case.config.network_policy or ""
    known = plugin.name in network_plugins.built() and policy in ("", *network_plugins.policies())
    if known and policy not in plugin.policies:
        fitting = ", ".join(sorted(name or "none" for name in plugin.policies))
        message = f"the plugin {plugin.name} does not support this policy"
        yield Finding((*CONFIG, "networkPolicy"), message, shown(policy), f"with {plugin.name}: {fitting}")


@rule(
    "A113",
    wrong={K + "networkPlugin": "azure", K + "networkPolicy": "azure"},
    right={K + "networkPlugin": "azure", K + "networkPolicy": "calico"},
    source=AKSYNTH,
    advice=_OTHERS,
)
def refused_policy(case: Case) -> Iterator[Finding]:
    """Network plugin and network policy must be of a project that aksynth installs."""
    policy, plugin = network_plugins.policy(case.config.network_policy), network_plugins.policy(case.plugin.name)
    if policy.refused:
        advice = "; ".join([_OTHERS, *_entries_in_the_way(case)])
        yield Finding((*CONFIG, "networkPolicy"), policy.refused, shown(policy.name), "calico, cilium", advice)
    elif plugin.refused and case.plugin.name not in network_plugins.built():
        allowed = ", ".join(network_plugins.built())
        yield Finding((*CONFIG, "networkPlugin"), plugin.refused, shown(plugin.name), allowed)


def _entries_in_the_way(case: Case) -> Iterator[str]:
    """AKS Engine wrote the add-ons of all other engines into its models, as disabled."""
    engines = {network_plugins.policy(name).addon for name in network_plugins.built_policies()}
    for _, addon in written_addons(case):
        if addon.enabled is False and addon.name in engines:
            yield f"for {addon.name}, remove the entry in addons"


@rule(
    "V63",
    wrong={
        K + "networkPolicy": "calico",
        A + "osType": "Windows",
        P + "windowsProfile": {"adminUsername": "azureuser", "adminPassword": "replacepassword1234$"},
    },
    right={K + "networkPolicy": "calico", A + "osType": "Linux"},
    advice="remove networkPolicy, or the Windows pool",
)
def policy_and_windows(case: Case) -> Iterator[Finding]:
    """Calico, Cilium and Antrea require Linux nodes."""
    policy = case.config.network_policy
    windows = any(pool.os_type == "Windows" for _, pool in case.pools())
    if windows and network_plugins.policy(policy).linux_only:
        yield Finding((*CONFIG, "networkPolicy"), "this policy is not supported on Windows nodes", shown(policy))


@rule(
    "V64",
    wrong={K + "networkPlugin": "kubenet", K + "networkMode": "bridge"},
    right={K + "networkMode": "transparent"},
    advice="remove networkMode",
)
def network_mode(case: Case) -> Iterator[Finding]:
    """networkMode requires Azure CNI, and must be transparent with Calico."""
    mode, here = case.config.network_mode, (*CONFIG, "networkMode")
    needed = network_plugins.policy(case.config.network_policy).mode
    if mode and not case.plugin.modes:
        yield Finding(here, f"the plugin {case.plugin.name} has no network modes", shown(mode))
    elif mode and mode not in case.plugin.modes:
        yield Finding(here, "this value is not allowed", shown(mode), ", ".join(case.plugin.modes))
    elif mode and needed and mode != needed:
        yield Finding(here, f"networkPolicy {case.config.network_policy} requires {needed}", shown(mode), needed)


@rule(
    "A247",
    wrong={K + "networkPlugin": "kubenet", A + "ipAddressCount": 31},
    right={K + "networkPlugin": "azure", A + "ipAddressCount": 31},
    source=AKSYNTH,
    advice="remove ipAddressCount; --max-pods of kubeletConfig limits the pods of a node",
    warns=True,
)
def unused_addresses(case: Case) -> Iterator[Finding]:
    """`ipAddressCount` requires a plugin whose pods have addresses of the subnet.

    With other plugins, a node uses one address of its subnet, and its interface reserves the others.
    """
    for path, machine in case.machines():
        if machine.ip_address_count and machine.ip_address_count > 1 and not case.plugin.pods_in_subnet:
            message = f"with {case.plugin.name}, no pod uses the addresses of the interface"
            yield Finding((*path, "ipAddressCount"), message, shown(machine.ip_address_count), "1")


@rule(
    "V54",
    wrong={P + "featureFlags": {"enableIPv6DualStack": True}},
    right={P + "featureFlags": {"enableIPv6DualStack": False}},
    advice="remove the flag, and the IPv6 ranges of clusterSubnet and serviceCidr",
)
def ip_families(case: Case) -> Iterator[Finding]:
    """A cluster must have IPv4 addresses only.

    Subnets, load balancers and the static addresses of a cluster are IPv4. Azure has no virtual network without IPv4.
    """
    flags = case.model.properties.feature_flags
    written = {
        "enableIPv6DualStack": flags.enable_ipv6_dual_stack,
        "enableIPv6Only": flags.enable_ipv6_only,
    }
    for key, value in written.items():
        if value:
            yield Finding(("properties", "featureFlags", key), "this needs IPv6 addresses", "true", "false")


@rule("V162", wrong={L + "eth0MTU": 9000}, right={L + "eth0MTU": 1500}, advice="remove the field")
def mtu(case: Case) -> Iterator[Finding]:
    """The MTU must be 1500 or 3900, and must not be set with kubenet."""
    value, here = case.model.properties.linux_profile.eth0_mtu, (*LINUX, "eth0MTU")
    if value and value not in (1500, 3900):
        yield Finding(here, "Azure does not support this MTU", shown(value), "1500 or 3900")
    elif value and case.plugin.sets_mtu:
        yield Finding(here, "with kubenet, the bridge decides the MTU", shown(value))
