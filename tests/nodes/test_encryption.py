"""Key Vault encryption on a master: the key, the static pod of the plugin, and a vault that is out of reach."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from applying import GENERATION, command, receive
from clusters import blueprint, changed, example
from inside.world import World
from machine import Make
from nodes_facts import ROLES, without

CONFIG = "properties.orchestratorProfile.kubernetesConfig"
PLAIN = example("kubernetes")
ENCRYPTED = changed(PLAIN, f"{CONFIG}.enableEncryptionWithExternalKms", True)
POD = "/etc/kubernetes/manifests/azure-kms.yaml"


def values(world: World, name: str) -> dict[str, Any]:
    found: Any = world.read().get(name, {})
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("sku", "kind"), [("Standard", "RSA"), ("Premium", "RSA-HSM")])
def test_one_key(make: Make, world: World, sku: str, kind: str) -> None:
    """Master 0 creates the key once, records its version beside the PKI, and a second run changes nothing."""
    master = make(blueprint(changed(ENCRYPTED, f"{CONFIG}.keyVaultSku", sku)), 0)
    master.run("/opt/aksynth/master.sh")
    (key,) = values(world, "keys")["kv-k"]
    assert key["kty"] == kind
    assert values(world, "vaults")["kv-m"]["kms-key-version"] == [key["version"]]
    arguments = yaml.safe_load(master.read(POD))["spec"]["containers"][0]["args"]
    assert f"--key-version={key['version']}" in arguments and "--keyvault-name=kv-k" in arguments
    assert master.path(POD).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in master.path(POD).parent.iterdir() if "kms" in path.name) == ["azure-kms.yaml"]
    (flag,) = [
        f for f in master.read("/etc/kubernetes/manifests/kube-apiserver.yaml").split() if f.startswith("--encryption")
    ]
    (resource,) = yaml.safe_load(master.read(flag.partition("=")[2]))["resources"]
    assert [list(provider) for provider in resource["providers"]] == [["kms"], ["identity"]]
    assert resource["providers"][0]["kms"]["endpoint"] == arguments[0].partition("=")[2]
    before = master.tree()
    master.run("/opt/aksynth/master.sh && /opt/aksynth/kms.sh")
    assert master.tree() == before and values(world, "keys")["kv-k"] == [key]


@pytest.mark.parametrize("trouble", [[403, 403], ["silence"], [429, 500]])
def test_late_role(make: Make, world: World, trouble: list[object]) -> None:
    """A vault that refuses or is silent is asked again, and the reason is in the log."""
    master = make(blueprint(ENCRYPTED), 0)
    world.set(faults={"kv-k": trouble})
    done = master.run("/opt/aksynth/kms.sh")
    assert len(values(world, "keys")["kv-k"]) == 1
    assert "vault kv-k, key k8s/create: " in done.stderr


def test_other_masters_wait(make: Make, world: World) -> None:
    """Only master 0 creates the key. The others use the version that it recorded."""
    plan = blueprint(changed(ENCRYPTED, "properties.masterProfile.count", 3))
    other = make(plan, 1)
    done = other.run("timeout 2 /opt/aksynth/kms.sh", check=False)
    assert done.returncode == 124 and "master 0 creates the key" in done.stderr
    assert values(world, "keys") == {}
    make(plan, 0).run("/opt/aksynth/kms.sh")
    other.run("/opt/aksynth/kms.sh")
    assert f"--key-version={0:032x}" in other.read(POD)


def test_a_lost_key_is_not_replaced(make: Make, world: World) -> None:
    """With a recorded version, no key is created, and the reason why the plugin cannot use the key is reported."""
    master = make(blueprint(ENCRYPTED), 0)
    world.set(vaults={**values(world, "vaults"), "kv-m": {"kms-key-version": ["f" * 32]}})
    ready = "bash -c '. /opt/aksynth/lib.sh; . /opt/aksynth/control-plane.sh; kms_is_ready'"
    done = master.run(f"/opt/aksynth/kms.sh && {ready}", check=False)
    assert done.returncode == 1 and values(world, "keys") == {}
    assert "cannot use key k8s in vault kv-k: failed to encrypt" in done.stderr


def test_switched_on(make: Make, world: World) -> None:
    """A running master gets the plugin first. Its API server restarts only after the plugin can use the key."""
    master = make(blueprint(PLAIN), 0).boot()
    world.set(roles=without("kv-k"), ill=["kms"])
    receive(master, command(blueprint(ENCRYPTED)), check=False)
    assert "encryption" not in master.read("/etc/kubernetes/manifests/kube-apiserver.yaml")
    world.set(roles=ROLES, ill=[])
    assert GENERATION in receive(master, command(blueprint(ENCRYPTED)))
    assert "--encryption-provider-config=/etc/kubernetes/encryption/" in master.read(
        "/etc/kubernetes/manifests/kube-apiserver.yaml"
    )
