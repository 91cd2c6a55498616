"""Agents with GPUs: the driver before they join, and what happens to it when the kernel changes."""

from __future__ import annotations

import subprocess

import pytest
from clusters import blueprint, changed, example
from machine import Machine, Make

SIZE = "properties.agentPoolProfiles.0.vmSize"
PLAN = blueprint(changed(example("kubernetes"), SIZE, "Standard_NC4as_T4_v3"))
OLD, NEW, NEXT = (f"6.14.0-{number}-azure" for number in (1012, 1017, 1021))
TOOLS = ("apt-get", "apt-mark", "dpkg-query", "modinfo", "modprobe", "nvidia-ctk", "systemctl", "uname")
DRIVER = "linux-modules-nvidia-580-server-azure"

# The package of modules for all kernels brings those of the archive's newest kernel. apt keeps packages on hold, also where
# others need newer ones. Words of kmod, nvidia-smi and systemctl for what they do not find.
STAND_IN = """#!/bin/bash
name=${0##*/} state=/var/lib/gpu
case $name in uname | modinfo | dpkg-query) ;; *) echo "$name $*" >>"$MACHINE/calls" ;; esac
has() { grep -qx ".. $1" $state/packages; }
bring() { has "$1" || echo "ii $1" >>$state/packages; }
case $name in
  uname) cat $state/kernel ;;
  modinfo) has "linux-modules-nvidia-580-server-$2" ;;
  modprobe)
    [[ $* != *nouveau ]] || exit 0
    [ ! -e $state/unsigned ] || { echo "modprobe: ERROR: could not insert 'nvidia': Key was rejected by service" >&2; exit 1; } ;;
  dpkg-query)
    found=1
    while read -r status package; do
      # shellcheck disable=SC2053
      if [[ $package == ${*: -1} ]]; then echo "$status  $package"; found=0; fi
    done <$state/packages
    exit $found ;;
  apt-mark)
    for package in "${@:2}"; do sed -i "s/^.\\\\(.\\\\) $package\\$/${1:0:1}\\\\1 $package/; s/^u/i/" $state/packages; done ;;
  apt-get)
    [ ! -e $state/away ] || { echo "E: Failed to fetch" >&2; exit 100; }
    [[ " $* " == *" install "* ]] || exit 0
    if grep -q '^h.*nvidia-580-server' $state/packages && [[ $* == *nvidia-580* ]]; then echo "E: held broken packages" >&2; exit 100; fi
    for package in "${@:6}"; do
      case $package in
        -*) ;;
        linux-modules-nvidia-*) bring "$package"; bring "linux-modules-nvidia-580-server-$(cat $state/archive)" ;;
        nvidia-headless-*) bring "$package"; bring nvidia-firmware-580-server-580.95.05 ;;
        nvidia-utils-*) bring "$package"; ln -sf gpu-stand-in /usr/local/sbin/nvidia-smi ;;
        nvidia-container-toolkit-base=*) bring "${package%%=*}"; ln -sf gpu-stand-in /usr/local/sbin/nvidia-cdi-hook ;;
        *) bring "$package" ;;
      esac
    done ;;
  nvidia-smi) [ ! -e $state/broken ] || { echo "No devices were found"; exit 6; } ;;
  systemctl) [[ $* != *nvidia-fabricmanager* ]] || has nvidia-fabricmanager-580 ;;
esac
"""


def agent_with(make: Make, kernel: str, newest: str, *, size: str = "", image: str = "linux-image-azure") -> Machine:
    """An agent that runs this kernel, where Ubuntu's archive has modules for the newest one."""
    plan = blueprint(changed(example("kubernetes"), SIZE, size)) if size else PLAN
    agent = make(plan)
    agent.write("/usr/local/sbin/gpu-stand-in", STAND_IN, "0755")
    for tool in TOOLS:
        agent.path(f"/usr/local/sbin/{tool}").symlink_to("gpu-stand-in")
    agent.write("/usr/local/sbin/curl", "#!/bin/bash\necho KEY\n", "0755")
    agent.write("/var/lib/gpu/packages", f"ii {image}\nii linux-image-{kernel}\n")
    now(agent, kernel=kernel, archive=newest)
    return agent


def now(agent: Machine, **state: str) -> None:
    for name, value in state.items():
        agent.write(f"/var/lib/gpu/{name}", f"{value}\n")


def run(agent: Machine) -> subprocess.CompletedProcess[str]:
    return agent.run("PATH=/usr/local/sbin:$PATH /opt/aksynth/gpu.sh", check=False)


def held(agent: Machine) -> set[str]:
    rows = (line.split() for line in agent.read("/var/lib/gpu/packages").splitlines())
    return {name for status, name in rows if status == "hi"}


def asked(agent: Machine, verb: str) -> list[str]:
    return [call for call in agent.calls() if call.startswith(verb)]


