"""More machines than there were."""

from __future__ import annotations

import json

from ..booted import booted
from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import kubectl, mark, marks, nodes, one_cluster, says, up
from .days import agents


def three_become_five(estates: dict[str, Estate]) -> str:
    with booted(estates["three"]) as cloud:
        mark(cloud.master(0), "before")
        cloud.estate = estates["five"]
        for index in (4, 3):
            cloud.master(index).boot()
        masters = [master.wait_done() for master in cloud.masters()]
        one_cluster(masters)
        assert marks(masters[4]) == {"before"}
        agents(cloud)
        for master in masters:
            assert "has reached" in master.apply()
        _five_become_three(cloud, estates["three"])
        return "two more members of the same etcd; every master reached the new state; two left, and three went on"


def _five_become_three(cloud: Cloud, three: Estate) -> None:
    """The highest leaves first, twice, and stays away after a reboot; the others take the smaller state."""
    masters = cloud.masters()
    leave = "/opt/aksynth/leave.sh"
    assert "it must leave before this master" in masters[3].shell(leave, check=False)
    masters[0].power_off()
    assert "does not answer: this master stays" in masters[4].shell(leave, check=False)
    masters[0].boot()
    masters[0].wait_serves()
    for master in (masters[4], masters[3]):
        wait_for(lambda m=master: _leaves(m), f"{master.name} cannot leave", 60, master.words)  # type: ignore[misc]
        assert _leaves(master), "a second run does nothing"
    masters[4].power_off()
    masters[4].boot()
    says(masters[4], "this master has left the cluster")
    assert "decrease masterProfile.count" in masters[4].apply(check=False)
    cloud.estate = three
    for master in masters[3:]:
        master.power_off()
    for master in masters[:3]:
        assert "has reached" in master.apply()
    one_cluster(masters[:3])
    assert not {m.name for m in masters[3:]} & set(nodes(masters[0]))


def _leaves(master: Node) -> bool:
    """Where another master is not Ready yet, it stays, and the operator runs it again."""
    return "has left the cluster" in master.shell("/opt/aksynth/leave.sh 2>&1", check=False)


def five_before_three_ran(estates: dict[str, Estate]) -> str:
    """The first apply stopped before the masters had their roles; the model grew, and the second apply goes through."""
    with Cloud(estates["three"]) as cloud:
        vault = cloud.estate.vault("m")
        cloud.azure.always[vault] = 403
        for master in cloud.masters():
            master.boot()
        says(cloud.master(2), "secret pki-bundle: 403")
        cloud.estate = estates["five"]
        for index in (4, 3):
            cloud.master(index).boot()
        del cloud.azure.always[vault]
        masters = [master.wait_done(90) for master in cloud.masters()]
        one_cluster(masters)
        return "the three that master 0 named began, and the two others joined them"


def agents_early_and_late(estates: dict[str, Estate]) -> str:
    """One boots before any master; one a year later, when the token was renewed twelve times."""
    with Cloud(estates["three"]) as cloud:
        early, late = cloud.agent(number=0), cloud.agent(number=1)
        early.boot()
        says(early, "no join secret in vault")
        masters = up(cloud)
        wait_for(lambda: early.name in nodes(masters[0]), "the early agent does not join", 30, early.words)
        assert f"--node-ip={early.spec.address} " in early.read("/var/lib/kubelet/kubeadm-flags.env")
        first = cloud.azure.secret(cloud.estate.vault("n"), "join")
        token = kubectl(masters[0], "get secret -n kube-system -o name").split()[0].removeprefix("secret/")
        metadata = {"name": token, "namespace": "kube-system", "creationTimestamp": "2020-01-01T00:00:00Z"}
        old = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata}
        masters[0].write("/var/lib/age.json", json.dumps(old))
        kubectl(masters[0], "apply --server-side -f - </var/lib/age.json")
        masters[0].fire("aksynth-addons")
        assert cloud.azure.secret(cloud.estate.vault("n"), "join") != first
        late.boot()
        wait_for(lambda: late.name in nodes(masters[0]), "the late agent does not join", 30, late.words)
        late.power_off()
        late.boot()
        ready = f"get node {late.name} -o 'jsonpath={{.status.conditions[?(@.type==\"Ready\")].status}}'"
        wait_for(lambda: kubectl(masters[0], ready) == "True", "the agent is not Ready after a reboot")
        return "both are nodes; the later one joined with a renewed token and came back from a reboot"


def agent_is_reimaged(estates: dict[str, Estate]) -> str:
    """An ephemeral OS disk is empty again. The machine keeps its name and user data, and its node is still Ready."""
    with Cloud(estates["one"]) as cloud:
        (master,) = up(cloud)
        agent = cloud.agent("agentpool1").boot()
        ready = f"get node {agent.name} -o 'jsonpath={{.status.conditions[?(@.type==\"Ready\")].status}}'"
        wait_for(lambda: agent.name in nodes(master), "the agent does not join", 30, agent.words)
        agent.shell("echo lost >/var/lib/kubelet/emptydir")
        agent.replace()
        agent.boot()
        says(agent, 'status "Ready" already exists in the cluster')
        wait_for(lambda: agent.path("/etc/kubernetes/kubelet.conf").exists(), "it does not join again", 60, agent.words)
        wait_for(lambda: kubectl(master, ready) == "True", "the agent is not Ready after the reimage")
        assert not agent.path("/var/lib/kubelet/emptydir").exists()
        return "it waited until its earlier node was not Ready, and joined as the same node without its earlier files"
