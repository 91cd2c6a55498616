"""An agent with Flatcar, beside others."""

from __future__ import annotations

import base64
import gzip
import re

import yaml
from simulation.mirror import upstream

from ..cloud import Cloud, Node
from ..look import says

POOL, NUMBER = "immutable", 2
"""Numbers of instances are addresses here: the agents of the other pool have the first two."""


def boots(cloud: Cloud) -> Node:
    """From the image of the publisher, which has neither packages nor Kubernetes, and a mirror."""
    (state,) = re.findall("^STATE='(.+)'$", cloud.estate.masters()[0].run_command, re.MULTILINE)
    charts = re.findall("CHART='https://([^']+)'", gzip.decompress(base64.b64decode(state)).decode())
    cloud.azure.files = {
        **upstream(cloud.estate.environment()),
        **{f"/upstream/{chart}": gzip.compress(b"a chart") for chart in charts},
    }
    return cloud.agent(POOL, NUMBER).make_bare().boot()


def is_node(agent: Node) -> None:
    """It joined with its computer name, and runs what it downloaded beside the containerd of its image. Nothing
    restarts it, and nothing is written below /usr."""
    says(agent, f"this machine is called {agent.name[:-6]}_{NUMBER} until the Azure agent calls it {agent.name}")
    for path in ("/opt/bin/kubelet", "/opt/bin/kubeadm", "/opt/bin/kubectl", "/opt/cni/bin/loopback"):
        assert agent.path(path).exists(), path
    drop_in = agent.read("/etc/systemd/system/containerd.service.d/10-aksynth.conf")
    assert "CONTAINERD_CONFIG=/etc/containerd/config.toml" in drop_in
    assert not agent.path("/etc/systemd/system/containerd.service").exists()
    assert agent.shell("readlink /etc/systemd/system/locksmithd.service") == "/dev/null\n"
    assert not agent.path("/etc/systemd/system/update-engine.service").exists()
    patch = yaml.safe_load(agent.read("/etc/kubernetes/patches/kubeletconfiguration0+merge.yaml"))
    assert not patch["volumePluginDir"].startswith("/usr")
    assert "Read-only file system" in agent.run("touch /usr/local/bin/kubelet")[2]
    absent = [line for line in agent.journal().splitlines() if "command not found" in line]
    assert absent == []
