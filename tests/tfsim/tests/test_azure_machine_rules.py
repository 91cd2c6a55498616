"""More of what Azure refuses: machines, disks, load balancing, key vaults, references, and deleting what is in use."""

from __future__ import annotations

from azure_parts import (
    GROUP,
    IN_GROUP,
    NETWORK,
    ROOT,
    accepted,
    frontend,
    joined,
    machine,
    nic,
    public,
    refused,
    scale_set,
    subnet,
    then,
    thing,
)
from terraform_workspace import PROVIDER, SUBSCRIPTION, Stack

ME = 'data "azurerm_client_config" "me" {}\n'


def started(stack: Stack, text: str = NETWORK) -> Stack:
    stack.write(text)
    return stack.init()


def disk(label: str, zone: str = "", more: str = "") -> str:
    body = f'  storage_account_type = "Premium_LRS"\n  create_option = "Empty"\n  disk_size_gb = 512\n{more}'
    return thing("managed_disk", label, body + (f'  zone = "{zone}"\n' if zone else ""))


def attach(label: str, to: str, name: str, lun: int, after: str = "", caching: str = "None") -> str:
    ids = {
        "virtual_machine_id": f"azurerm_linux_virtual_machine.{to}.id",
        "managed_disk_id": f"azurerm_managed_disk.{name}.id",
    }
    rest = {"lun": str(lun), "caching": f'"{caching}"'}
    return joined(
        "virtual_machine_data_disk_attachment", label, **ids, **rest, **({"depends_on": f"[{after}]"} if after else {})
    )


def test_an_interface_has_one_machine(stack: Stack) -> None:
    def text(second: str) -> str:
        one = "azurerm_network_interface.a.id"
        after = then("azurerm_linux_virtual_machine.one")
        return NETWORK + nic("a") + nic("b") + machine("one", one) + machine("two", second, more=after)

    refused(started(stack), text("azurerm_network_interface.a.id"), "NicInUse")
    accepted(stack, text("azurerm_network_interface.b.id"))


def test_an_availability_set_has_one_network(stack: Stack) -> None:
    base = NETWORK + subnet("t", "10.0.1.0/28") + thing("virtual_network", "m", '  address_space = ["10.1.0.0/16"]')
    base += subnet("u", "10.1.0.0/28", "m") + thing("availability_set", "set") + nic("a")
    more = "  availability_set_id = azurerm_availability_set.set.id\n"

    def text(where: str) -> str:
        some = nic("b", subnet_id=f"azurerm_subnet.{where}.id")
        two = machine("two", "azurerm_network_interface.b.id", more=more + then("azurerm_linux_virtual_machine.one"))
        return base + some + machine("one", "azurerm_network_interface.a.id", more=more) + two

    refused(started(stack), text("u"), "SubnetsNotInSameVnet")
    accepted(stack, text("t"))


def test_a_flexible_scale_set_and_its_machines(stack: Stack) -> None:
    def text(domains: int, zones: str, zone: str) -> str:
        more = f"  platform_fault_domain_count = {domains}\n  zones = {zones}\n"
        place = "  virtual_machine_scale_set_id = azurerm_orchestrated_virtual_machine_scale_set.set.id\n"
        where = f'  zone = "{zone}"\n' if zone else ""
        set_ = thing("orchestrated_virtual_machine_scale_set", "set", more)
        return NETWORK + set_ + nic("a") + machine("one", "azurerm_network_interface.a.id", more=place + where)

    refused(started(stack), text(2, '["1", "2"]', "1"), "BadRequest")
    refused(stack, text(5, "[]", ""), "InvalidParameter")
    refused(stack, text(1, '["1", "2"]', "3"), "BadRequest")
    refused(stack, text(1, '["1", "2"]', ""), "BadRequest")
    accepted(stack, text(1, '["1", "2"]', "2"))


def test_disks(stack: Stack) -> None:
    one, two = (nic(n) + machine(n, f"azurerm_network_interface.{n}.id", more='  zone = "1"\n') for n in ("one", "two"))

    def text(lun: int, owner: str, zone: str) -> str:
        disks = (
            disk("a", "1")
            + disk("b", "1")
            + disk("c", zone)
            + disk("d", "1")
            + disk("shared", "1", "  max_shares = 2\n")
        )
        first = "azurerm_virtual_machine_data_disk_attachment.a"
        some = attach("a", "one", "a", 0) + attach("b", "one", "b", lun, first) + attach("c", "two", "c", 5)
        some += attach("d", "two", owner, 6, first) + attach("e", "one", "shared", 7) + attach("f", "two", "shared", 7)
        return NETWORK + one + two + disks + some

    errors = refused(started(stack), text(0, "a", "2"), "InvalidParameter", "ConflictingUserInput", "BadRequest")
    assert "A disk named 'a' already uses the same LUN: 0." in errors
    assert "VM zone: '1'. Disk zone: '2'." in errors
    accepted(stack, text(1, "d", "1"))


