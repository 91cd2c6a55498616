"""Key Vault encryption on a master: the key, the static pod of the plugin, and a vault that is out of reach."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from applying import GENERATION, command, receive
from changes import ESTATE_KEY
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from nodes_facts import FACTS, ROLES, without

from aksynth.bootstrap import master_files

CONFIG = "properties.orchestratorProfile.kubernetesConfig"
PLAIN = example("kubernetes")
ENCRYPTED = changed(PLAIN, f"{CONFIG}.enableEncryptionWithExternalKms", True)
POD = "/etc/kubernetes/manifests/azure-kms.yaml"
READY = "bash -c '. /opt/aksynth/lib.sh; . /opt/aksynth/control-plane.sh; kms_is_ready'"


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
    assert "vault kv-k, key k8s/versions: " in done.stderr


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
    done = master.run(f"/opt/aksynth/kms.sh && {READY}", check=False)
    assert done.returncode == 1 and values(world, "keys") == {}
    assert "cannot use version 1 of key k8s in vault kv-k: failed to encrypt" in done.stderr


def test_a_version_is_created_once(make: Make, world: World) -> None:
    """The answer of the vault may be lost, and somebody may delete the secret: the version is found by its tag. The
    first version of an earlier release has none."""
    master = make(blueprint(ENCRYPTED), 0)
    world.set(faults={"POST kv-k/k8s": ["lost"]})
    master.run("/opt/aksynth/kms.sh")
    (key,) = values(world, "keys")["kv-k"]
    for tags in (key["tags"], {}):
        world.set(vaults={**values(world, "vaults"), "kv-m": {}}, keys={"kv-k": [{**key, "tags": tags}]})
        master.run("/opt/aksynth/kms.sh")
        assert values(world, "vaults")["kv-m"]["kms-key-version"] == [key["version"]]
        assert len(values(world, "keys")["kv-k"]) == 1


def test_a_version_that_is_not_known_is_not_created(make: Make, world: World) -> None:
    """Somebody has made versions too, and deleted the secret."""
    master = make(blueprint(ENCRYPTED), 0)
    found = [{"version": f"{number:032x}", "kty": "RSA", "tags": {}} for number in range(2)]
    world.set(keys={"kv-k": found})
    done = master.run("timeout 2 /opt/aksynth/kms.sh", check=False)
    assert (
        "does not say which version of key k8s is version 1: recover secret kms-key-version in vault kv-m"
        in done.stderr
    )
    assert values(world, "keys")["kv-k"] == found


def test_two_versions(make: Make, world: World) -> None:
    """Each has a plugin, whose socket and ports no other one has. Without its version it goes, once the API server has
    another configuration."""
    master = make(blueprint(_with(2, 1)), 0)
    master.run("/opt/aksynth/master.sh")
    pods = [yaml.safe_load(master.read(path)) for path in (POD, POD.replace("kms", "kms-2"))]
    (old, *_), (new, *_) = arguments = [pod["spec"]["containers"][0]["args"] for pod in pods]
    assert not {flag for flag in arguments[0] if "port" in flag or "addr" in flag} & set(arguments[1])
    assert sorted(values(world, "vaults")["kv-m"]) == [
        "etcd-state", "kms-key-version", "kms-key-version-2", "pki-bundle"
    ]  # fmt: skip
    (resource,) = yaml.safe_load(master.read(_configuration(master)))["resources"]
    endpoints = [provider["kms"]["endpoint"] for provider in resource["providers"][:2]]
    assert [f"--listen-addr={end}" for end in endpoints] == [new, old]
    before = _configuration(master)
    receive(master, command(blueprint(_with(2))))
    assert not master.path(POD).exists() and _configuration(master) != before and not master.path(before).exists()


def test_a_key_that_exists(make: Make, world: World) -> None:
    """Every master uses the version that the model names. It creates none, and asks the cluster's vaults for nothing."""
    three = changed(ENCRYPTED, "properties.masterProfile.count", 3)
    master = make(blueprint(changed(three, "properties.aksynth.encryption", {"keys": {"1": ESTATE_KEY}})), 1)
    master.run("/opt/aksynth/kms.sh")
    arguments = yaml.safe_load(master.read(POD))["spec"]["containers"][0]["args"]
    named = {"--keyvault-name=estate", "--key-name=etcd", f"--key-version={7:032x}"}
    assert named <= set(arguments) and "VAULT_KMS=''" in master.read("/etc/aksynth/env")
    assert values(world, "keys") == {} and world.read().get("asked", []) == []
    before = master.tree()
    done = master.run(f"/opt/aksynth/kms.sh && {READY}", check=False)
    assert "cannot use version 1 of key etcd in vault estate: failed to encrypt" in done.stderr
    assert done.returncode == 1 and master.tree() == before


def _configuration(master: Machine) -> str:
    words = master.read("/etc/kubernetes/manifests/kube-apiserver.yaml").split()
    (flag,) = [word for word in words if word.startswith("--encryption-provider-config=")]
    return flag.partition("=")[2]


