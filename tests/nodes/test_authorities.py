"""Authorities that the model names are checked before they are used, and refused with a reason."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from simulation.organization import Organization

VAULT = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-i/secrets/"
FIELD = "properties.aksynth.certificateAuthorities"
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign"


def model(authorities: dict[str, dict[str, str]]) -> dict[str, Any]:
    return changed(example("kubernetes"), FIELD, authorities)


def store(world: World, **secrets: str) -> dict[str, Any]:
    """In the vault of the organization; the result are all vaults."""
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-i": {name: [text] for name, text in secrets.items()}})
    return vaults


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Organization:
    found = Organization(tmp_path_factory.mktemp("company"))
    for name in ("cluster", "etcd", "proxy"):
        found.add(name)
    return found


def test_authorities_of_the_organization(make: Make, world: World, company: Organization) -> None:
    """One in a single secret, and one in AKS Engine's two, in base64. A secret that is missing, and one that is refused,
    leave no trace, neither in the vault nor on the disk; when it is right, the master goes on by itself. A second run
    changes nothing."""
    found = {
        "cluster": {"certificate": f"{VAULT}cluster"},
        "etcd": {"certificate": f"{VAULT}etcd-crt", "privateKey": f"{VAULT}etcd-key"},
    }
    master = make(blueprint(model(found)), 0)
    pair = {"etcd-crt": company.text("etcd.crt", "root.crt"), "etcd-key": company.text("etcd.key")}
    coded = {name: base64.b64encode(text.encode()).decode() for name, text in pair.items()}
    store(world, cluster=company.text("cluster.key", "cluster.crt"), **coded)
    before = world.read()["vaults"]
    script = "/opt/aksynth/disk.sh && /opt/aksynth/pki.sh"
    master.run(f"{script} 2>&1 | grep -m 1 'append the certificate of CN=root,O=Example'")
    assert world.read()["vaults"] == before and not list(master.path("/etc/kubernetes/pki").rglob("*"))
    same = {"etcd-crt": company.text("cluster.crt", "root.crt"), "etcd-key": company.text("cluster.key")}
    store(world, cluster=company.authority("cluster"), **same)
    master.run(f"{script} 2>&1 | grep -m 1 'it has the private key of the authority ca'")
    assert world.read()["vaults"] == {**before, "kv-i": world.read()["vaults"]["kv-i"]}
    store(world, cluster=company.authority("cluster").replace("\n", "\r\n"), **coded)
    master.run(script)
    folder = master.path("/etc/kubernetes/pki")
    assert (folder / "ca.crt").read_text() == company.text("cluster.crt")
    assert (folder / "etcd/ca.crt").read_text() == company.text("etcd.crt")
    assert (folder / "ca-chain.crt").read_text() == company.text("cluster.crt", "root.crt")
    assert "-----BEGIN PRIVATE KEY-----" in (folder / "ca.key").read_text()
    tree, vaults = master.tree(), world.read()["vaults"]
    master.run(script)
    assert master.tree() == tree and world.read()["vaults"] == vaults


def wrong(company: Organization) -> dict[str, tuple[str, str]]:
    """By name, the text of a secret and what the master says of it."""
    company.add("late", days=0)
    company.add("short", days=300)
    company.add("leaf", extensions="basicConstraints=critical,CA:FALSE")
    company.add("no-sign", extensions="basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign")
    company.add("edwards", key="ED25519")
    company.add("narrow", extensions=f"{CA}\nnameConstraints=critical,permitted;DNS:example.com")
    company.add("end", extensions=f"{CA}\nextendedKeyUsage=serverAuth")
    company.add("last", extensions="basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign")
    company.add("below", "last")
    text = company.text
    locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
    return {
        "pfx": (base64.b64encode(b"\x30\x82").decode(), "is not PEM text; a certificate of the vault needs"),
        "no-key": (text("cluster.crt", "root.crt"), "the private key is missing"),
        "two-keys": (text("cluster.key", "etcd.key", "cluster.crt", "root.crt"), "there are two private keys"),
        "locked": (locked + text("cluster.crt", "root.crt"), "has a passphrase"),
        "broken-key": (text("cluster.key")[:90] + text("cluster.crt"), "the private key cannot be read"),
        "edwards": (text("edwards.key", "edwards.crt", "root.crt"), "neither RSA nor ECDSA"),
        "no-certificate": (text("cluster.key"), "the certificate is missing"),
        "wrong-key": (text("etcd.key", "cluster.crt", "root.crt"), "not that of the first certificate, CN=cluster,O=E"),
        "root-first": (
            text("cluster.key", "root.crt", "cluster.crt"),
            "the certificate after CN=root,O=Example must be",
        ),
        "no-root": (text("cluster.key", "cluster.crt"), "append the certificate of CN=root,O=Example"),
        "late": (company.authority("late"), "CN=late,O=Example expired on "),
        "short": (company.authority("short"), "must be valid for at least one more year"),
        "leaf": (company.authority("leaf"), "is not an authority: its basicConstraints do not have CA:TRUE"),
        "no-sign": (company.authority("no-sign"), "the keyUsage of CN=no-sign,O=Example does not have keyCertSign"),
        "path": (text("below.key", "below.crt", "last.crt", "root.crt"), "path length constraint exceeded"),
        "narrow": (company.authority("narrow"), "(sslserver): error 47 at 0 depth lookup: permitted subtree violation"),
        "servers-only": (company.authority("end"), "(sslclient): error 26 at 1 depth lookup: unsuitable certificate"),
    }


def test_wrong_authorities(make: Make, company: Organization) -> None:
    """Each is refused by name, and no file is written."""
    cases = wrong(company)
    master = make(blueprint(model({"cluster": {"certificate": f"{VAULT}cluster"}})), 0)
    for name, (text, _) in cases.items():
        master.write(f"/var/lib/secrets/{name}", text)
    said = refusals(master, [*cases, "gone"])
    for name, (_, words) in cases.items():
        assert f"secret {name} in vault kv-i cannot be the certificate authority ca: " in said[name], said[name]
        assert words in said[name], f"{name}: {said[name]}"
    assert "vault kv-i has no secret gone yet, which the model names" in said["gone"]
    assert "PRIVATE KEY-----" not in "".join(said.values())
    assert not master.path("/var/lib/out").exists()


def refusals(master: Machine, names: list[str]) -> dict[str, str]:
    """What the script says of each secret of a vault that is a folder."""
    read = 'kv_get() { cat "/var/lib/secrets/$2" 2>/dev/null || return 4; }'
    master.write("/opt/aksynth/lib.sh", f"{master.read('/opt/aksynth/lib.sh')}\n{read}\n", "0755")
    script = (
        f"times; for name in {' '.join(names)}; do "
        'echo "ca kv-i $name kv-i $name" > /etc/aksynth/authorities; echo "== $name"; '
        "/opt/aksynth/authority.sh ca /var/lib/out 2>&1 && echo accepted; done; times; cat /proc/uptime; true"
    )
    out = master.run(script).stdout
    print(out[:100], out[-200:])
    parts = out.split("== ")[1:]
    return {name: said for name, _, said in (part.partition("\n") for part in parts)}
