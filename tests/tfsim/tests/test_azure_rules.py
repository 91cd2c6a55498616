"""What Azure refuses although the provider accepts it, each beside its nearest neighbour that Azure accepts."""

from __future__ import annotations

import json

from azure_parts import (
    GROUP,
    IN_GROUP,
    NETWORK,
    ROOT,
    SUBNET,
    accepted,
    frontend,
    joined,
    nic,
    public,
    refused,
    scale_set,
    slot,
    subnet,
    then,
    thing,
)
from terraform_workspace import PROVIDER, SUBSCRIPTION, Stack

ADDRESSES = "azurerm_network_interface"


# Private zones


def test_zones_of_one_name_in_a_network(stack: Stack) -> None:
    """A network is linked to one of them only, and to each zone once."""

    def zone(label: str, group: str) -> str:
        return thing("private_dns_zone", label, where=within(group)).replace(f'name = "{label}"', 'name = "z.test"')

    def link(label: str, group: str, network: str, after: str = "") -> str:
        body = f'  private_dns_zone_name = "z.test"\n  virtual_network_id = azurerm_virtual_network.{network}.id\n'
        after = f"azurerm_private_dns_zone.{group}{after}"
        return thing("private_dns_zone_virtual_network_link", label, body + then(after), within(group))

    second = 'resource "azurerm_resource_group" "h" {\n  name = "h"\n  location = "westeurope"\n}\n'
    base = NETWORK + second + zone("g", "g") + zone("h", "h")
    base += thing("virtual_network", "m", '  address_space = ["10.1.0.0/16"]') + link("first", "g", "n")
    first = ", azurerm_private_dns_zone_virtual_network_link.first"
    stack.write(base)
    wrong = base + link("again", "g", "n", first) + link("twin", "h", "n", first)
    errors = refused(stack.init(), wrong, "BadRequest", "BadRequest")
    assert "You tried to link virtual network with 'z.test' and 'z.test' zones." in errors
    accepted(stack, base + link("again", "g", "m", first))


def within(group: str) -> str:
    return f"resource_group_name = azurerm_resource_group.{group}.name"


# Private addresses


def test_static_addresses(stack: Stack) -> None:
    def text(taken: str, outside: str, first: str, last: str, missing: str, second: str) -> str:
        after = f"{ADDRESSES}.held"
        some = nic("held", "10.0.0.10") + nic("taken", taken, after=after) + nic("outside", outside)
        some += nic("first", first) + nic("last", last) + nic("missing", missing)
        some += thing("network_interface", "pair", slot("one", "10.0.0.12") + slot("two", second))
        return NETWORK + some

    stack.write(NETWORK)
    wrong = text("10.0.0.10", "10.0.1.4", "10.0.0.3", "10.0.0.15", "", "10.0.0.12")
    errors = refused(
        stack.init(),
        wrong,
        "PrivateIPAddressIsAllocated",
        "PrivateIPAddressNotInSubnet",
        *["PrivateIPAddressInReservedRange"] * 2,
        "PrivateIPAddressMissing",
        "MultipleIpConfigsRequestSamePrivateIpAddress",
    )
    assert f"allocated to resource {ROOT}/Microsoft.Network/networkInterfaces/held/ipConfigurations/primary." in errors
    accepted(stack, text("10.0.0.11", "10.0.0.5", "10.0.0.4", "10.0.0.14", "10.0.0.6", "10.0.0.13"))


