"""The public documents of the issuer of service account tokens: who publishes them, when, and what is in them."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from applying import command, receive
from clusters import blueprint, changed, example
from inside.world import World
from machine import Make
from nodes_facts import FACTS, without
from objects import agent

FIELD = "properties.aksynth.workloadIdentity"
PLAIN = example("kubernetes")
ISSUING = changed(PLAIN, FIELD, {"enabled": True})
ACCEPTING = changed(PLAIN, FIELD, {"enabled": True, "acceptOnly": True})
PUBLISH = "/opt/aksynth/issuer.sh"
KEYS, DISCOVERY = "/oidc/openid/v1/jwks", "/oidc/.well-known/openid-configuration"
OWN = "https://kubernetes.default.svc.cluster.local"


def blobs(world: World) -> dict[str, Any]:
    """Content by path."""
    return {p: json.loads(base64.b64decode(b["content"])) for p, b in world.read().get("blobs", {}).items()}


def issuers(text: str) -> list[str]:
    """Of the manifest of the API server, in order."""
    return [word.partition("=")[2] for word in text.split() if word.startswith("--service-account-issuer=")]


def test_two_documents(make: Make, world: World) -> None:
    """They are what the API server says of itself, without a private part of the key. A second run writes nothing."""
    master = make(blueprint(ISSUING), 0)
    said = master.run(f"/opt/aksynth/master.sh && {PUBLISH}").stderr
    found = blobs(world)
    assert list(found) == [KEYS, DISCOVERY]
    (key,) = found[KEYS]["keys"]
    assert sorted(key) == ["alg", "e", "kid", "kty", "n", "use"]
    assert (found[DISCOVERY]["issuer"], found[DISCOVERY]["jwks_uri"]) == (
        FACTS.issuer,
        f"{FACTS.issuer}/openid/v1/jwks",
    )
    assert all(blob["headers"]["content-type"] == "application/json" for blob in world.read()["blobs"].values())
    assert issuers(master.read("/etc/kubernetes/manifests/kube-apiserver.yaml")) == [FACTS.issuer, OWN]
    assert f"published {FACTS.issuer}/openid/v1/jwks" in said + master.journal()
    before = master.tree()
    assert "published" not in master.run(PUBLISH).stderr and master.tree() == before


def test_what_somebody_changed_is_written_again(make: Make, world: World) -> None:
    master = make(blueprint(ISSUING), 0)
    master.boot()
    master.run(PUBLISH)
    found = world.read()["blobs"]
    other = {"content": base64.b64encode(b"{}").decode(), "headers": {}}
    world.set(blobs={DISCOVERY: other})
    master.run(PUBLISH)
    assert world.read()["blobs"] == found


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ({"roles": without("tokens/oidc")}, "writing openid/v1/jwks: 403 AuthorizationPermissionMismatch"),
        ({"public": []}, "not everybody can read it: 404"),
        ({"faults": {"tokens/oidc": ["silence", "silence"]}}, "writing openid/v1/jwks: no answer"),
        ({"faults": {"PUT tokens/oidc": [503] * 4}}, "writing openid/v1/jwks: 503 ServerBusy"),
        ({"ill": ["api"]}, "the API server has no /openid/v1/jwks yet"),
    ],
)
def test_trouble_is_told(make: Make, world: World, trouble: dict[str, Any], words: str) -> None:
    """A run that fails says why. The next one succeeds when the reason is gone."""
    master = make(blueprint(ISSUING), 0)
    master.boot()
    before = {name: world.read().get(name, []) for name in trouble}
    world.set(blobs={}, **trouble)
    done = master.run(PUBLISH, check=False)
    assert done.returncode == 1 and words in done.stderr and DISCOVERY not in blobs(world)
    world.set(**{**before, "faults": {}})
    master.run(PUBLISH)
    assert list(blobs(world)) == [KEYS, DISCOVERY]


@pytest.mark.parametrize("model", [PLAIN, ACCEPTING], ids=["plain", "accepting"])
def test_nothing_to_publish(make: Make, world: World, model: dict[str, Any]) -> None:
    """Without the field, or while tokens of the issuer are only accepted."""
    assert not make(blueprint(model), 0).run(PUBLISH).stderr
    assert blobs(world) == {}


def test_a_cluster_that_runs_begins_to_issue(make: Make, world: World) -> None:
    """First the API server accepts the issuer behind its own, then it issues. The apply ends after the documents are
    public. On the way back the order is the other one."""
    master = make(blueprint(PLAIN), 0)
    master.boot()
    for number in range(2):
        agent(world, f"agent-{number}", "agentpool1")
    found = []
    for number, model in enumerate((ACCEPTING, ISSUING, ACCEPTING, PLAIN)):
        assert "has reached" in receive(master, command(blueprint(model), f"{number}" * 64, last=True))
        found.append((issuers(master.read("/etc/kubernetes/manifests/kube-apiserver.yaml")), len(blobs(world))))
    new = FACTS.issuer
    assert found == [([OWN, new], 0), ([new, OWN], 2), ([OWN, new], 2), ([OWN], 2)]


def test_an_api_server_of_another_issuer(make: Make, world: World) -> None:
    """The API server has not taken its flags yet: what it serves is not published."""
    master = make(blueprint(ISSUING), 0)
    master.boot()
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    master.write(path, master.read(path).replace(f"--service-account-issuer={FACTS.issuer}\n", "--v=2\n"), "0600")
    world.set(blobs={})
    done = master.run(PUBLISH, check=False)
    assert done.returncode == 1 and "is not that of https://tokens." in done.stderr
    assert list(blobs(world)) == [KEYS]
