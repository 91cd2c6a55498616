"""The stack as another Terraform configuration or another program meets it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from changes import CERTIFIED, GUID, PRINCIPAL
from clusters import blueprint, changed, example
from stack_json import stack_json

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402
from cdktf import App, TerraformLocal  # noqa: E402
from constructs import Construct  # noqa: E402
from terraform_workspace import Stack  # noqa: E402

from aksynth import constructs, stacks  # noqa: E402
from aksynth._constructs.terraform_text import terraform_text  # noqa: E402
from aksynth.stacks import AksynthStack, CollidingAddressError  # noqa: E402


def content(**options: Any) -> dict[str, Any]:
    """The JSON of the smallest example's stack."""
    document = options.pop("document", example("kubernetes"))
    return stack_json(blueprint(document), **options)


def test_module() -> None:
    """A called module brings neither provider nor backend, nor a protection that its caller cannot switch off."""
    found = content(module=True)
    assert "provider" not in found
    assert "backend" not in found["terraform"]
    assert "prevent_destroy" not in json.dumps(found)


def test_protection() -> None:
    """What holds data is protected unless the model says otherwise."""
    found = content()["resource"]
    protected = [
        f"{kind}.{name}"
        for kind, items in found.items()
        for name, item in items.items()
        if item.get("lifecycle", {}).get("prevent_destroy")
    ]
    assert protected == [
        "azurerm_key_vault.vaults_masters",
        "azurerm_managed_disk.masters_0_etcd-disk",
        "azurerm_storage_account.backup",
        "azurerm_storage_container.backup_container",
    ]
    assert "prevent_destroy" not in json.dumps(
        content(document=changed(example("kubernetes"), "properties.aksynth.protect", False))
    )


def test_backup() -> None:
    """Snapshots lie where only the masters' subnet and identity reach them; a master waits for all of it.

    Azure refuses an account while its virtual network changes: it waits for all subnets and what is associated."""
    document = changed(example("network/kubenet"), "properties.aksynth.bastion", {"prefix": "10.239.0.0/26"})
    both = {"enabled": True, "publicNetworkAccess": True}
    found = content(document=changed(document, "properties.aksynth.privateEndpoints", both))["resource"]
    account = found["azurerm_storage_account"]["backup"]
    changes = {
        f"{type_}.{name}" for type_, items in found.items() if type_.startswith("azurerm_subnet") for name in items
    }
    assert changes - set(account["depends_on"]) == {"azurerm_subnet.network_subnet"} and len(changes) == 6
    closed = ("shared_access_key_enabled", "allow_nested_items_to_be_public", "local_user_enabled")
    assert [account[name] for name in closed] == [False] * 3
    rules = account["network_rules"]
    assert (rules["default_action"], rules["bypass"]) == ("Deny", ["None"])
    assert rules["virtual_network_subnet_ids"] == ["${azurerm_subnet.network_subnet.id}"]
    role = found["azurerm_role_assignment"]["backup_role-masters"]
    assert role["scope"] == "${azurerm_storage_container.backup_container.id}"
    assert role["principal_id"] == "${azurerm_user_assigned_identity.identities_masters.principal_id}"
    waited = found["azurerm_virtual_machine_run_command"]["state_0"]["depends_on"]
    assert {"azurerm_storage_container.backup_container", "azurerm_role_assignment.backup_role-masters"} < set(waited)


def test_choices_of_the_provider() -> None:
    """No data plane of storage is asked for, and agents that run are neither updated nor reimaged."""
    assert content()["provider"]["azurerm"][0]["features"] == [
        {
            "storage": [{"data_plane_available": False}],
            "virtual_machine_scale_set": [{"reimage_on_manual_upgrade": False, "roll_instances_when_required": False}],
        }
    ]


def test_container_registries() -> None:
    """Masters and agents may pull from each that the model names, and from no other; a machine comes up after that."""
    registry = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/Images"
    assert not [name for name in content()["resource"]["azurerm_role_assignment"] if "pull" in name]
    found = content(document=changed(example("kubernetes"), "properties.aksynth.containerRegistries", [registry]))
    for kind in ("masters", "nodes"):
        role = found["resource"]["azurerm_role_assignment"][f"identities_pull-images-{kind}"]
        assert (role["scope"], role["role_definition_name"]) == (registry, "AcrPull")
        assert role["principal_id"] == f"${{azurerm_user_assigned_identity.identities_{kind}.principal_id}}"
        waited = found["resource"]["azurerm_virtual_machine_run_command"]["state_0"]["depends_on"]
        assert f"azurerm_role_assignment.identities_pull-images-{kind}" in waited