def test_large_disks_have_no_cache(stack: Stack) -> None:
    def text(size: int) -> str:
        large = disk("a").replace("512", str(size))
        return (
            NETWORK
            + nic("one")
            + machine("one", "azurerm_network_interface.one.id")
            + large
            + attach("a", "one", "a", 0, caching="ReadOnly")
        )

    assert "Only Disk CachingType 'None' is supported" in refused(started(stack), text(4096), "BadRequest")


def test_data_disks_of_scale_sets(stack: Stack) -> None:
    """The disks of a set can change in size and number, but not in type."""

    def text(kind: str, size: int, caching: str) -> str:
        lines = (f'{name} = "{value}"' for name, value in {"storage_account_type": kind, "caching": caching}.items())
        body = "\n    ".join([*lines, "lun = 0", f"disk_size_gb = {size}"])
        return NETWORK + scale_set("s", 1).replace(
            "  network_interface {", f"  data_disk {{\n    {body}\n  }}\n  network_interface {{", 1
        )

    refused(started(stack), text("Premium_LRS", 4096, "ReadOnly"), "BadRequest")
    accepted(stack, text("Premium_LRS", 512, "ReadOnly"))
    refused(stack, text("Standard_LRS", 512, "ReadOnly"), "PropertyChangeNotAllowed")
    accepted(stack, text("Premium_LRS", 4096, "None"))


def test_spot_sets(stack: Stack) -> None:
    """Priority and eviction policy come together."""

    def text(*lines: str) -> str:
        return NETWORK + scale_set("s", 1).replace(
            "  network_interface {", "\n".join([*lines, "  network_interface {"]), 1
        )

    assert "must be specified" in refused(started(stack), text('  priority = "Spot"'), "BadRequest")
    assert "can only be specified" in refused(stack, text('  eviction_policy = "Delete"'), "BadRequest")
    accepted(stack, text('  priority = "Spot"', '  eviction_policy = "Delete"', "  max_bid_price = 0.05"))


def test_rules_of_a_load_balancer(stack: Stack) -> None:
    base = GROUP + public("p") + thing("lb", "l", frontend("f", public_ip_address_id="azurerm_public_ip.p.id"))
    where = "loadbalancer_id = azurerm_lb.l.id"
    base += thing("lb_backend_address_pool", "pool", where=where)

    def rule(label: str, snat: str, port: int, front: str = "f", after: str = "") -> str:
        body = (
            f'  protocol = "Tcp"\n  frontend_port = {port}\n  backend_port = 6443\n  disable_outbound_snat = {snat}\n'
        )
        body += f'  frontend_ip_configuration_name = "{front}"\n'
        body += "  backend_address_pool_ids = [azurerm_lb_backend_address_pool.pool.id]\n" + then(after)
        return thing("lb_rule", label, body, where)

    out = '  protocol = "All"\n  backend_address_pool_id = azurerm_lb_backend_address_pool.pool.id\n' + frontend("f")
    base += thing("lb_outbound_rule", "out", out, where)
    outbound, first = "azurerm_lb_outbound_rule.out", "azurerm_lb_rule.first"
    again = rule("again", "true", 8443, after=first)
    snat = "LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule"
    wrong = base + rule("first", "true", 443, after=outbound) + rule("snat", "false", 444, after=outbound)
    codes = snat, "RulesUseSameBackendPortProtocolAndPool", "InvalidResourceReference"
    refused(started(stack, GROUP), wrong + again + rule("front", "true", 445, "g", outbound), *codes)
    accepted(stack, base + rule("first", "true", 443) + again.replace("backend_port = 6443", "backend_port = 6444"))


