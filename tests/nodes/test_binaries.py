"""Programs of publishers, on a system without packages."""

from __future__ import annotations

import pytest
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from simulation.mirror import upstream

PLAN = blueprint(changed(example("kubernetes"), "properties.agentPoolProfiles.0.distro", "flatcar"))
MIRROR = "/var/mirror"
PROGRAMS = ["/opt/bin/kubeadm", "/opt/bin/kubectl", "/opt/bin/kubelet", "/opt/cni/bin/loopback"]
INSTALL = "timeout 60 /opt/aksynth/install.sh"


@pytest.fixture
def agent(make: Make, world: World) -> Machine:
    """Its image has containerd and the tools. A folder has what the publishers serve."""
    found = make(PLAN).without("kubeadm", "kubelet", "kubectl", "apt-get", "dpkg", "dnf")
    env = found.read("/etc/aksynth/env")
    found.write("/etc/aksynth/env", env.replace("PACKAGE_MIRROR=''", f"PACKAGE_MIRROR='file://{MIRROR}'"))
    versions = dict(line.replace("'", "").split("=", 1) for line in env.splitlines())
    for path, content in upstream(versions).items():
        file = found.path(f"{MIRROR}/{path.removeprefix('/upstream/')}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return found


def test_installed_once(agent: Machine) -> None:
    """For all users; and again, nothing is downloaded."""
    agent.run(INSTALL)
    for path in PROGRAMS:
        assert f"{agent.path(path).stat().st_mode:o}" == "100755", path
        assert agent.path(path).parent.stat().st_mode & 0o777 == 0o755
    agent.run(f"rm -r {MIRROR}")
    before = agent.tree()
    agent.run(INSTALL)
    assert agent.tree() == before


@pytest.mark.parametrize("name", ["kubelet", "cni-plugins-linux-amd64-v1.9.1.tgz"])
def test_another_checksum(agent: Machine, name: str) -> None:
    """A program that does not match is named and left out, and kubeadm does not come before it."""
    (file,) = (path for path in agent.path(MIRROR).rglob(name) if "arm64" not in str(path))
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    done = agent.run(INSTALL, check=False)
    assert done.returncode == 1 and f"{name} from file://{MIRROR}/" in done.stderr
    assert "does not match its checksum" in done.stderr
    assert not agent.path("/opt/bin/kubeadm").exists() and not agent.path("/opt/bin/kubelet").exists()
    file.write_bytes(content)
    agent.run(INSTALL)
    assert all(agent.path(path).exists() for path in PROGRAMS)


def test_image_without_the_tools(agent: Machine) -> None:
    """Nothing can install them, so the script says what is missing."""
    (agent.tools / "socat").unlink()
    done = agent.run(INSTALL, check=False)
    assert done.returncode == 1
    assert "this image does not have all of jq, socat, conntrack, iptables and openssl" in done.stderr
