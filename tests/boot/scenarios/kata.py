"""Agents with Kata Containers, and one with Flatcar beside them."""

from __future__ import annotations

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import kubectl, nodes, says, up
from . import flatcar

_POOL = "isolated"
_DROP_IN = "/etc/containerd/conf.d/kata-deploy.toml"
_SHORT = 2
"""Seconds: nothing will change while the apply waits."""
_RUNTIME = """\
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata-qemu-runtime-rs]
runtime_type = 'io.containerd.kata-qemu-runtime-rs.v2'
"""


def agents_with_kata(estates: dict[str, Estate]) -> str:
    """One of two agents is on a host that does not nest, although the catalog says so of its size. On another host, it
    joins. The apply ends when the runtime is on both. An agent of another pool has Flatcar."""
    with Cloud(estates["isolated"]) as cloud:
        other = flatcar.boots(cloud)
        (master,) = up(cloud)
        good, bad = cloud.agent(_POOL, 0), cloud.agent(_POOL, 1)
        bad.path("/var/lib/processor").unlink()
        for agent in (good, bad):
            agent.boot()
        says(bad, "this size does not offer nested virtualization, which Kata Containers needs: use another vmSize")
        says(bad, "could not insert 'kvm_intel': Operation not supported")
        _wait_ready(master, good)
        assert bad.name not in nodes(master)
        assert "kubeadm" not in " ".join(bad.calls())
        bad.shell("echo -n kvm_intel >/var/lib/processor")
        _wait_ready(master, bad)
        _wait_ready(master, other)
        flatcar.is_node(other)
        _deploy(master, [good, bad])
        for agent in (good, other):
            _comes_back(master, agent)
        assert good.read(_DROP_IN) == _RUNTIME
        assert good.read("/etc/modules-load.d/kata.conf").split() == ["vhost_net", "vhost_vsock"]
        return (
            "an agent that cannot nest stayed out and said why; the apply ended with the runtime on both; an Arm64 "
            "agent with Flatcar joined under its computer name"
        )


def _deploy(master: Node, agents: list[Node]) -> None:
    """What kata-deploy 4.1.0 does on each node: a file in containerd's folder, a restart, and labels at the end."""
    for agent in agents:
        assert _DROP_IN.rpartition("/")[0] + "/*.toml" in agent.read("/etc/containerd/config.toml")
        agent.shell(f"mkdir -p {_DROP_IN.rpartition('/')[0]}")
        agent.write(_DROP_IN, _RUNTIME)
        agent.shell("systemctl restart containerd")
    for label in ("katacontainers.io/kata-runtime", "kata-deploy.katacontainers.io/default"):
        kubectl(master, f"label node -l agentpool={_POOL} {label}=true")
    assert "has reached" in master.apply()
    kubectl(master, f"label node -l agentpool={_POOL} katacontainers.io/kata-runtime-")
    said = master.apply(check=False, limit=_SHORT)
    assert f"pool {_POOL}: 0 of 2 nodes have Kata Containers; kubectl -n kube-system logs -l name=kata-deploy" in said


def _comes_back(master: Node, agent: Node) -> None:
    """After a reboot, containerd still has the runtime, and the modules of the host are loaded at boot."""
    agent.power_off()
    agent.boot()
    _wait_ready(master, agent)


def _wait_ready(master: Node, agent: Node) -> None:
    ready = f"get node {agent.name} -o 'jsonpath={{.status.conditions[?(@.type==\"Ready\")].status}}'"
    wait_for(lambda: kubectl(master, ready, check=False) == "True", f"{agent.name} is not Ready", 60, agent.words)
