"""A plan refuses what would break the cluster that exists, and says what to do instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from changes import AUTHORITY
from clusters import changed, example
from terraform_workspace import Stack

from .lives import applied, renew

P, M = "properties.", "properties.masterProfile."
ORCHESTRATOR = "properties.orchestratorProfile."
K = ORCHESTRATOR + "kubernetesConfig."
SIGNING = P + "aksynth.signingKeyVersions"
ISSUER = P + "aksynth.workloadIdentity"
REFUSED = {
    P + "aksynth.resourceGroup.name": "other",
    P + "linuxProfile.adminUsername": "other",
    M + "platformFaultDomainCount": 2,
    M + "platformUpdateDomainCount": 5,
    M + "ipAddressCount": 21,
    K + "serviceCidr": "10.4.0.0/16",
    K + "dnsServiceIP": "10.4.0.10",
}
"""Fields, and another value that the rules accept."""


@pytest.fixture(scope="module")
def cluster(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A cluster of three masters that exists. Tests leave it as it was."""
    stack = applied(tmp_path_factory.mktemp("record"), environment, example("ha"))
    return stack


def words(stack: Stack) -> str:
    """What a refused plan says, on one line."""
    done = stack.run("plan", "-input=false", check=False)
    assert done.returncode == 1, done.stdout[-3000:]
    return " ".join(done.stderr.replace("│", " ").replace("╷", " ").replace("╵", " ").split())


def test_choices_are_kept(cluster: Stack) -> None:
    """Every fixed field that changes is refused at plan, all of them at once."""
    wrong = example("ha")
    for field, value in REFUSED.items():
        wrong = changed(wrong, field, value)
    wrong = changed(wrong, P + "aksynth.certificateAuthorities.cluster", AUTHORITY)
    renew(cluster, wrong)
    said = words(cluster)
    assert 'aksynth.certificateAuthorities is "cluster: /subscriptions/' in said
    assert 'vaults/ours/secrets/cluster-key", but this cluster was created with "none"' in said
    told = [f for f, value in REFUSED.items() if f'{f.removeprefix(P)} is "{value}", but this cluster was' in said]
    assert told == list(REFUSED)


def test_a_release_is_kept(cluster: Stack) -> None:
    """Nothing else of the plan fails, so that it comes as far as what is recorded last."""
    renew(cluster, changed(example("ha"), ORCHESTRATOR + "orchestratorVersion", "1.36.3"))
    assert 'orchestratorVersion is "1.36.3", but this cluster was created with "1.36.4"' in words(cluster)


def test_a_pool_keeps_its_image(cluster: Stack) -> None:
    """Another offer, such as that of a newer default, would replace the scale set: the plan says what to do."""
    renew(cluster, example("ha"))
    path = cluster.folder / "cdk.tf.json"
    path.write_text(path.read_text("utf-8").replace("ubuntu-24_04-lts", "ubuntu-26_04-lts"), "utf-8")
    said = words(cluster)
    was = 'was created with "Canonical ubuntu-24_04-lts"'
    for pool in example("ha")["properties"]["agentPoolProfiles"]:
        assert f'image of pool {pool["name"]} is "Canonical ubuntu-26_04-lts", but this cluster {was}' in said
    assert "give the pool another name" in said
    image = {"name": "node", "resourceGroup": "images"}
    renew(cluster, changed(example("ha"), P + "agentPoolProfiles.0.imageReference", image))
    assert f'image of pool general is "imageReference", but this cluster {was}' in words(cluster)


def test_a_refused_release_is_not_kept(environment: dict[str, str], tmp_path: Path) -> None:
    """A cluster without a record gets another release, which its masters refuse: the one that they run plans again, and
    is kept from the apply on that they accept."""
    document = example("kubernetes")
    other = changed(document, ORCHESTRATOR + "orchestratorVersion", "1.36.3")
    stack = applied(tmp_path, environment, document)
    stack.run("state", "rm", "terraform_data.record", "terraform_data.record_version", "terraform_data.record_guard")
    renew(stack, other)
    refused = stack.apply(check=False, TFSIM_FAIL="azurerm_virtual_machine_run_command.*:409:1:create+kept")
    assert refused.returncode == 1 and "terraform_data.record" in stack.values()
    renew(stack, document)
    stack.apply()
    renew(stack, other)
    assert 'orchestratorVersion is "1.36.3", but this cluster was created with "1.36.4"' in words(stack)


def test_a_moved_subnet_moves_nothing(cluster: Stack) -> None:
    """The addresses of the masters and of the API follow the subnet, so none of them may change."""
    renew(cluster, changed(example("ha"), K + "clusterSubnet", "10.224.0.0/11"))
    said = words(cluster)
    assert 'clusterSubnet is "10.224.0.0/11", but this cluster was created with "10.240.0.0/12"' in said


def test_a_size_is_a_warning(cluster: Stack) -> None:
    """Another size or disk touches no master that exists; a replaced one gets the new size."""
    larger = changed(changed(example("ha"), M + "vmSize", "Standard_D8s_v5"), M + "osDiskSizeGB", 256)
    renew(cluster, larger)
    assert cluster.plan() == {}
    assert "has the size Standard_D4s_v5, but the api model has" in " ".join(cluster.run("plan").stdout.split())
    planned = cluster.plan("-replace=azurerm_linux_virtual_machine.masters_1")
    machines = [a for a in planned if a.startswith("azurerm_linux_virtual_machine.")]
    assert machines == ["azurerm_linux_virtual_machine.masters_1"]


