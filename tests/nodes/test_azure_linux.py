"""An agent of Azure Linux: its packages, and its firewall."""

from __future__ import annotations

import pytest
from clusters import blueprint, changed, example
from machine import Machine, Make

DISTRO = "properties.agentPoolProfiles.0.distro"
PLAN = blueprint(changed(example("kubernetes"), DISTRO, "azure-linux-3"))
VERSION, PROVIDER = PLAN.kubernetes.version, "azure-acr-credential-provider"
MIRROR = "/var/lib/mirror"
KUBERNETES = f"{MIRROR}/pkgs.k8s.io/core:/stable:/v{VERSION.rpartition('.')[0]}/rpm/repodata"
MICROSOFT = f"{MIRROR}/packages.microsoft.com/azurelinux/3.0/prod"
NAMES = [
    *(f"{name}-{VERSION}" for name in ("kubelet", "kubeadm", "kubectl")),
    "cri-tools-1.36.0",
    "kubernetes-cni-1.9.1",
]
TOOLS = [
    "jq",
    "socat",
    "conntrack-tools",
    "iptables",
    "ethtool",
    "openssl",
    "ca-certificates",
    "curl",
    "azure-vm-utils",
]
KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
INSTALL = """
. /opt/aksynth/lib.sh; . /opt/aksynth/packages.sh
has_tools() { [ -e /var/lib/has-tools ]; }
has_kubernetes() { [ -e /var/lib/has-kubernetes ]; }
"""


@pytest.fixture
def agent(make: Make) -> Machine:
    """Its repositories are files of the machine. Microsoft has packages with the names of Kubernetes, too."""
    machine = make(PLAN).without("apt-get", "apt-mark")
    for name, address in (("official-base", "base"), ("cloud-native", "cloud-native")):
        path = f"/etc/yum.repos.d/azurelinux-{name}.repo"
        machine.write(
            path,
            machine.read(path).replace("https://packages.microsoft.com", f"file://{MIRROR}/packages.microsoft.com"),
        )
        assert f"/prod/{address}/" in machine.read(path)
    machine.write("/etc/aksynth/env", machine.read("/etc/aksynth/env") + f"PACKAGE_MIRROR=file://{MIRROR}\n")
    provider = f"{PROVIDER}-1.36.5-1.azl3"
    for path, names in (
        (KUBERNETES, [f"{name}-150500.1.1" for name in NAMES]),
        (f"{MICROSOFT}/base/x86_64/repodata", [f"{name}-1.0-1.azl3" for name in [*TOOLS, "dnf-automatic"]]),
        (f"{MICROSOFT}/cloud-native/x86_64/repodata", [f"{name}-999999.azl3" for name in NAMES] + [provider]),
    ):
        machine.write(f"{path}/repomd.xml", "\n".join(names))
    machine.write(f"{KUBERNETES}/repomd.xml.key", KEY)
    return machine


def installed(agent: Machine) -> dict[str, list[str]]:
    """Packages by their repository."""
    found: dict[str, list[str]] = {}
    for line in agent.read("/var/lib/dnf-stand-in").splitlines():
        name, repository = line.split()
        found.setdefault(repository, []).append(name.rpartition("-")[0])
    return found


@pytest.mark.parametrize("order", ["install_tools; install_kubernetes", "install_kubernetes; install_tools"])
def test_packages(agent: Machine, order: str) -> None:
    """Those of Kubernetes are of Kubernetes. Later installations and upgrades do not see them, and wait for the lock."""
    lock = "mkdir -p /var/cache/dnf; touch /var/cache/dnf/metadata_lock.pid; (sleep 1; rm /var/cache/dnf/metadata_lock.pid) &"
    agent.run(f"{INSTALL} {lock}\n{order}; install_provider {PROVIDER} 1.36.5")
    assert installed(agent) == {
        "azurelinux-official-base": [*(f"{name}-1.0" for name in TOOLS), "dnf-automatic-1.0"],
        "azurelinux-official-cloud-native": [f"{PROVIDER}-1.36.5"],
        "kubernetes": NAMES,
    }
    assert "systemctl enable --now dnf-automatic-install.timer" in agent.calls()
    agent.run("touch /var/lib/has-tools /var/lib/has-kubernetes")
    before, calls = agent.tree(), len(agent.calls())
    agent.run(f"{INSTALL} {order}")
    assert agent.tree() == before
    assert agent.calls()[calls:] == ["systemctl -q is-enabled dnf-automatic-install.timer"]
    done = agent.run("dnf -q -y install kubelet", check=False)
    assert "Unable to find a match: kubelet" in done.stderr


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (f"echo '<html>' >{KUBERNETES}/repomd.xml.key", "GPG check FAILED"),
        (f"rm {KUBERNETES}/repomd.xml", f"Unable to find a match: kubelet-{VERSION}-*"),
        (f"sed -i s/{VERSION}/9.9.9/ {KUBERNETES}/repomd.xml", f"Unable to find a match: kubelet-{VERSION}-*"),
    ],
)
def test_trouble(agent: Machine, trouble: str, words: str) -> None:
    """The same packages of Microsoft are no replacement. The script ends, and succeeds when it runs again."""
    agent.run(f"cp -r {KUBERNETES} /root/good; {trouble}")
    done = agent.run(f"{INSTALL} install_kubernetes; echo on", check=False)
    assert done.returncode != 0 and words in done.stderr and "on" not in done.stdout.split()
    assert not agent.path("/var/lib/dnf-stand-in").exists()
    agent.run(f"rm -r {KUBERNETES}; mv /root/good {KUBERNETES}; {INSTALL} install_kubernetes")
    assert installed(agent) == {"kubernetes": NAMES}


def test_upgrades(agent: Machine, make: Make) -> None:
    """Without dnf-automatic, or where the model switches upgrades off, everything else is installed."""
    agent.write(f"{MICROSOFT}/base/x86_64/repodata/repomd.xml", "\n".join(f"{name}-1.0-1.azl3" for name in TOOLS[:-1]))
    done = agent.run(f"{INSTALL} install_tools; echo on")
    assert "on" in done.stdout and "this machine installs no security upgrades by itself" in done.stderr
    assert "azure-vm-utils is not available" in done.stderr
    agent.run(f"rm /etc/dnf/automatic.conf; {INSTALL} touch /var/lib/has-tools; install_tools")
    assert not [call for call in agent.calls() if call.startswith("systemctl enable")]


def prepare(agent: Machine, run: int = 1) -> list[str]:
    """The calls of an agent until it is ready to join."""
    ready = f'[ "$(grep -c "^systemctl enable kubelet" "$MACHINE/calls")" = {run} ]'
    agent.run(f"/opt/aksynth/agent.sh & until {ready}; do kill -0 $! && /bin/sleep 0.05; done; kill $!; "
              "grep -c DROP /run/packet-filter >/root/rules")  # fmt: skip
    return agent.calls()


def test_firewall(make: Make) -> None:
    """It is off before the rules of the node are written, and stays off. Other systems have none."""
    agent = make(PLAN)
    calls = prepare(agent)
    off = ["systemctl disable --now iptables.service", "systemctl mask iptables.service"]
    assert [call for call in calls if "iptables" in call][1:3] == off and agent.read("/root/rules") == "3\n"
    assert prepare(agent, 2).count(off[1]) == 1 and agent.read("/root/rules") == "3\n"
    ubuntu = make(blueprint(example("kubernetes")), name="k8s-agent-000001")
    assert not [call for call in prepare(ubuntu) if call in off]