def test_no_backup() -> None:
    """Switched off, there is no account, no way to one and no word of one."""
    found = content(document=changed(example("kubernetes"), "properties.aksynth.backup.enabled", False))
    assert not [kind for kind in found["resource"] if "storage" in kind]
    assert found["resource"]["azurerm_subnet"]["network_subnet"]["service_endpoints"] == ["Microsoft.KeyVault"]
    assert "etcd_snapshots_url" not in found["output"]


PRIVATE = "properties.orchestratorProfile.kubernetesConfig.privateCluster.enabled"
ACCESS = "properties.aksynth.access"


def test_private_cluster() -> None:
    """Nothing that serves the cluster has a public address, nobody is asked for ranges, and all vaults are closed."""
    found = content(document=changed(example("kubernetes"), PRIVATE, True))
    resources = found["resource"]
    assert set(resources["azurerm_public_ip"]) == {"network_nat-ip"} and set(resources["azurerm_lb"]) == {
        "api_internal"
    }
    assert "api_ranges" not in found["variable"]
    assert not [name for name in found["output"] if name in ("api_url", "kubeconfig_command")]
    assert {"api_private_url", "kubeconfig_private_command"} <= set(found["output"])
    assert not [vault for vault in resources["azurerm_key_vault"].values() if vault["network_acls"].get("ip_rules")]
    assert "network_rule-allow_kube_tls" not in resources["azurerm_network_security_rule"]
    associations = resources["azurerm_network_interface_backend_address_pool_association"]
    assert [name for name in associations if "public" in name] == []


def test_the_way_to_a_vault_is_before_its_secret() -> None:
    """A machine of the network that applies reaches the vault by its private endpoint, whose name a zone has."""
    document = changed(example("network/private"), "properties.servicePrincipalProfile", {"clientId": GUID})
    after = content(document=document)["resource"]["terraform_data"]["vaults_service-principal-input"]["depends_on"]
    link = "azurerm_private_dns_zone_virtual_network_link.endpoints_vault-zone_link"
    assert {"azurerm_private_endpoint.endpoints_inputs", link} <= set(after)


@pytest.mark.parametrize("model", [{"servicePrincipalProfile": PRINCIPAL}, CERTIFIED])
def test_a_credential_in_an_existing_vault(model: dict[str, Any]) -> None:
    """Masters read this one secret or certificate, and Terraform asks for none and makes no vault for it."""
    document = example("ha")
    for path, value in model.items():
        document = changed(document, f"properties.{path}", value)
    found = content(document=document)
    (role,) = (
        role for name, role in found["resource"]["azurerm_role_assignment"].items() if name.endswith("azure-api-secret")
    )
    secret = f"{PRINCIPAL['keyvaultSecretRef']['vaultID']}/secrets/sp"
    assert (role["scope"], role["role_definition_name"]) == (secret, "Key Vault Secrets User")
    assert sorted(found["variable"]) == ["service_principal_client_id"]
    assert "service_principal_secret_command" not in found["output"]
    assert "vaults_inputs" not in found["resource"]["azurerm_key_vault"]
    assert "removed" not in found


def test_private_zones_are_those_of_the_cloud() -> None:
    """Of vaults and of blobs."""
    plan = blueprint(example("network/private"))
    other = replace(
        plan, cloud=replace(plan.cloud, vault_zone="vaults.example.com", storage_suffix="storage.example.com")
    )
    found = stack_json(other)["resource"]
    zones = {name: zone["name"] for name, zone in found["azurerm_private_dns_zone"].items() if "endpoints" in name}
    blobs = "privatelink.blob.storage.example.com"
    assert zones == {"endpoints_vault-zone": "vaults.example.com", "endpoints_blob-zone": blobs}


NETWORKS = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/"