def test_dynamic_addresses_are_the_lowest_and_stay_taken(stack: Stack) -> None:
    account = '  account_tier = "Standard"\n  account_replication_type = "LRS"'
    connection = '  private_service_connection {\n    name = "c"\n    is_manual_connection = false\n'
    connection += "    private_connection_resource_id = azurerm_storage_account.account.id\n"
    connection += '    subresource_names = ["blob"]\n  }\n'
    rest = thing("storage_account", "account", account)
    rest += thing("lb", "l", frontend("f", subnet_id="azurerm_subnet.s.id") + then(f"{ADDRESSES}.b"))
    rest += thing("private_endpoint", "e", f"  subnet_id = azurerm_subnet.s.id\n{connection}{then('azurerm_lb.l')}")
    late = nic("b", after=f"{ADDRESSES}.a")
    values = accepted(stack_with(stack), NETWORK + nic("a") + late + rest)
    assert values[f"{ADDRESSES}.a"]["private_ip_address"] == "10.0.0.4"
    assert values[f"{ADDRESSES}.b"]["private_ip_addresses"] == ["10.0.0.5"]
    assert values["azurerm_lb.l"]["private_ip_address"] == "10.0.0.6"
    endpoint = values["azurerm_private_endpoint.e"]["private_service_connection"]
    assert [item["private_ip_address"] for item in endpoint] == ["10.0.0.7"]  # type: ignore[attr-defined]
    some = NETWORK + nic("a") + late.replace("depends_on", "# ") + rest
    refused(stack, some + nic("c", "10.0.0.5") + nic("d", "10.0.0.7"), *["PrivateIPAddressIsAllocated"] * 2)
    without = NETWORK + nic("a") + rest.replace(f"depends_on = [{ADDRESSES}.b]", "")
    accepted(stack, without)
    accepted(stack, without + nic("c", "10.0.0.5") + nic("d", "10.0.0.8"))


def stack_with(stack: Stack) -> Stack:
    stack.write(NETWORK)
    return stack.init()


def test_a_subnet_that_becomes_full(stack: Stack) -> None:
    base = NETWORK.replace("10.0.0.0/28", "10.0.0.0/29")
    values = accepted(
        stack_with(stack), base + scale_set("v", 2) + nic("a", after="azurerm_linux_virtual_machine_scale_set.v")
    )
    assert values[f"{ADDRESSES}.a"]["private_ip_address"] == "10.0.0.6"
    refused(stack, base + scale_set("v", 2) + nic("a") + nic("b", "10.0.0.5"), "PrivateIPAddressIsAllocated")
    refused(stack, base + scale_set("v", 2) + nic("a") + nic("b"), "SubnetIsFull")
    refused(stack, base + scale_set("v", 3) + nic("a"), "SubnetIsFull")
    accepted(stack, base + scale_set("v", 1) + nic("a"))
    accepted(stack, base + scale_set("v", 1) + nic("a") + nic("b"))
    stack.destroy()
    assert list((stack.folder / ".terraform/tfsim-cloud").iterdir()) == []


# Networks


def test_ranges_of_subnets(stack: Stack) -> None:
    def text(overlap: str, outside: str, bits: str, inline: str, odd: str) -> str:
        inner = f'  subnet {{\n    name = "i"\n    address_prefixes = ["{inline}"]\n  }}'
        first = subnet("first", "10.0.1.0/24")
        some = first + subnet("overlap", overlap).replace("\n}", f"\n{then('azurerm_subnet.first')}}}")
        some += subnet("outside", outside) + subnet("bits", bits) + subnet("odd", odd)
        return NETWORK + some + thing("virtual_network", "m", f'  address_space = ["10.1.0.0/16"]\n{inner}')

    codes = ["NetcfgSubnetRangesOverlap", "NetcfgInvalidSubnet", "NetcfgInvalidSubnet"]
    codes += ["InvalidCIDRNotation", "InvalidAddressPrefixFormat"]
    refused(stack_with(stack), text("10.0.1.128/25", "10.1.0.0/24", "10.0.3.1/24", "10.0.4.0/24", "10.0.5.0"), *codes)
    accepted(stack, text("10.0.2.0/25", "10.0.4.0/24", "10.0.3.0/24", "10.1.4.0/24", "10.0.5.0/24"))


def test_a_range_in_use_stays(stack: Stack) -> None:
    accepted(stack_with(stack), NETWORK + nic("a"))
    refused(stack, NETWORK.replace("10.0.0.0/28", "10.0.1.0/28") + nic("a"), "InUsePrefixCannotBeDeleted")
    refused(stack, NETWORK.replace("10.0.0.0/16", "10.1.0.0/16") + nic("a"), "NetcfgInvalidSubnet")
    accepted(stack, NETWORK)
    accepted(stack, NETWORK.replace("10.0.0.0/28", "10.0.1.0/28"))