def _with(*versions: int, read_only: bool = False, **keys: str) -> dict[str, Any]:
    """`keys` are those that exist, by `_` and the number."""
    existing = {number.strip("_"): id_ for number, id_ in keys.items()}
    ours = {"keyVersions": list(versions), "readOnly": read_only, "keys": existing}
    return changed(ENCRYPTED, "properties.aksynth.encryption", ours)


def _local(*versions: int) -> dict[str, Any]:
    """Keys that the masters have."""
    document = changed(PLAIN, f"{CONFIG}.enableDataEncryptionAtRest", True)
    return changed(document, "properties.aksynth.encryption.keyVersions", list(versions))


PROVIDERS = "/etc/aksynth/kms/providers"
BOX = "k8s:enc:secretbox:v1:key1:"
OLD, NEW = "k8s:enc:kms:v2:azurekmsprovider:", "k8s:enc:kms:v2:azurekmsprovider2:"


STEPS = (
    (_with(1), _with(2, 1), [OLD], "API servers cannot decrypt with azurekmsprovider2 yet"),
    (_with(1, 2), _with(2), [NEW], "API servers still encrypt with azurekmsprovider"),
    (_with(2, 1), _with(2), [OLD, NEW], "etcd has 60 Secrets that are encrypted with azurekmsprovider:"),
    (_with(2, 1), _with(2), [NEW, "plain"], ""),
    (_with(1), _with(1, 2), [OLD, "plain"], ""),
    (_with(1, 2), _with(2, 1), [OLD], ""),
    (_with(2, 1), _with(1, 2), [OLD, NEW], ""),
    (_with(1, read_only=True), _with(1), ["plain"], ""),
    (_with(1, 2, _2=ESTATE_KEY), _with(2, 1, _2=ESTATE_KEY), [OLD], ""),
    (_with(1), _with(1, _1=ESTATE_KEY), [OLD], "etcd has 60 Secrets that are encrypted with azurekmsprovider:"),
    (_local(2, 1), _local(2), [BOX, BOX.replace("key1", "key2")], "etcd has 60 Secrets that are encrypted with key1:"),
    (_local(1), _with(1), [BOX], "API servers still encrypt with key1"),
)
"""Two models, with how etcd has the Secrets, and why the second must not follow the first."""


def test_steps(make: Make, world: World) -> None:
    """A master does not change if an API server could not read a Secret afterwards."""
    master = make(blueprint(_with(1)), 0).boot()
    guard = "mkdir -p /var/lib/next/opt && cp -r /opt/aksynth /var/lib/next/opt && cp /etc/aksynth/masters {0}"
    guard = f"{guard.format('/var/lib/next/etc/aksynth/')} && /var/lib/next/opt/aksynth/guard.sh {GENERATION}"
    ready = "until curl -fsk -m 10 -o /dev/null --noproxy '*' https://127.0.0.1:6443/readyz; do sleep 1; done"
    for now, following, stored, why in STEPS:
        master.write(PROVIDERS, _file(now, PROVIDERS))
        master.write(f"/var/lib/next{PROVIDERS}", _file(following, PROVIDERS))
        numbers = range(60 * len(stored))
        world.set(kvs={f"/registry/secrets/a/{i:03}": f"{stored[i % len(stored)]}\x01\x02" for i in numbers})
        done = master.run(f"{ready}; {guard}", check=False)
        assert (done.returncode, why in done.stderr, bool(done.stderr)) == (int(bool(why)), True, bool(why)), (
            done.stderr
        )


def test_silence_of_etcd_is_no_answer(make: Make) -> None:
    """Secrets that nobody can count are not taken for encrypted ones."""
    done = make(blueprint(ENCRYPTED), 0).run("/opt/aksynth/reencrypt.sh", check=False)
    assert done.returncode == 1
    assert "etcd does not say which Secrets are encrypted with azurekmsprovider" in done.stderr


def _file(document: dict[str, Any], path: str) -> str:
    (found,) = [file.content for file in master_files(blueprint(document), FACTS) if file.path == path]
    return found


def test_switched_on(make: Make, world: World) -> None:
    """A running master gets the plugin first. Its API server restarts only after the plugin can use the key."""
    master = make(blueprint(PLAIN), 0).boot()
    world.set(roles=without("kv-k"), ill=["kms"])
    receive(master, command(blueprint(ENCRYPTED)), check=False, until="attempt 2 of 'start_plugin")
    assert "encryption" not in master.read("/etc/kubernetes/manifests/kube-apiserver.yaml")
    world.set(roles=ROLES, ill=[])
    assert GENERATION in receive(master, command(blueprint(ENCRYPTED)))
    assert "--encryption-provider-config=/etc/kubernetes/encryption/" in master.read(
        "/etc/kubernetes/manifests/kube-apiserver.yaml"
    )
