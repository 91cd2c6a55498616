"""Add-ons and other files that come and go with the model, on a master of its own."""

from __future__ import annotations

import base64
import json

from applying import command, receive
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from objects import named, store


def test_file_that_left_the_model_leaves_the_machine(make: Make, world: World) -> None:
    """After the new ones are there: a reboot in between leaves none missing. The machine's own files stay."""
    mirrored = changed(
        example("kubernetes"), "properties.aksynth.mirrors.registries", {"quay.io": "mirror.example.com"}
    )
    plan, hosts = blueprint(mirrored), "/etc/containerd/certs.d/quay.io/hosts.toml"
    master = make(plan, 0)
    master.boot()
    receive(master, command(plan))
    master.write("/etc/containerd/certs.d/own/hosts.toml", "")
    master.run("chmod 0644 /opt/aksynth/restore.sh")
    receive(master, command(blueprint(example("kubernetes")), "b" * 64))
    left = master.run("ls -d /etc/containerd/certs.d/*/* /etc/aksynth/addons/10-azure-cni.yaml").stdout.split()
    assert hosts not in left and len(left) == 2
    assert master.path("/opt/aksynth/restore.sh").stat().st_mode & 0o777 == 0o755


def test_file_that_cannot_be_written(make: Make, world: World) -> None:
    """On a full disk the apply fails with the reason, and no state counts as reached."""
    master = make(blueprint(example("kubernetes")), 0)
    master.boot()
    registries = {"quay.io": "mirror.example.com"}
    plan = blueprint(changed(example("kubernetes"), "properties.aksynth.mirrors.registries", registries))
    master.write("/var/lib/run-command.sh", command(plan).replace("LIMIT=$((80 * 60))", "LIMIT=6"), "0700")
    folder = "/etc/containerd/certs.d"
    full = f"mkdir -p {folder} && mount -t tmpfs -o size=4k full {folder} && (cat /dev/zero >{folder}/full || true)"
    done = master.run(f"{full} && bash /var/lib/run-command.sh", check=False)
    assert done.returncode and "No space left on device" in done.stderr and "has reached" not in done.stdout
    assert not master.path("/var/lib/aksynth/generation").exists()


def test_addons_of_an_earlier_release_leave_the_machine(make: Make, world: World) -> None:
    """A machine without a list of its last state's files: every add-on is from one."""
    plan = blueprint(example("kubernetes"))
    master = make(plan, 0)
    master.boot()
    master.write("/etc/aksynth/addons/99-gone.yaml", "{kind: ConfigMap, metadata: {name: gone}}\n")
    master.path("/etc/aksynth/files").unlink()
    receive(master, command(plan))
    assert "99-gone.yaml" not in master.run("ls /etc/aksynth/addons").stdout
    assert master.path("/etc/aksynth/addons/10-azure-cni.yaml").exists()


ADDONS = "properties.orchestratorProfile.kubernetesConfig.addons"


def with_own(make: Make, *kinds: str) -> Machine:
    """A master whose state has an add-on with an object of each kind."""
    text = "---\n".join(f"apiVersion: a.example.com/v1\nkind: {kind}\nmetadata:\n  name: w\n" for kind in kinds)
    own = [{"name": "mine", "data": base64.b64encode(text.encode()).decode()}]
    plan = blueprint(changed(example("kubernetes"), ADDONS, own))
    master = make(plan, 0)
    master.boot()
    receive(master, command(plan))
    return master


def own_objects(world: World) -> list[str]:
    return sorted(kind for kind in ("Undefined", "Widget", "Last") if "w" in named(world, kind))


def lists(world: World) -> str:
    return str(named(world, "ConfigMap"))


WITHOUT = command(blueprint(example("kubernetes")), "b" * 64)


def test_object_that_cannot_be_deleted(make: Make, world: World) -> None:
    """The others go all the same, and one whose definition is gone is gone; the apply says which one is left, and ends
    when that one goes."""
    master = with_own(make, "Undefined", "Widget", "Last")
    world.set(kept=["Widget"], unknown=["Undefined"])
    said = receive(master, WITHOUT, check=False, until="denied the request")
    assert "did not reach its desired state" in said
    assert 'admission webhook denied the request: Widget "w"' in master.journal()
    assert own_objects(world) == ["Undefined", "Widget"] and "own-mine" in lists(world)
    world.set(kept=[])
    receive(master, WITHOUT)
    assert own_objects(world) == ["Undefined"] and "own-mine" not in lists(world)


def test_nothing_is_deleted_beside_a_failure(make: Make, world: World) -> None:
    """An object may have moved to the add-on that fails."""
    master = with_own(make, "Widget")
    master.write("/var/lib/charts-are-down", "")
    receive(master, WITHOUT, check=False, until="could not be read")
    assert own_objects(world) == ["Widget"]
    master.path("/var/lib/charts-are-down").unlink()
    receive(master, WITHOUT)
    assert own_objects(world) == []


def test_stray_file_among_addons(make: Make, world: World) -> None:
    """What an administrator or a reboot left there is neither applied nor run."""
    master = make(blueprint(example("kubernetes")), 0)
    for name in ("60-own-x.yaml.new", "60-own-x.yaml.bak", "70-x.sh"):
        master.write(f"/etc/aksynth/addons/{name}", "touch /var/lib/was-run\n")
    master.run("/opt/aksynth/master.sh")
    assert not master.path("/var/lib/was-run").exists()


PENDING = {
    "kind": "Pod",
    "metadata": {
        "name": "cloud-controller-manager-x",
        "namespace": "kube-system",
        "labels": {"k8s-app": "cloud-controller-manager"},
    },
    "status": {"conditions": [{"type": "PodScheduled", "status": "False", "message": "0/1 nodes are available"}]},
}
PULLING = {"name": "w", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}


def test_addon_that_does_not_come_up(make: Make, world: World) -> None:
    """The apply fails with what holds its pods back, and ends when they come."""
    plan = blueprint(example("kubernetes"))
    master = make(plan, 0)
    master.boot()
    world.set(stuck=["cloud-controller-manager"])
    store(world).put(PENDING)
    said = receive(master, command(plan), check=False, until="nodes are available")
    assert "did not reach its desired state" in said
    log = master.journal()
    assert "deployment kube-system/cloud-controller-manager did not roll out: error: timed out" in log
    assert "cloud-controller-manager-x: 0/1 nodes are available" in log
    world.set(stuck=[])
    receive(master, command(plan))


def test_own_addon_that_does_not_come_up(make: Make, world: World) -> None:
    """It is named with its reason, and holds nobody else up."""
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": {"spec": {"containers": []}}}
    metadata = {"name": "w", "namespace": "mine"}
    text = json.dumps({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec})
    own = [{"name": "mine", "data": base64.b64encode(text.encode()).decode()}]
    plan = blueprint(changed(example("kubernetes"), ADDONS, own))
    master = make(plan, 0)
    master.boot()
    world.set(stuck=["w"])
    pod = {"name": "w-1", "namespace": "mine", "labels": {"a": "b"}}
    store(world).put({"kind": "Pod", "metadata": pod, "status": {"containerStatuses": [PULLING]}})
    receive(master, command(plan))
    log = master.journal()
    assert "deployment mine/w did not roll out" in log and "w-1: w: ImagePullBackOff no such image" in log
