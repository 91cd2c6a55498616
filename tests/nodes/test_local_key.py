"""Secrets encrypted with keys that the masters have: made once, kept in the vault, and never replaced by another one."""

from __future__ import annotations

import base64
from typing import Any

import yaml
from applying import command, receive
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make

CONFIG = "properties.orchestratorProfile.kubernetesConfig"
PLAIN = example("kubernetes")
LOCAL = changed(PLAIN, f"{CONFIG}.enableDataEncryptionAtRest", True)
SECRET = "etcd-encryption-key"
ENCRYPTED = {"/registry/secrets/a/b": "k8s:enc:secretbox:v1:key1:\x01\x02"}
KEY = "/opt/aksynth/key.sh"


def versions(*numbers: int, **more: object) -> dict[str, Any]:
    return changed(LOCAL, "properties.aksynth.encryption", {"keyVersions": list(numbers), **more})


def kept(world: World) -> dict[str, list[str]]:
    """The keys in the vault *masters*."""
    vaults: Any = world.read()["vaults"]
    return {name: values for name, values in vaults["kv-m"].items() if name.startswith(SECRET)}


def keep(world: World, **secrets: str) -> None:
    """The vault has these secrets and no others."""
    vaults: Any = world.read()["vaults"]
    world.set(vaults={**vaults, "kv-m": {name.replace("_", "-"): [value] for name, value in secrets.items()}})


def providers(master: Machine) -> list[dict[str, Any]]:
    """Those of the file that the manifest of the API server names."""
    words = master.read("/etc/kubernetes/manifests/kube-apiserver.yaml").split()
    (flag,) = [word for word in words if word.startswith("--encryption-provider-config=")]
    path = flag.partition("=")[2]
    assert master.path(path).stat().st_mode & 0o777 == 0o600
    (resource,) = yaml.safe_load(master.read(path))["resources"]
    assert resource["resources"] == ["secrets"]
    found: list[dict[str, Any]] = resource["providers"]
    return found


def secretbox(*keys: tuple[str, str]) -> dict[str, Any]:
    return {"secretbox": {"keys": [{"name": name, "secret": secret} for name, secret in keys]}}


def test_one_key(make: Make, world: World) -> None:
    """Master 0 creates the key once, and no other file has it. A second run changes nothing."""
    master = make(blueprint(LOCAL), 0).boot()
    (key,) = kept(world)[SECRET]
    assert len(base64.b64decode(key, validate=True)) == 32
    assert providers(master) == [secretbox(("key1", key)), {"identity": {}}]
    assert not list(master.path("/etc/kubernetes/manifests").glob("azure-kms*"))
    having = [path for path, text in master.tree().items() if key.encode().hex() in text]
    assert len(having) == 1 and having[0].startswith("etc/kubernetes/encryption/encryption-")
    before = master.tree()
    master.run(f"/opt/aksynth/master.sh && {KEY} && /opt/aksynth/kms.sh prune")
    assert master.tree() == before and kept(world) == {SECRET: [key]}


def test_other_masters_wait(make: Make, world: World) -> None:
    """Only master 0 creates the key. The others have the same one, and keep their files without the vault."""
    plan = blueprint(changed(LOCAL, "properties.masterProfile.count", 3))
    other, first = make(plan, 1), make(plan, 0)
    done = other.run(f"timeout 2 {KEY}", check=False)
    assert done.returncode == 124 and "master 0 creates version 1 of the key" in done.stderr and not kept(world)
    first.run("/opt/aksynth/master.sh")
    other.run("/opt/aksynth/master.sh")
    assert providers(other) == providers(first) and len(kept(world)[SECRET]) == 1


def test_a_lost_key(make: Make, world: World) -> None:
    """A machine that has the key stores it again. One that does not have it creates no other while Secrets need it, or
    while etcd does not answer. A master never takes another key with the same name."""
    master = make(blueprint(LOCAL), 0).boot()
    (key,) = kept(world)[SECRET]
    keep(world)
    world.set(kvs=ENCRYPTED)
    assert "stored secret etcd-encryption-key in vault kv-m again" in master.run(KEY).stderr
    assert kept(world) == {SECRET: [key]}
    other = base64.b64encode(bytes(32)).decode()
    for wrong, why in ((other, "has another key in secret etcd-encryption-key"), ("short", "is not a key of 32 bytes")):
        keep(world, etcd_encryption_key=wrong)
        done = master.run(f"timeout 2 {KEY}", check=False)
        assert done.returncode == 124 and why in done.stderr
    assert providers(master)[0] == secretbox(("key1", key))
    keep(world, etcd_encryption_key=other)
    changed_model = "cd /etc/kubernetes/encryption && mv encryption-*.yaml encryption-earlier.yaml"
    done = master.run(f"{changed_model} && timeout 2 {KEY}", check=False)
    assert done.returncode == 124 and "has another key in secret etcd-encryption-key" in done.stderr
    keep(world)
    master.run("rm -r /etc/kubernetes/encryption")
    for pki, why in (
        ("pki", "and vault kv-m has no secret etcd-encryption-key"),
        ("none", "etcd does not say whether"),
    ):
        done = master.run(f"mv /etc/kubernetes/pki /etc/kubernetes/{pki} || true; timeout 2 {KEY}", check=False)
        assert done.returncode == 124 and why in done.stderr and not kept(world)


def test_switched_on(make: Make, world: World) -> None:
    """A running master gets a key before its API server restarts. With `readOnly` it only decrypts. All keys are in one
    file, in their order, and the earlier file goes."""
    master = make(blueprint(PLAIN), 0).boot()
    receive(master, command(blueprint(versions(1, readOnly=True)), "1" * 64))
    (one,) = kept(world)[SECRET]
    assert providers(master) == [{"identity": {}}, secretbox(("key1", one))]
    receive(master, command(blueprint(versions(1, 2)), "2" * 64))
    (two,) = kept(world)[f"{SECRET}-2"]
    assert one != two and providers(master) == [secretbox(("key1", one), ("key2", two)), {"identity": {}}]
    assert len(list(master.path("/etc/kubernetes/encryption").iterdir())) == 1