def test_links_of_other_networks() -> None:
    """Each zone has a link for each network, under its name. Another order changes nothing, and a new one only adds."""
    links, one = {"hub": f"{NETWORKS}hub", "dns": f"{NETWORKS}dns"}, {"hub": f"{NETWORKS}hub"}
    kind = "azurerm_private_dns_zone_virtual_network_link"
    private = example("network/private")
    both, turned, alone = (
        content(document=changed(private, "properties.aksynth.dnsLinks", value))
        for value in (links, dict(reversed(links.items())), one)
    )
    assert json.dumps(both) == json.dumps(turned)
    found, before = both["resource"].pop(kind), alone["resource"].pop(kind)
    zones = ("api_zone-link", "endpoints_vault-zone_link", "endpoints_blob-zone_link")
    assert set(found) == {f"{zone}{name}" for zone in zones for name in ("", "-hub", "-dns")}
    assert {found[f"{zone}-hub"]["virtual_network_id"] for zone in zones} == {f"{NETWORKS}hub"}
    assert {name: link for name, link in found.items() if not name.endswith("-dns")} == before
    assert {link["name"] for address, link in found.items() if address.endswith("-dns")} == {"link-dns"}
    assert both == alone


def test_private_cluster_with_ranges() -> None:
    """Ranges of peered networks reach the API, and public ones the vault of the kubeconfigs."""
    document = changed(example("kubernetes"), PRIVATE, True)
    ranges = {"apiRanges": ["172.16.0.0/16", "198.51.100.0/24"], "sshRanges": ["172.16.9.0/24"]}
    resources = content(document=changed(document, ACCESS, ranges))["resource"]
    rules = resources["azurerm_network_security_rule"]
    assert rules["network_rule-allow_kube_tls"]["source_address_prefixes"] == ranges["apiRanges"]
    assert rules["network_rule-allow_ssh"]["source_address_prefixes"] == ranges["sshRanges"]
    assert resources["azurerm_key_vault"]["vaults_access"]["network_acls"]["ip_rules"] == ["198.51.100.0/24"]
    assert "azurerm_lb_nat_rule" not in resources


def test_backend() -> None:
    """State is beside the output, or in the model's storage container."""
    assert content()["terraform"]["backend"] == {"local": {"path": "../../../terraform.cluster.tfstate"}}
    azurerm = {"resourceGroupName": "g", "storageAccountName": "s", "containerName": "c"}
    found = content(document=changed(example("kubernetes"), "properties.aksynth.backend.azurerm", azurerm))
    assert found["terraform"]["backend"] == {
        "azurerm": {
            "container_name": "c",
            "key": "aksynth-first.tfstate",
            "resource_group_name": "g",
            "storage_account_name": "s",
            "use_azuread_auth": True,
        }
    }


def test_variables_only_where_the_model_is_blank() -> None:
    """What the model says is not asked for again."""
    assert sorted(content()["variable"]) == ["api_ranges", "location", "ssh_public_key"]
    assert "variable" not in content(document=example("ha"))
    client = {"clientId": "11111111-2222-3333-4444-555555555555"}
    found = content(document=changed(example("ha"), "properties.servicePrincipalProfile", client))["variable"]
    assert found["service_principal_secret"]["ephemeral"] is True
    assert found["service_principal_secret"]["default"] == ""
    assert found["service_principal_client_id"]["default"] == client["clientId"]


def test_collapsing_addresses_are_refused() -> None:
    """Two paths that give one address are an error, not one resource fewer."""
    stack = AksynthStack(cdktf.Testing.app(), "x")
    TerraformLocal(Construct(stack, "a_b"), "c", "1")
    TerraformLocal(Construct(stack, "a"), "b_c", "2")
    with pytest.raises((CollidingAddressError, RuntimeError), match="have the same address"):
        cdktf.Testing.synth(stack)


HARD = "home ${HOME} %{ if x } $${a} %%{b} \"quoted\" \\n 'single' \ttab `tick` ünïcode\n"


def test_text_is_literal(stack: Stack, tmp_path: Any) -> None:
    """Terraform gives back shell text byte for byte, and tokens stay live."""
    app = App(stack_traces=False, outdir=str(tmp_path / "out"))
    made = AksynthStack(app, "x")
    TerraformLocal(made, "value", "live")
    made.add_override("output", {"text": {"value": terraform_text(HARD)}, "live": {"value": "${local.value}"}})
    app.synth()
    text = (tmp_path / "out/stacks/x/cdk.tf.json").read_text("utf-8").replace("../../../", "")
    stack.write(text, "cdk.tf.json")
    stack.init().apply(ARM_SUBSCRIPTION_ID="00000000-0000-0000-0000-0000000000aa")
    assert stack.outputs() == {"text": HARD, "live": "live"}


