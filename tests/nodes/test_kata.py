"""Agents with Kata Containers: what they prove before they join, and what an apply waits for."""

from __future__ import annotations

import subprocess

from applying import command, receive
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from objects import forget, named, set_ready, store

PLAN = blueprint(example("kata"))
POOL = "agentpool1"
OTHERS = ("vhost_net", "vhost_vsock")


def kernel(machine: Machine, *modules: str) -> None:
    """modprobe as kmod has it, with these modules: its words for one that the processor refuses, and for one that the
    kernel lacks. A module that is loaded loads again."""
    script = f"""#!/bin/bash
echo "modprobe $*" >>"$MACHINE/calls"
failed=0
for module in "$@"; do
  case " {" ".join(modules)} -a " in *" $module "*) continue ;; esac
  case $module in
    kvm_*) echo "modprobe: ERROR: could not insert '$module': Operation not supported" >&2 ;;
    *) echo "modprobe: FATAL: Module $module not found in directory /lib/modules/6.11.0-1018-azure" >&2 ;;
  esac
  failed=1
done
exit $failed
"""
    machine.write("/usr/local/sbin/modprobe", script, "0755")


def run(machine: Machine, script: str) -> subprocess.CompletedProcess[str]:
    return machine.run(f"PATH=/usr/local/sbin:$PATH timeout 4 /opt/aksynth/{script}", check=False)


def test_processor_that_nests(make: Make) -> None:
    """The modules of its publisher load, again after a reboot, and the second run changes nothing on the disk."""
    agent = make(PLAN)
    for module in ("kvm_intel", "kvm_amd"):
        kernel(agent, module, *OTHERS)
        run(agent, "kata.sh")
        before = agent.tree()
        done = run(agent, "kata.sh")
        assert (done.returncode, done.stderr) == (0, "")
        assert agent.tree() == before
    assert agent.calls().count("modprobe -a vhost_net vhost_vsock") == 4


def test_size_that_does_not_nest(make: Make) -> None:
    """The agent says what it lacks, installs nothing, and tries again. An own image can lack the other modules."""
    agent = make(PLAN)
    kernel(agent, *OTHERS)
    done = run(agent, "agent.sh")
    assert done.returncode == 124
    assert "this size does not offer nested virtualization, which Kata Containers needs: use another" in done.stderr
    assert "could not insert 'kvm_intel': Operation not supported; modprobe: ERROR: could not insert 'kvm_amd'" in (
        done.stderr
    )
    assert not [call for call in agent.calls() if call.startswith(("apt-get", "kubeadm"))]
    kernel(agent, "kvm_intel", "vhost_net")
    done = run(agent, "kata.sh")
    assert done.returncode == 1
    assert "the kernel of this image does not have the modules vhost_net vhost_vsock" in done.stderr


def test_other_agents_prove_nothing(make: Make) -> None:
    assert not make(blueprint(example("kubernetes"))).path("/opt/aksynth/kata.sh").exists()


READY = {"katacontainers.io/kata-runtime": "true", "kata-deploy.katacontainers.io/default": "true"}
LABEL = {"agentpool": POOL, "aksynth.io/container-runtime": "kata-containers"}


def agents(world: World, *labels: dict[str, str]) -> None:
    """The agents of the pool that are Ready, with these labels in addition."""
    for number, own in enumerate(labels):
        name = f"{POOL}-{number}"
        store(world).put({"kind": "Node", "metadata": {"name": name, "labels": {**LABEL, **own}}})
        set_ready(world, name, True)


def workload(world: World) -> None:
    """A pod on the first agent, which may not go."""
    owner = [{"kind": "ReplicaSet", "name": "web", "controller": True}]
    metadata = {"name": "web", "namespace": "default"}
    pod = {**metadata, "labels": {"app": "web"}, "ownerReferences": owner}
    store(world).put({"kind": "Pod", "metadata": pod, "spec": {"nodeName": f"{POOL}-0"}})
    spec = {"selector": {"matchLabels": {"app": "web"}}, "minAvailable": 1}
    store(world).put({"kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec})


def test_apply_waits_for_the_runtime(make: Make, world: World) -> None:
    """A pod with the RuntimeClass needs both labels. A node without the runtime still runs pods of the system."""
    master = make(PLAN, 0)
    master.boot()
    agents(world, READY, {"katacontainers.io/kata-runtime": "true"}, {})
    said = receive(master, command(PLAN, last=True), check=False, until="have Kata Containers")
    assert f"pool {POOL}: 1 of 3 nodes have Kata Containers; kubectl -n kube-system logs -l name=kata-deploy" in said
    agents(world, READY, READY, READY)
    assert "has reached" in receive(master, command(PLAN, last=True))


def test_agents_leave_before_their_runtime(make: Make, world: World) -> None:
    """Without kata-deploy, /opt/kata leaves its nodes, and pods there could not end. A pod that stays keeps it."""
    master = make(PLAN, 0)
    master.boot()
    receive(master, command(PLAN))
    agents(world, READY)
    workload(world)
    without = changed(example("kata"), "properties.orchestratorProfile.kubernetesConfig.containerRuntime", "containerd")
    plan = blueprint(changed(without, "properties.agentPoolProfiles.0.name", "other"))
    said = receive(master, command(plan, "b" * 64), check=False, until="are not destroyed")
    assert "did not reach its desired state" in said
    assert "aksynth-kata" in named(world, "MutatingAdmissionPolicy")
    forget(world, "PodDisruptionBudget")
    receive(master, command(plan, "b" * 64))
    assert "web" not in named(world, "Pod")
    assert "aksynth-kata" not in named(world, "MutatingAdmissionPolicy")
