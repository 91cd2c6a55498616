"""The keys that sign tokens of service accounts, on a master that gets one more."""

from __future__ import annotations

import base64
import json
from typing import Any

from applying import GENERATION, command, receive
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from objects import agent

ISSUING = changed(example("kubernetes"), "properties.aksynth.workloadIdentity", {"enabled": True})
TABLE, GETS = "/etc/aksynth/signing-keys", "/opt/aksynth/keys-of-tokens.sh"
PKI, MANIFESTS = "/etc/kubernetes/pki", "/etc/kubernetes/manifests"
JWKS, SECRET = "/oidc/openid/v1/jwks", "service-account-key-2"


def with_keys(*numbers: int, masters: int = 1) -> dict[str, Any]:
    document = changed(ISSUING, "properties.aksynth.signingKeyVersions", list(numbers))
    return changed(document, "properties.masterProfile.count", masters)


def stored(world: World) -> dict[str, Any]:
    """The vault *masters*."""
    found = world.read()["vaults"]
    assert isinstance(found, dict)
    return dict(found["kv-m"])


def store(world: World, key: str = "", state: str = "initialized") -> None:
    """These are all secrets of the vault."""
    found = world.read()["vaults"]
    assert isinstance(found, dict)
    world.set(vaults={**found, "kv-m": {"etcd-state": [state], **({SECRET: [key]} if key else {})}})


def fails(master: Machine, why: str) -> None:
    """Until it succeeds, the script tries again: it is ended when it has said why."""
    said = "/var/lib/said"
    master.run(f"{GETS} 2>{said} & until grep -qF '{why}' {said}; do sleep 0.1; done; kill $!")


def test_one_key(make: Make, world: World) -> None:
    """Master 0 creates a key once, and others wait for it. A key that a master has is stored again. Another one never
    replaces it."""
    plan = blueprint(with_keys(1, 2, masters=3))
    first, other = make(plan, 0), make(plan, 1)
    store(world, state="new")
    fails(other, f"has no secret {SECRET} yet: master 0 creates version 2 of the key")
    first.run(GETS)
    (key,) = stored(world)[SECRET]
    before = first.tree()
    first.run(GETS)
    assert first.tree() == before
    store(world)
    first.run(GETS)
    assert [text.strip() for text in stored(world)[SECRET]] == [key.strip()]
    other.run(GETS)
    assert other.read(f"{PKI}/sa-2.pub") == first.read(f"{PKI}/sa-2.pub")
    another = other.run("openssl genpkey -algorithm RSA 2>/dev/null").stdout
    for text, why in (("words", "is not a private key"), (another, "has another key in secret")):
        store(world, text)
        fails(first, why)
    assert first.read(f"{PKI}/sa-2.key").strip() == key.strip()
    store(world)
    first.run(f"rm {PKI}/sa-2.*")
    fails(first, "no API server says which keys it accepts")
    assert SECRET not in stored(world)


REFUSED = (
    ("1", "2 1", "API servers do not accept tokens of key 2 yet"),
    ("2", "1", "API servers do not accept tokens of key 1 yet"),
    ("1 2", "2", "API servers still sign with key 1"),
    ("2 1", "1", "API servers still sign with key 2"),
)
"""The keys of a master, those of its next state, and why it does not change."""


def test_the_next_key_is_known_before_it_signs(make: Make, world: World) -> None:
    """API servers accept it, and everybody can check its tokens. A step that is left out is refused, and so is a key in
    place of one that is lost. No key is in an argument or a log."""
    master = make(blueprint(ISSUING), 0).boot()
    for number in range(2):
        agent(world, f"agent-{number}", "agentpool1")
    assert "has reached" in receive(master, command(blueprint(with_keys(1, 2)), last=True))
    published = json.loads(base64.b64decode(world.read()["blobs"][JWKS]["content"]))["keys"]
    assert len({key["kid"] for key in published}) == 2
    (key,) = stored(world)[SECRET]
    assert master.read(f"{PKI}/sa-2.key").strip() == key.strip()
    assert master.path(f"{PKI}/sa-2.key").stat().st_mode & 0o777 == 0o600
    line = key.splitlines()[3]
    assert line not in master.journal() and not [call for call in master.calls() if line in call]
    store(world)
    master.run(f"rm {PKI}/sa-2.key")
    fails(master, f"API servers need version 2 of the key, and vault kv-m has no secret {SECRET}")
    assert SECRET not in stored(world)
    for (now, following, why), words in zip((*REFUSED, ("1 2", "2 1", "")), steps(master), strict=True):
        assert words.startswith(f"1 guard.sh: {why}: docs/" if why else "0"), (now, following, words)


def steps(master: Machine) -> list[str]:
    """What the guard of each next state says. The last state may follow."""
    place, ready = "/var/lib/next", "curl -fsk -m 10 -o /dev/null --noproxy '*' https://127.0.0.1:6443/readyz"
    copies = f"mkdir -p {place}/opt {place}/etc; cp -r /opt/aksynth {place}/opt; cp -r /etc/aksynth {place}/etc"
    table = f"table() {{ printf '%s -\\n' ${{@:2}} >$1{TABLE}; [ \"${{*:2}}\" != 1 ] || rm $1{TABLE}; }}"
    guards = [
        f"table '' {now}; table {place} {following}; echo $({place}/opt/aksynth/guard.sh {GENERATION} 2>&1; echo $?)"
        for now, following, _ in (*REFUSED, ("1 2", "2 1", ""))
    ]
    done = master.run("; ".join((copies, table, f"until {ready}; do sleep 1; done", *guards)))
    return [" ".join((line.split()[-1], *line.split()[:-1])) for line in done.stdout.splitlines()]