@pytest.mark.parametrize("module", [constructs, stacks])
def test_public_names(module: Any) -> None:
    """What is public is listed, and what is listed is there."""
    assert module.__all__ == sorted(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


def test_constructs_by_hand() -> None:
    """A pool without an api model: typed arguments, and what others offer."""
    stack = AksynthStack(cdktf.Testing.app(), "x")
    group = constructs.ClusterResourceGroup(stack, "group", name="g", location="westeurope")
    network = constructs.ClusterVnet(
        stack,
        "network",
        group=group,
        vnet="v",
        address_space="10.0.0.0/8",
        subnets={"s": "10.1.0.0/16", "t": "10.2.0.0/16"},
        security_group="n",
        nat_gateway="out",
    )
    network.add_rule(
        constructs.SecurityRule(name="web", priority=200, ports="443", sources=["*"], destinations=["10.1.0.9"])
    )
    found = json.loads(cdktf.Testing.synth(stack))["resource"]
    assert found["azurerm_subnet"]["network_subnet"]["default_outbound_access_enabled"] is False
    gateways = found["azurerm_subnet_nat_gateway_association"]
    assert [gateways[f"network_nat-association{end}"]["subnet_id"] for end in ("", "-t")] == [
        f"${{azurerm_subnet.network_subnet{end}.id}}" for end in ("", "-t")
    ]
    rule = found["azurerm_network_security_rule"]["network_rule-web"]
    assert (rule["source_address_prefix"], rule["destination_address_prefixes"]) == ("*", ["10.1.0.9"])


def test_machines_that_never_come_up_can_be_seen() -> None:
    """Azure keeps what every machine says at boot, in storage of its own, and none boots before it has a way out."""
    found = content()["resource"]
    master = found["azurerm_linux_virtual_machine"]["masters_0"]
    agents = found["azurerm_linux_virtual_machine_scale_set"]["pools_agentpool1"]
    assert (master["boot_diagnostics"], agents["boot_diagnostics"]) == ({}, {})
    egress = {"azurerm_subnet_nat_gateway_association.network_nat-association"}
    assert egress <= set(master["depends_on"]) & set(agents["depends_on"])


def test_accelerated_networking_of_masters() -> None:
    """Decided when an interface is made: Azure does not change it under a machine that runs."""
    nic = content()["resource"]["azurerm_network_interface"]["masters_0_nic"]
    assert nic["accelerated_networking_enabled"] is True
    assert nic["lifecycle"]["ignore_changes"] == ["accelerated_networking_enabled"]


def test_outbound_addresses() -> None:
    """loadBalancerOutboundIPs is the number of addresses of the NAT gateway; the first keeps its Terraform address."""
    written = changed(
        example("kubernetes"), "properties.orchestratorProfile.kubernetesConfig.loadBalancerOutboundIPs", 3
    )
    found = content(document=written)["resource"]
    addresses = {name for name in found["azurerm_public_ip"] if name.startswith("network")}
    assert addresses == {"network_nat-ip", "network_nat-ip-2", "network_nat-ip-3"}
    associations = found["azurerm_nat_gateway_public_ip_association"]
    assert set(associations) == {f"{name}-association" for name in addresses}
    waits = found["azurerm_linux_virtual_machine"]["masters_0"]["depends_on"]
    assert {f"azurerm_nat_gateway_public_ip_association.{name}" for name in associations} <= set(waits)


@pytest.mark.parametrize(
    ("access", "checks"),
    [
        ({"apiRanges": ["198.51.100.0/24"]}, set()),
        ({"apiRanges": ["198.51.100.0/24", "0.0.0.0/0"]}, {"open_allow_kube_tls"}),
        ({"apiRanges": ["198.51.100.0/24"], "sshRanges": ["0.0.0.0/1"]}, {"open_allow_ssh"}),
    ],
)
def test_open_ranges_are_said(access: dict[str, Any], checks: set[str]) -> None:
    """A plan warns of each rule that the model opens to a large part of the internet."""
    found = content(document=changed(example("kubernetes"), "properties.aksynth.access", access)).get("check", {})
    assert {name for name in found if name.startswith("open_")} == checks
    for name in checks:
        (said,) = found[name]["assert"]
        (wide,) = [text for texts in access.values() for text in texts if text.startswith("0.0.0.0/")]
        assert "source_address_prefixes" in said["condition"] and wide in said["error_message"]