def test_references(stack: Stack) -> None:
    """A group that was created here holds only what was created here; others may hold anything."""
    network, part = f"{ROOT}/Microsoft.Network", "virtualNetworks/n/subnets"
    identities = f"{ROOT}/Microsoft.ManagedIdentity/userAssignedIdentities"
    unknown = network.replace("/g/", "/elsewhere/"), network.replace(SUBSCRIPTION, SUBSCRIPTION.replace("aa", "bb"))
    known = nic("b", subnet_id=f'"{unknown[0]}/{part}/s"') + nic("c", subnet_id=f'"{unknown[1]}/{part}/s"')
    known += thing("user_assigned_identity", "i") + thing("network_security_group", "nsg") + thing("lb", "l")
    known += thing("lb_backend_address_pool", "pool", where="loadbalancer_id = azurerm_lb.l.id")

    def text(there: str, guard: str, pool: str, user: str, place: str) -> str:
        group = f'"{network}/networkSecurityGroups/{guard}"'
        ids = {"subnet_id": f'"{network}/{part}/{there}"', "network_security_group_id": group}
        some = nic("a", subnet_id=ids["subnet_id"]) + joined("subnet_network_security_group_association", "g", **ids)
        ids = {"network_interface_id": "azurerm_network_interface.b.id", "ip_configuration_name": '"primary"'}
        ids["backend_address_pool_id"] = f'"{network}/loadBalancers/l/backendAddressPools/{pool}"'
        some += joined("network_interface_backend_address_pool_association", "g", **ids)
        block = f'  identity {{\n    type = "UserAssigned"\n    identity_ids = ["{identities}/{user}"]\n  }}\n'
        some += machine("m", "azurerm_network_interface.b.id", more=block)
        return NETWORK + known + some + nic("d").replace("westeurope", place)

    accepted(started(stack), NETWORK + known)
    codes = ["InvalidResourceReference"] * 4
    errors = refused(stack, text("t", "other", "other", "other", "northeurope"), *codes, "ResourceNotFound")
    assert f"Resource {network}/{part}/s referenced by resource {network}/networkInterfaces/d was not found." in errors
    accepted(stack, text("s", "nsg", "pool", "i", "westeurope"))


def test_references_to_what_comes_with_others(stack: Stack) -> None:
    """Subnets inside of a network, frontends of a load balancer, the disk of a machine, a service of an account."""
    inner = '  address_space = ["10.2.0.0/16"]\n  subnet {\n    name = "i"\n    address_prefixes = ["10.2.0.0/24"]\n  }'
    some = thing("virtual_network", "m", inner) + nic("a", subnet_id="one(azurerm_virtual_network.m.subnet).id")
    some += thing("lb", "l", frontend("f", subnet_id="azurerm_subnet.s.id"))
    nat = '    name = "n"\n    primary = true\n    subnet_id = azurerm_subnet.s.id\n'
    ids = "load_balancer_frontend_ip_configuration_ids = [azurerm_lb.l.frontend_ip_configuration[0].id]"
    some += thing("private_link_service", "p", f"  nat_ip_configuration {{\n{nat}  }}\n  {ids}")
    some += machine("m", "azurerm_network_interface.a.id")
    disk_id = "azurerm_linux_virtual_machine.m.os_managed_disk_id"
    some += thing("snapshot", "o", f'  create_option = "Copy"\n  source_resource_id = {disk_id}')
    some += thing("storage_account", "account", '  account_tier = "Standard"\n  account_replication_type = "LRS"')
    some += thing("storage_container", "files", where="storage_account_id = azurerm_storage_account.account.id")
    some += thing("log_analytics_workspace", "logs")
    target = 'target_resource_id = "${azurerm_storage_account.account.id}/blobServices/default"'
    log = '  enabled_log {\n    category = "StorageRead"\n  }\n'
    workspace = "  log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id\n"
    some += thing("monitor_diagnostic_setting", "d", workspace + log, target)
    role = {"role_definition_name": '"Reader"', "principal_id": f'"{SUBSCRIPTION}"'}
    some += joined("role_assignment", "r", scope="azurerm_storage_account.account.id", **role)
    nothing = str(stack.write("{}", "fixtures.json"))
    for extra in ({}, {"TFSIM_FIXTURES": nothing, "TFSIM_CLOUD": "other", "TF_CLI_ARGS_apply": "-state=other.tfstate"}):
        stack.write(PROVIDER + NETWORK + some)
        stack.init().apply(**extra)


def test_who_may_write_to_a_vault(stack: Stack) -> None:
    vault = f'  tenant_id = "{SUBSCRIPTION}"\n  sku_name = "standard"\n'
    policies = thing("key_vault", "policies", vault)
    roles = thing("key_vault", "roles", f"{vault}  rbac_authorization_enabled = true\n")
    allowed = "azurerm_key_vault_access_policy.me, azurerm_role_assignment.me"
    base = ME + GROUP + policies + roles

    def text(role: str, permission: str) -> str:
        me = "data.azurerm_client_config.me"
        ids = {"key_vault_id": "azurerm_key_vault.policies.id", "tenant_id": f"{me}.tenant_id"}
        some = joined(
            "key_vault_access_policy", "me", **ids, object_id=f"{me}.object_id", secret_permissions=f'["{permission}"]'
        )
        scope = {"scope": "azurerm_resource_group.g.id", "principal_id": f"{me}.object_id"}
        some += joined("role_assignment", "me", **scope, role_definition_name=f'"{role}"')
        for name in ("policies", "roles"):
            body = f'  value = "secret"\n{then(allowed)}'
            some += thing("key_vault_secret", f"{name}-secret", body, f"key_vault_id = azurerm_key_vault.{name}.id")
        return base + some

    errors = refused(started(stack, GROUP), text("Owner", "Get"), "Forbidden", "Forbidden")
    assert "ForbiddenByRbac" in errors and "ForbiddenByPolicy" in errors
    accepted(stack, text("Key Vault Secrets Officer", "Set"))


