"""What machines download, and from where."""

from __future__ import annotations

import json
import re

from simulation.mirror import upstream

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import again, kubectl, one_cluster, says
from . import private

_AGENTS, _AZURE_LINUX = "agentpool1", "azl"


def bare_image(estates: dict[str, Estate]) -> str:
    """A private cluster from images without any of it, in a network where only mirrors are reached. They have their bad
    days, too. Agents have another architecture and release than the master."""
    with Cloud(estates["mirrored"]) as cloud:
        files = upstream(cloud.estate.environment())
        archives = [path for path in files if path.endswith("64.tar.gz") and "containerd" in path]
        cloud.azure.files = {**files, **{archive: files[archive][:-9] for archive in archives}}
        jumpbox = cloud.jumpbox().make_bare().boot()
        nodes = [cloud.master(0), cloud.agent(_AGENTS), cloud.agent(_AZURE_LINUX, 1)]
        machines = [node.make_bare().boot() for node in nodes]
        for machine in machines:
            says(machine, "does not match its checksum")
        for archive in archives:
            cloud.azure.faults[f"mirror{archive}"] += [503, 404]
        cloud.azure.files = files
        machines[0].wait_done(90)
        says(machines[0], "deployment/azuredisk-csi-from-chart serverside-applied")
        for agent in machines[1:]:
            wait_for(agent.path("/etc/kubernetes/kubelet.conf").exists, "the agent does not join", 60)
        one_cluster(machines[:1])
        _uses_its_own_packages(machines[2])
        for machine in machines:
            assert [call for call in machine.calls() if "install jq socat conntrack" in call], machine.name
            _has_credential_provider(machine)
            _connects_pods(machine)
        private.has_only_the_private_name(cloud, machines)
        private.serves_the_jumpbox(cloud, jumpbox, machines)
        pulled = _pull_everything(machines)
        _not_again(cloud, machines[0])
        return (
            f"packages, binaries, the chart and {pulled} images came from the mirrors, and nothing came twice; master, "
            "Arm64 agent of Ubuntu 22.04, agent of Azure Linux and jumpbox used the private name without a DNS zone"
        )


def _has_credential_provider(machine: Node) -> None:
    """The kubelet has its flags, their configuration an identity of the machine, and apt no source of Microsoft's."""
    folder = "/etc/kubernetes/credential-provider"
    flags = machine.read("/var/lib/kubelet/kubeadm-flags.env")
    assert f"--image-credential-provider-config={folder}/config.yaml" in flags
    assert f"--image-credential-provider-bin-dir={folder}/bin" in flags
    assert json.loads(machine.read(f"{folder}/acr.json"))["userAssignedIdentityID"] in machine.spec.identities
    assert machine.shell(f"readlink {folder}/bin/acr-credential-provider").endswith("/azure-acr-credential-provider\n")
    assert not machine.path("/etc/apt/sources.list.d/microsoft.list").exists()


def _uses_its_own_packages(machine: Node) -> None:
    """Azure Linux has no apt. Its firewall is off, and its upgrades leave the packages of a node alone."""
    sources: dict[str, list[str]] = {}
    for name, repository in (line.split() for line in machine.read("/var/lib/dnf-stand-in").splitlines()):
        sources.setdefault(repository.removeprefix("azurelinux-official-"), []).append(name.rpartition("-")[0])
    kubernetes = machine.shell(". /etc/aksynth/env; echo $KUBERNETES_VERSION").strip()
    assert {f"{name}-{kubernetes}" for name in ("kubelet", "kubeadm", "kubectl")} <= set(sources["kubernetes"])
    assert len(sources["kubernetes"]) == 5 and len(sources["base"]) == 10
    assert [name.rpartition("-")[0] for name in sources["cloud-native"]] == ["azure-acr-credential-provider"]
    assert not [call for call in machine.calls() if call.startswith(("apt", "dpkg"))]
    assert "systemctl enable --now dnf-automatic-install.timer" in machine.calls()
    assert (
        machine.shell("systemctl -q is-enabled iptables; systemctl -q is-active iptables", check=False)
        == "inactive\n" * 2
    )
    assert machine.shell("readlink /etc/systemd/system/iptables.service") == "/dev/null\n"
    assert machine.shell("grep -c DROP /run/packet-filter") == "3\n"


def _connects_pods(machine: Node) -> None:
    """With kubenet, containerd writes the network configuration itself, with plugins that are on the machine."""
    template = re.findall(r"conf_template = '(\S+)'", machine.read("/etc/containerd/conf.d/kubenet.toml"))
    assert "/etc/containerd/conf.d/*.toml" in machine.read("/etc/containerd/config.toml")
    assert template == ["/etc/containerd/kubenet.tmpl"]
    plugins = re.findall(r'"type": "(\S+)"', machine.read(template[0]))
    assert plugins and all(machine.path(f"/opt/cni/bin/{plugin}").exists() for plugin in plugins)


def _pull_everything(machines: list[Node]) -> int:
    """Every image that the cluster's own manifests and containerd name, on master and agent."""
    master = machines[0]
    texts = [path.read_text() for path in master.path("/etc/aksynth/addons").glob("*.yaml")]
    texts += [path.read_text() for path in master.path("/etc/kubernetes/manifests").glob("*.yaml")]
    found = {image for text in texts for image in re.findall(r"image: (\S+)", text)}
    found |= set(re.findall(r"sandbox = '(\S+)'", master.read("/etc/containerd/config.toml")))
    coredns = kubectl(master, "get deployment -n kube-system coredns -o json")
    found |= set(re.findall(r'"image": "(\S+)"', coredns))
    assert {"mirror.example.com/k8s/etcd:3.6.8-0", "mirror.example.com/k8s/coredns/coredns:v1.14.2"} <= found
    for machine in machines:
        addresses = machine.shell(f"$PYTHON -m simulation.kubernetes.images {' '.join(sorted(found))}").split()
        assert len(addresses) == len(found) and all(a.startswith("https://mirror.example.com/v2/") for a in addresses)
    return len(found)


def _not_again(cloud: Cloud, master: Node) -> None:
    cloud.azure.downloads.clear()
    again(master)
    master.power_off()
    master.boot()
    master.wait_serves()
    assert not [path for path in cloud.azure.downloads if not path.endswith(".tgz") and not path.startswith("/v2/")]


def prebuilt_image(estates: dict[str, Estate]) -> str:
    """Everything of the wanted versions is there, and the charts. The mirror has container images only."""
    with Cloud(estates["mirrored"]) as cloud:
        machines, cloud.azure.files = [cloud.master(0), cloud.agent(_AGENTS)], {}
        charts = machines[0].path("/usr/local/share/aksynth/charts")
        charts.mkdir(parents=True)
        for path, content in upstream(cloud.estate.environment()).items():
            if path.endswith(".tgz"):
                (charts / path.rpartition("/")[2]).write_bytes(content)
        for machine in machines:
            machine.boot()
        machines[0].wait_done()
        wait_for(lambda: machines[1].path("/etc/kubernetes/kubelet.conf").exists(), "the agent does not join", 60)
        assert not [call for machine in machines for call in machine.calls() if call.startswith("apt-")]
        # The containerd of the image runs before its configuration is written.
        assert [machine.calls().count("systemctl restart containerd") for machine in machines] == [1, 1]
        says(machines[0], "deployment/azuredisk-csi-from-chart serverside-applied")
        assert not [path for path in cloud.azure.downloads if not path.startswith("/v2/")]
        return "no package was installed and nothing downloaded but images, on a master and an agent"