def test_peers(stack: Stack) -> None:
    def text(space: str) -> str:
        body = "  virtual_network_name = azurerm_virtual_network.n.name\n"
        body += "  remote_virtual_network_id = azurerm_virtual_network.m.id"
        return (
            NETWORK
            + thing("virtual_network", "m", f'  address_space = ["{space}"]')
            + thing("virtual_network_peering", "p", body, IN_GROUP)
        )

    refused(stack_with(stack), text("10.0.128.0/24"), "VnetAddressSpacesOverlap")
    accepted(stack, text("10.1.0.0/16"))


def test_priorities_of_security_rules(stack: Stack) -> None:
    body = '  direction = "Inbound"\n  access = "Allow"\n  protocol = "Tcp"\n  source_port_range = "*"\n'
    body += '  destination_port_range = "6443"\n  source_address_prefix = "*"\n  destination_address_prefix = "*"\n'

    def text(second: int, inner: int) -> str:
        group = f"{IN_GROUP}\n  network_security_group_name = azurerm_network_security_group.s.name"
        one = thing("network_security_rule", "one", f"{body}  priority = 100\n", group)
        after = then("azurerm_network_security_rule.one")
        two = thing("network_security_rule", "two", f"{body}  priority = {second}\n{after}", group)
        blocks = "".join(f'  security_rule {{\n    name = "r{p}"\n{body}    priority = {p}\n  }}\n' for p in (100, 200))
        rules = blocks.replace("priority = 200", f"priority = {inner}")
        return GROUP + thing("network_security_group", "s") + one + two + thing("network_security_group", "t", rules)

    stack.write(GROUP)
    refused(stack.init(), text(100, 100), "SecurityRuleConflict", "SecurityRuleConflict")
    accepted(stack, text(101, 200))


# Names and SKUs


def test_storage_admits_subnets_with_a_service_endpoint(stack: Stack) -> None:
    def text(endpoint: str) -> str:
        rules = f'  network_rules {{\n    default_action = "Deny"\n    virtual_network_subnet_ids = [{SUBNET}]\n  }}'
        body = '  account_tier = "Standard"\n  account_replication_type = "LRS"\n'
        there = NETWORK.replace('address_prefixes = ["10.0.0.0/28"]', f'address_prefixes = ["10.0.0.0/28"]\n{endpoint}')
        return there + thing("storage_account", "account", body + rules)

    stack.write(NETWORK)
    refused(stack.init(), text('  service_endpoints = ["Microsoft.KeyVault"]'), "NetworkAclsValidationFailure")
    accepted(stack, text('  service_endpoints = ["Microsoft.KeyVault", "Microsoft.Storage"]'))


def test_public_containers_need_an_account_that_allows_them(stack: Stack) -> None:
    def text(kind: str) -> str:
        account = '  account_tier = "Standard"\n  account_replication_type = "LRS"\n'
        container = f'storage_account_id = azurerm_storage_account.account.id\n  container_access_type = "{kind}"'
        closed = thing("storage_account", "account", account + "  allow_nested_items_to_be_public = false")
        return GROUP + closed + thing("storage_container", "documents", where=container)

    stack.write(GROUP)
    refused(stack.init(), text("blob"), "PublicAccessNotPermitted")
    accepted(stack, text("private"))


def test_names_that_are_unique_in_azure(stack: Stack) -> None:
    def text(label: str, account: str, vault: str) -> str:
        there = 'resource_group_name = azurerm_resource_group.h.name\n  location = "westeurope"'
        group = GROUP + GROUP.replace('"g"', '"h"')
        kinds = {
            "public_ip": '  allocation_method = "Static"\n  domain_name_label = "LABEL"',
            "storage_account": '  account_tier = "Standard"\n  account_replication_type = "LRS"',
            "key_vault": f'  tenant_id = "{SUBSCRIPTION}"\n  sku_name = "standard"',
        }
        for (kind, body), name in zip(kinds.items(), (label, account, vault), strict=True):
            group += thing(kind, "taken", body.replace("LABEL", "taken"))
            other = thing(kind, "other", body.replace("LABEL", name) + "\n" + then(f"azurerm_{kind}.taken"), there)
            group += other.replace('name = "other"', f'name = "{name}"')
        return group

    stack.write(GROUP)
    codes = "DnsRecordInUse", "StorageAccountAlreadyTaken", "VaultAlreadyExists"
    refused(stack.init(), text("taken", "taken", "taken"), *codes)
    accepted(stack, text("free", "free", "free"))


