"""What a scenario sees of a cluster: its etcd, its authority, its objects."""

from __future__ import annotations

import base64
import json
from typing import Any

from simulation import pki

from .cloud import Cloud, Node, wait_for

_CERTIFICATES = (
    "--cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt"
    " --key /etc/kubernetes/pki/etcd/server.key"
)
PROTECTED = ("etc/kubernetes", "etc/systemd", "etc/hosts", "etc/fstab", "var/lib/aksynth", "var/lib/kubelet")


def up(cloud: Cloud, count: int | None = None) -> list[Node]:
    """The cluster's masters, booted together and done."""
    masters = cloud.masters()[:count]
    for master in masters:
        master.boot()
    return [master.wait_done() for master in masters]


def etcdctl_shell(words: str) -> str:
    """For the shell of a master."""
    return f"etcdctl --endpoints https://127.0.0.1:2379 {_CERTIFICATES} -w json {words}"


def etcdctl(master: Node, words: str) -> Any:
    return json.loads(master.shell(etcdctl_shell(words)))


def stored(master: Node) -> set[str]:
    """How etcd has the Secrets: the names of providers or keys, and "plain"."""
    found = etcdctl(master, "get --prefix /registry/secrets/")["kvs"]
    values = [base64.b64decode(pair["value"]) for pair in found]
    return {v.split(b":")[4].decode() if v.startswith(b"k8s:enc:") else "plain" for v in values}


def members(master: Node) -> dict[str, int]:
    """Identifier by name; a member that never started has no name."""
    return {m.get("name", ""): m["ID"] for m in etcdctl(master, "member list")["members"]}


def one_cluster(masters: list[Node]) -> None:
    """The same authority and the same etcd on all of them, with the same content, and no kubelet that was restarted
    while it exchanged a static pod: a real one leaves the old container beside the new one for a minute or two."""
    assert not [master.name for master in masters if "context canceled" in master.journal()]
    assert len({master.read("/etc/kubernetes/pki/ca.crt") for master in masters}) == 1
    for master in masters:
        public = [path for path in master.path("/etc/kubernetes/pki").rglob("*") if path.suffix in (".crt", ".pub")]
        assert {pki.algorithm(path) for path in public} == {"RSA-2048"}
    assert len({etcdctl(master, "member list")["header"]["cluster_id"] for master in masters}) == 1
    for master in masters:
        assert set(members(master)) == {other.name for other in masters}
    wait_for(lambda: len(hashes(masters)) == 1, "the members differ in content", 15)


def hashes(masters: list[Node]) -> set[int]:
    """Of the content at one revision, on every master."""
    revision = min(etcdctl(m, "endpoint status")[0]["Status"]["header"]["revision"] for m in masters)
    return {etcdctl(m, f"endpoint hashkv --rev {revision}")[0]["HashKV"]["hash"] for m in masters}


def tree(master: Node) -> dict[str, str]:
    """Content and mode of the files that a second run must leave alone."""
    upper = master.folder / "upper"
    files = [p for part in PROTECTED for p in [upper / part, *sorted((upper / part).rglob("*"))] if p.is_file()]
    return {str(p.relative_to(upper)): f"{p.stat().st_mode:o} {p.read_bytes().hex()}" for p in files}


def again(master: Node) -> None:
    """The script runs once more and changes nothing."""
    before = tree(master)
    master.shell("systemctl restart aksynth-bootstrap")
    assert tree(master) == before


def kubectl(master: Node, words: str, *, check: bool = True) -> str:
    return master.shell(f"kubectl --kubeconfig /etc/kubernetes/admin.conf {words}", check=check)


def nodes(master: Node) -> set[str]:
    return {line.removeprefix("node/") for line in kubectl(master, "get nodes -o name").split()}


def mark(master: Node, name: str) -> None:
    """An object to know the cluster by."""
    manifest = json.dumps({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": "default"}})
    master.write("/var/lib/mark.json", manifest)
    kubectl(master, "apply --server-side -f - </var/lib/mark.json")


def marks(master: Node) -> set[str]:
    return {line.removeprefix("secret/") for line in kubectl(master, "get secret -n default -o name").split()}


def says(master: Node, words: str, seconds: float = 30) -> None:
    """The journal gives the reason."""
    wait_for(
        lambda: words in master.journal(),
        f"{master.name} does not say {words!r}",
        seconds,
        master.words,
    )