def test_what_holds_others_stays(stack: Stack) -> None:
    """A load balancer whose pool a scale set is in, and a private zone with a link."""
    pool = f"{ROOT}/Microsoft.Network/loadBalancers/l/backendAddressPools/pool"
    balancer = thing("lb", "l", frontend("f", subnet_id="azurerm_subnet.s.id"))
    balancer += thing("lb_backend_address_pool", "pool", where="loadbalancer_id = azurerm_lb.l.id")
    zone = thing("private_dns_zone", "z", where=IN_GROUP).replace('name = "z"', 'name = "z.test"')

    def users(pool_id: str, zone_name: str) -> str:
        link = f"  private_dns_zone_name = {zone_name}\n  virtual_network_id = azurerm_virtual_network.n.id"
        ids = f"      load_balancer_backend_address_pool_ids = [{pool_id}]\n"
        return NETWORK + scale_set("v", 1, ids) + thing("private_dns_zone_virtual_network_link", "k", link, IN_GROUP)

    first = users("azurerm_lb_backend_address_pool.pool.id", "azurerm_private_dns_zone.z.name")
    accepted(started(stack), first + balancer + zone)
    refused(stack, users(f'"{pool}"', '"z.test"'), "LoadBalancerInUseByVirtualMachineScaleSet", "CannotDeleteResource")
    accepted(stack, NETWORK + balancer + zone)
    accepted(stack, NETWORK)


def test_what_is_in_use_stays(stack: Stack) -> None:
    """First everything refers to the others; then they are gone from the configuration while their users stay."""
    network = f"{ROOT}/Microsoft.Network"
    targets = {
        "nsg": (
            thing("network_security_group", "nsg"),
            "network_security_group",
            f"{network}/networkSecurityGroups/nsg",
        ),
        "rt": (thing("route_table", "rt"), "route_table", f"{network}/routeTables/rt"),
        "nat": (thing("nat_gateway", "nat"), "nat_gateway", f"{network}/natGateways/nat"),
        "p": (public("p"), "public_ip", f"{network}/publicIPAddresses/p"),
        "a": (nic("a"), "network_interface", f"{network}/networkInterfaces/a"),
        "d": (disk("d"), "managed_disk", f"{ROOT}/Microsoft.Compute/disks/d"),
        "set": (thing("availability_set", "set"), "availability_set", f"{ROOT}/Microsoft.Compute/availabilitySets/set"),
        "t": (subnet("t", "10.0.1.0/28"), "subnet", f"{network}/virtualNetworks/n/subnets/t"),
    }

    def text(kept: bool) -> str:
        to = {n: f"azurerm_{kind}.{n}.id" if kept else f'"{literal}"' for n, (_, kind, literal) in targets.items()}
        some = "".join(made for made, _, _ in targets.values()) if kept else ""
        for kind, key, name in (
            ("network_security_group", "network_security_group_id", "nsg"),
            ("route_table", "route_table_id", "rt"),
            ("nat_gateway", "nat_gateway_id", "nat"),
        ):
            some += joined(f"subnet_{kind}_association", "x", subnet_id="azurerm_subnet.s.id", **{key: to[name]})
        some += thing("lb", "l", frontend("f", public_ip_address_id=to["p"]))
        some += machine("m", to["a"], more=f"  availability_set_id = {to['set']}\n")
        some += attach("x", "m", "d", 0).replace("azurerm_managed_disk.d.id", to["d"])
        return NETWORK + some + scale_set("v", 1, subnet_id=to["t"])

    accepted(started(stack), text(True))
    codes = [
        "InUseNetworkSecurityGroupCannotBeDeleted",
        "InUseRouteTableCannotBeDeleted",
        "InUseNatGatewayCannotBeDeleted",
    ]
    codes += ["PublicIPAddressCannotBeDeleted", "NicInUse", *["OperationNotAllowed"] * 2, "InUseSubnetCannotBeDeleted"]
    errors = refused(stack, text(False), *codes)
    assert f"Subnet t is in use by {ROOT}/Microsoft.Compute/virtualMachineScaleSets/v and cannot be deleted" in errors
    accepted(stack, NETWORK + "".join(made for made, _, _ in targets.values()))
    accepted(stack, NETWORK)