def test_skus(stack: Stack) -> None:
    found = {"azurerm_resource_group": [{"name": "old", "location": "westeurope"}]}
    old = [{"name": f"p{n}", "resource_group_name": "old", "location": "westeurope", "sku": "Basic"} for n in (1, 2)]
    fixtures = str(stack.write(json.dumps({**found, "azurerm_public_ip": old}), "fixtures.json"))
    root = ROOT.replace("/g/", "/old/") + "/Microsoft.Network/publicIPAddresses"

    def text(balancer: str, gateway: str, sku: str) -> str:
        some = thing("lb", "l", frontend("f", public_ip_address_id=balancer)) + thing("nat_gateway", "n")
        some += joined(
            "nat_gateway_public_ip_association",
            "a",
            nat_gateway_id="azurerm_nat_gateway.n.id",
            public_ip_address_id=gateway,
        )
        some += public("new", f'  sku = "{sku}"') + thing("lb", "basic", f'  sku = "{sku}"')
        return GROUP + public("one") + public("two") + some

    codes = "PublicIPAndLBSkuDoNotMatch", "BadRequest", "BadRequest", "IPv4BasicSkuPublicIpCountLimitReached"
    stack.write(GROUP)
    refused(stack.init(), text(f'"{root}/p1"', f'"{root}/p2"', "Basic"), *codes, TFSIM_FIXTURES=fixtures)
    right = text("azurerm_public_ip.one.id", "azurerm_public_ip.two.id", "Standard")
    accepted(stack, right, TFSIM_FIXTURES=fixtures)
    one, new = (
        thing("lb", "m", frontend("f", public_ip_address_id=f"azurerm_public_ip.{n}.id")) for n in ("one", "new")
    )
    refused(stack, right + one, "PublicIPAddressInUse", TFSIM_FIXTURES=fixtures)
    accepted(stack, right + new, TFSIM_FIXTURES=fixtures)


def test_names_of_deleted_vaults_stay_taken(stack: Stack) -> None:
    def text(place: str, more: str = "") -> str:
        body = f'  tenant_id = "{SUBSCRIPTION}"\n  sku_name = "standard"\n{more}'
        return GROUP + thing("key_vault", "kept", body, f'{IN_GROUP}\n  location = "{place}"')

    protected = "  purge_protection_enabled = true\n"
    stack.write(GROUP)
    accepted(stack.init(), text("westeurope"))
    accepted(stack, text("northeurope"))
    accepted(stack, text("northeurope", protected))
    refused(stack, text("westeurope", protected), "VaultAlreadyExists")
    accepted(stack, text("northeurope", protected))


def test_groups_that_are_not_empty_stay(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + thing("user_assigned_identity", "lost"))
    stack.init().apply(check=False, TFSIM_FAIL="azurerm_user_assigned_identity.lost:500:1:create+orphan")
    done = stack.run("destroy", "-auto-approve", check=False)
    assert "the Resource Group still contains Resources" in " ".join(done.stderr.split())
    choice = "features {\n    resource_group {\n      prevent_deletion_if_contains_resources = false\n    }\n  }"
    stack.write(PROVIDER.replace("features {}", choice))
    stack.apply()
    assert list((stack.folder / ".terraform/tfsim-cloud").glob("*.json")) == []


def test_vaults_admit_public_ranges_only(stack: Stack) -> None:
    def text(ranges: str) -> str:
        acls = f'network_acls {{\n bypass = "None"\n default_action = "Deny"\n ip_rules = {ranges}\n}}\n'
        tenant = 'tenant_id = "11111111-2222-3333-4444-555555555555"\n'
        place = f'{IN_GROUP}\n  location = "westeurope"'
        return GROUP + thing("key_vault", "kept", f'sku_name = "standard"\n{tenant}{acls}', place)

    stack.write(text("[]"))
    refused(stack.init(), text('["198.51.100.0/24", "10.1.0.0/16"]'), "BadRequest")
    accepted(stack, text('["198.51.100.0/24", "203.0.113.7"]'))