def test_a_larger_etcd_disk_is_a_warning(cluster: Stack) -> None:
    """A written size touches no disk that exists, and each is named until it has that size; a size that is derived is
    for new disks alone."""
    renew(cluster, changed(example("ha"), K + "etcdDiskSizeGB", "4096"))
    assert cluster.plan() == {}
    said = " ".join(cluster.run("plan").stdout.replace("│", " ").split())
    assert said.count("GiB, but the api model has 4096. Grow one disk at a time") == 3
    renew(cluster, example("ha"))
    assert "GiB, but the api model has" not in cluster.run("plan").stdout


def test_only_masters_that_left_go(cluster: Stack) -> None:
    """Fewer masters are refused, but for one whose entry was removed from the record; it can come back later."""
    smaller = changed(example("ha"), M + "count", 1)
    renew(cluster, smaller)
    cluster.run("state", "rm", "terraform_data.record_master-2")
    said = words(cluster)
    assert "masterProfile.count is 1, and master 1 exists" in said
    assert "master 2 exists" not in said
    cluster.run("state", "rm", "terraform_data.record_master-1")
    cluster.apply()
    machines = [a for a in cluster.values() if a.startswith("azurerm_linux_virtual_machine.masters")]
    assert machines == ["azurerm_linux_virtual_machine.masters_0"]
    assert cluster.plan() == {}
    renew(cluster, example("ha"))
    cluster.apply()
    renew(cluster, smaller)
    assert "master 1 exists" in words(cluster)


def test_private_endpoints_come_before_public_access_ends(environment: dict[str, str], tmp_path: Path) -> None:
    """A private cluster of before: the plan of both at once is refused. One apply adds the endpoints, and changes
    neither vaults nor storage account nor the subnet; the next one ends public access."""
    document = changed(example("kubernetes"), K + "privateCluster.enabled", True)
    stack = applied(tmp_path, environment, changed(document, P + "aksynth.privateEndpoints.enabled", False))
    stack.run("state", "rm", "terraform_data.record_private-endpoints")
    renew(stack, document)
    assert "has no private endpoints yet" in words(stack)
    renew(stack, changed(document, P + "aksynth.privateEndpoints.publicNetworkAccess", True))
    added = stack.plan()
    assert {a for a in added if a.startswith("azurerm_private_endpoint.")} == {
        f"azurerm_private_endpoint.endpoints_{service}" for service in ("masters", "nodes", "access", "backup")
    }
    closing = {
        "azurerm_key_vault.vaults_masters",
        "azurerm_key_vault.vaults_nodes",
        "azurerm_key_vault.vaults_access",
        "azurerm_storage_account.backup",
        "azurerm_subnet.network_subnet",
    }
    assert not closing & set(added)
    stack.apply()
    renew(stack, document)
    assert {address: ["update"] for address in closing}.items() <= stack.plan().items()


def test_masters_decrypt_before_one_of_them_encrypts(cluster: Stack) -> None:
    """Encryption of Secrets comes in two applies, and so does another version of the key. So does an issuer of tokens
    that all API servers must accept, and a key that signs tokens."""
    on = changed(example("ha"), K + "enableEncryptionWithExternalKms", True)
    on = changed(on, SIGNING, [2, 1])
    renew(cluster, changed(on, ISSUER, {"enabled": True}))
    said = words(cluster)
    assert "Set aksynth.encryption.readOnly to true and apply" in said
    assert "signingKeyVersions to [1, 2] and apply, then to [2, 1] and apply again" in said
    assert "Set aksynth.workloadIdentity.acceptOnly to true and apply" in said
    on = changed(on, SIGNING, [2])
    renew(cluster, changed(on, P + "aksynth.encryption.keyVersions", [2, 1]))
    said = words(cluster)
    assert "encryption.keyVersions to [1, 2] and apply, then to [2, 1]" in said
    assert "Pods have tokens that key 1 has signed." in said
    on = changed(on, SIGNING, [1, 2])
    renew(cluster, changed(on, P + "aksynth.encryption.readOnly", True))
    assert cluster.plan()["terraform_data.record_key-version-1"] == ["create"]


def test_tokens_are_accepted_until_none_is_issued(environment: dict[str, str], tmp_path: Path) -> None:
    """A single master issues at once. To disable the issuer takes two applies. Meanwhile the key that signs changes, and
    a model does not lose it by mistake."""
    document = example("kubernetes")
    on, accepting = ({"enabled": True}, {"enabled": True, "acceptOnly": True})
    stack = applied(tmp_path, environment, document)
    renew(stack, changed(changed(document, ISSUER, on), SIGNING, [1, 2]))
    stack.apply()
    renew(stack, document)
    assert "Set aksynth.workloadIdentity.enabled and acceptOnly to true and apply" in words(stack)
    renew(stack, changed(changed(document, ISSUER, accepting), SIGNING, [2, 1]))
    stack.apply()
    renew(stack, document)
    assert "aksynth.signingKeyVersions does not have key 2" in words(stack)
    renew(stack, changed(document, SIGNING, [2]))
    assert stack.plan()["azurerm_storage_account.issuer"] == ["delete"]
