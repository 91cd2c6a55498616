"""A jumpbox has kubectl, the name of the API, and the administrator's current kubeconfig."""

from __future__ import annotations

from pathlib import Path

import pytest
from clusters import blueprint, example
from inside.world import World
from machine import Machine
from simulation.azure.state import SECRETS_USER

from aksynth.bootstrap import jumpbox_files

SCRIPT = "/opt/aksynth/jumpbox.sh"
CONFIG = "/home/azureuser/.kube/config"
CLIENT = "jumpbox-client"


@pytest.fixture
def jumpbox(tmp_path: Path, world: World) -> Machine:
    """Its identity may read the vault of the kubeconfigs, and masters have written one."""
    plan = blueprint(example("network/private"))
    files = jumpbox_files(plan, username="azureuser", client_id=CLIENT, access_vault="kv-a")
    world.set(roles=[(CLIENT, "kv-a", SECRETS_USER)])
    store(world, "first")
    return Machine(tmp_path, world, "jumpbox", "10.240.0.4", files, CLIENT)


def store(world: World, text: str) -> None:
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-a": {"kubeconfig": [text]}})


def test_kubeconfig(jumpbox: Machine, world: World) -> None:
    """For the administrator alone. Run again it changes nothing, and a renewed one is taken."""
    jumpbox.run(SCRIPT)
    assert jumpbox.read(CONFIG) == "first\n"
    assert f"{jumpbox.path(CONFIG).stat().st_mode:o}" == "100600"
    assert "10.255.255.15 api.aksynth-private-" in jumpbox.read("/etc/hosts")
    assert "10.239.255.6 kv-a.vault.azure.net # aksynth\n" in jumpbox.read("/etc/hosts")
    before = jumpbox.tree()
    jumpbox.run(SCRIPT)
    assert jumpbox.tree() == before
    store(world, "second")
    jumpbox.run(SCRIPT)
    assert jumpbox.read(CONFIG) == "second\n"


def test_what_people_changed_is_kept(jumpbox: Machine, world: World) -> None:
    """A kubeconfig with other clusters in it is theirs, also before the first run. It comes back where it is deleted."""
    jumpbox.write(CONFIG, "theirs", "0600")
    assert f"{CONFIG} was changed by hand and is kept" in jumpbox.run(SCRIPT).stderr
    assert jumpbox.read(CONFIG) == "theirs"
    jumpbox.run(f"rm {CONFIG}; {SCRIPT}")
    assert jumpbox.read(CONFIG) == "first\n"
    jumpbox.write(CONFIG, "first\nand theirs", "0600")
    store(world, "second")
    jumpbox.run(SCRIPT)
    assert jumpbox.read(CONFIG) == "first\nand theirs"


@pytest.mark.parametrize("lost", ["/var/lib/aksynth/kubeconfig", CONFIG])
def test_stopped_between_two_files(jumpbox: Machine, world: World, lost: str) -> None:
    """Whichever of the file and its copy was not written: the next run has both, and later ones renew it."""
    jumpbox.run(SCRIPT)
    jumpbox.run(f"rm {lost}; {SCRIPT}")
    store(world, "second")
    jumpbox.run(SCRIPT)
    assert jumpbox.read(CONFIG) == "second\n"


def test_failed_installation(jumpbox: Machine, world: World) -> None:
    """kubectl must be there at the end: a package manager that fails is tried again."""
    world.set(kubectl="v1.30.0")
    fake = "apt() { [ $1 != install ]; }; download() { echo key; }; export -f apt download; "
    done = jumpbox.run(
        f"{fake} sed -i '/^apt()/d; /^download()/,/^}}/d' /opt/aksynth/lib.sh /opt/aksynth/packages.sh; timeout 3 {SCRIPT}",
        check=False,
    )
    assert done.returncode == 124 and "of 'install_kubectl' failed" in done.stderr


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"roles": []}, "vault kv-a, secret kubeconfig: 403"),
        ({"vaults": {"kv-a": {}}}, "vault kv-a has no kubeconfig for this machine yet"),
        ({"kubectl": "v1.30.0"}, "Could not resolve host: pkgs.k8s.io"),
    ],
)
def test_waits_with_a_reason(jumpbox: Machine, world: World, state: dict[str, object], words: str) -> None:
    """A role that has not propagated, a cluster that has not booted, a closed network: it keeps trying."""
    world.set(**state)
    done = jumpbox.run(f"timeout 5 {SCRIPT}", check=False)
    assert done.returncode == 124 and words in done.stderr
    assert not jumpbox.path(CONFIG).exists()