def test_first_boot(make: Make) -> None:
    """The driver and the toolkit are installed and kept, without those of one version. Again, nothing is installed."""
    agent = agent_with(make, NEW, NEW)
    done = run(agent)
    assert (done.returncode, done.stderr) == (0, "")
    kept = {DRIVER, "nvidia-headless-no-dkms-580-server", "nvidia-utils-580-server", "nvidia-container-toolkit-base"}
    assert held(agent) == kept
    assert any("nvidia-container-toolkit-base=1.20.0-*" in call for call in asked(agent, "apt-get"))
    assert asked(agent, "nvidia-ctk")[-1].endswith("create-dev-char-symlinks --create-all")
    assert not agent.path("/etc/apt/sources.list.d/nvidia.list").exists()
    before, calls = agent.tree(), asked(agent, "apt-get")
    assert run(agent).returncode == 0
    assert (agent.tree(), asked(agent, "apt-get")) == (before, calls)
    assert not asked(agent, "systemctl")


def test_older_image(make: Make) -> None:
    """It boots the archive's kernel once. If that does not come up, the machine says so and does not restart for ever."""
    agent = agent_with(make, OLD, NEW)
    done = run(agent)
    assert done.returncode == 1
    assert f"the NVIDIA modules are for the kernel {NEW}: restarting the machine, which runs {OLD}" in done.stderr
    assert asked(agent, "systemctl") == ["systemctl reboot"]
    done = run(agent)
    assert (done.returncode, asked(agent, "systemctl")) == (1, ["systemctl reboot"])
    assert f"this machine runs the kernel {OLD}, and the NVIDIA modules are for {NEW}" in done.stderr
    now(agent, kernel=NEW)
    assert run(agent).returncode == 0


def test_kernel_that_was_upgraded(make: Make) -> None:
    """The driver follows it at the next boot, in spite of the hold. An outage of the archive is retried by the caller."""
    agent = agent_with(make, NEW, NEW)
    run(agent)
    now(agent, kernel=NEXT, archive=NEXT, away="")
    done = run(agent)
    assert done.returncode == 1
    assert "the NVIDIA driver 580-server cannot be installed from the package sources of this machine" in done.stderr
    agent.path("/var/lib/gpu/away").unlink()
    assert run(agent).returncode == 0
    assert DRIVER in held(agent) and not asked(agent, "systemctl")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("unsigned", "the NVIDIA driver does not work: modprobe: ERROR: could not insert 'nvidia': Key was rejected"),
        ("broken", "the NVIDIA driver does not work: No devices were found"),
    ],
)
def test_driver_that_does_not_work(make: Make, state: str, said: str) -> None:
    agent = agent_with(make, NEW, NEW)
    now(agent, **{state: ""})
    done = run(agent)
    assert done.returncode == 1 and said in done.stderr


def test_images(make: Make) -> None:
    """The modules follow the kernel package of the image. A kernel of somebody else has none."""
    agent = agent_with(make, NEW, NEW, image="linux-image-azure-lts-24.04")
    assert run(agent).returncode == 0
    assert "linux-modules-nvidia-580-server-azure-lts-24.04" in held(agent)
    now(agent, packages="ii linux-image-generic", kernel=OLD)
    done = run(agent)
    assert done.returncode == 1
    assert (
        f"Ubuntu has no NVIDIA modules for the kernel {OLD} of this image: install the driver in the image"
        in done.stderr
    )


def test_switches(make: Make) -> None:
    """GPUs with NVSwitch need the Fabric Manager, of the same branch. An image can lack it."""
    agent = agent_with(make, NEW, NEW, size="Standard_ND96isr_H100_v5")
    assert run(agent).returncode == 0
    assert asked(agent, "systemctl") == ["systemctl enable --now nvidia-fabricmanager"]
    assert "nvidia-fabricmanager-580" in held(agent)
    packages = agent.read("/var/lib/gpu/packages").replace("hi nvidia-fabricmanager-580\n", "")
    now(agent, packages=packages)
    done = run(agent)
    assert (
        done.returncode == 1 and "the Fabric Manager, which the GPUs of this size need, does not start" in done.stderr
    )


def test_agent_without_driver_does_not_join(make: Make) -> None:
    agent = agent_with(make, NEW, NEW)
    agent.write("/opt/aksynth/gpu.sh", "#!/bin/bash\ntouch /var/lib/gpu/tried\nexit 1\n", "0755")
    done = agent.run(
        "/opt/aksynth/agent.sh & until [ -e /var/lib/gpu/tried ]; do kill -0 $!; /bin/sleep 0.05; done; kill $!"
    )
    assert "kubeadm" not in done.stderr and not asked(agent, "kubeadm join")
    assert not make(blueprint(example("kubernetes")), None, "other").path("/opt/aksynth/gpu.sh").exists()
