"""The nodes' scripts run to their end, at their real paths, on machines of their own."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
import yaml
from applying import GENERATION, command, receive
from changes import PRINCIPAL
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from nodes_facts import FACTS
from objects import agent, forget, named, set_ready, store
from simulation import pki

from aksynth.blueprint import Blueprint
from aksynth.bootstrap import master_files


def test_one_master(make: Make, world: World) -> None:
    """A master alone makes the PKI once, keeps it in the vault, and a second run changes nothing."""
    master = make(blueprint(example("kubernetes")), 0)
    master.run("/opt/aksynth/master.sh")
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    bundle = json.loads(vaults["kv-m"]["pki-bundle"][-1])
    assert sorted(bundle) == [
        "ca.crt", "ca.key", "etcd/ca.crt", "etcd/ca.key",
        "front-proxy-ca.crt", "front-proxy-ca.key", "sa.key", "sa.pub",
    ]  # fmt: skip
    first = f"new {master.name}=https://{master.address}:2380"
    assert vaults["kv-m"]["etcd-state"] == [first, "initialized"]
    assert master.read("/etc/kubernetes/pki/ca.key") == bundle["ca.key"]
    folder = master.path("/etc/kubernetes/pki")
    public = [*folder.rglob("*.crt"), folder / "sa.pub"]
    assert len(public) == 11 and {pki.algorithm(path) for path in public} == {"RSA-2048"}
    assert master.path("/etc/kubernetes/pki/ca.key").stat().st_mode & 0o777 == 0o600
    join = json.loads(vaults["kv-n"]["join"][-1])
    assert join["ca"] == bundle["ca.crt"]
    assert "server: https://api.aksynth-first-19857268.internal:6443" in vaults["kv-a"]["kubeconfig"][-1]
    assert "server: https://api.westeurope.cloudapp.azure.com:443" in vaults["kv-a"]["kubeconfig-public"][-1]
    assert "127.0.0.1 api.aksynth-first-19857268.internal # aksynth" in master.read("/etc/hosts")
    assert master.read("/home/azureuser/.ssh/authorized_keys") == "ssh-ed25519 AAAA one\n"
    before, secrets = master.tree(), world.read()["vaults"]
    master.run("/opt/aksynth/master.sh")
    assert master.tree() == before
    assert world.read()["vaults"] == secrets


def test_no_secret_in_arguments(make: Make, world: World) -> None:
    """Everybody on a machine can read the arguments of its processes."""
    field = "properties.orchestratorProfile.kubernetesConfig.enableDataEncryptionAtRest"
    master = make(blueprint(changed(example("kubernetes"), field, True)), 0)
    master.run("/opt/aksynth/master.sh")
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    token = json.loads(vaults["kv-n"]["join"][-1])["token"].split(".")[1]
    (key,) = vaults["kv-m"]["etcd-encryption-key"]
    assert not [call for call in master.calls() if token in call or key in call]


def test_service_principal(make: Make, world: World) -> None:
    """The secret goes from the vault into azure.json, which only root reads."""
    principal = {"clientId": "11111111-2222-3333-4444-555555555555"}
    master = make(blueprint(changed(example("kubernetes"), "properties.servicePrincipalProfile", principal)), 0)
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-i": {"service-principal-secret": ["s3cret$`'x"]}})
    master.run("/opt/aksynth/master.sh")
    document = json.loads(master.read("/etc/kubernetes/azure.json"))
    assert (document["aadClientId"], document["aadClientSecret"]) == ("azure-client", "s3cret$`'x")
    assert master.path("/etc/kubernetes/azure.json").stat().st_mode & 0o777 == 0o600
    assert "s3cret" not in master.read("/etc/aksynth/azure.json")


def test_new_secret_of_a_service_principal(make: Make, world: World) -> None:
    """In an existing vault, by the name that the model gives. What reads it at its start is restarted once."""
    document = changed(example("kubernetes"), "properties.servicePrincipalProfile", PRINCIPAL)
    vault = PRINCIPAL["keyvaultSecretRef"]["vaultID"].replace("/ours", "/kv-i")
    plan = blueprint(changed(document, "properties.servicePrincipalProfile.keyvaultSecretRef.vaultID", vault))
    master = make(plan, 0)
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-i": {"sp": ["one"]}})
    master.boot()
    receive(master, command(plan))
    assert "systemctl enable --now aksynth-credentials.timer" in master.calls()
    vaults = world.read()["vaults"]
    world.set(vaults={**vaults, "kv-i": {"sp": ["one", "two"]}})
    master.run("/opt/aksynth/credentials.sh")
    master.run("/opt/aksynth/credentials.sh")
    assert json.loads(master.read("/etc/kubernetes/azure.json"))["aadClientSecret"] == "two"
    restarted = [call.split()[-1] for call in master.calls() if "rollout restart" in call]
    assert restarted == ["azuredisk-csi-from-chart", "azurefile-csi-from-chart", "cloud-controller-manager"]


@pytest.mark.parametrize("trouble", [[403, 404, 403], [429, 500, 503], ["silence"], [403, "silence", 500, 429]])
def test_pki_is_made_on_a_definite_answer_only(make: Make, world: World, trouble: list[object]) -> None:
    """Refusals, throttling and silence are waited out; they are never taken for a missing PKI."""
    master = make(blueprint(example("kubernetes")), 0)
    world.set(faults={"kv-m": [*trouble, *trouble]})
    done = master.run("/opt/aksynth/disk.sh && /opt/aksynth/pki.sh")
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    assert len(vaults["kv-m"]["pki-bundle"]) == 1
    assert "secret pki-bundle: " in done.stderr


@pytest.mark.parametrize("content", [None, "", 5, {"a": "b"}])
def test_part_of_a_bundle_is_not_used(make: Make, world: World, content: object) -> None:
    """All eight files or none, and the log says which one is missing and nothing of the others."""
    master = make(blueprint(example("kubernetes")), 0)
    master.run("/opt/aksynth/disk.sh && /opt/aksynth/pki.sh && rm -r /etc/kubernetes/pki")
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    bundle = {**json.loads(vaults["kv-m"]["pki-bundle"][-1]), "etcd/ca.key": content}
    world.set(vaults={**vaults, "kv-m": {**vaults["kv-m"], "pki-bundle": [json.dumps(bundle)]}})
    done = master.run("timeout 2 /opt/aksynth/pki.sh", check=False)
    assert done.returncode == 124 and "has no etcd/ca.key" in done.stderr and "BEGIN" not in done.stderr
    assert not master.path("/etc/kubernetes/pki/ca.crt").exists()


def test_second_pki_is_never_made(make: Make, world: World) -> None:
    """With the bundle gone, a cluster that ran before is not started again: the script waits and says what to do."""
    master = make(blueprint(example("kubernetes")), 0)
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-m": {"etcd-state": ["initialized"]}})
    done = master.run("/opt/aksynth/disk.sh && timeout 3 /opt/aksynth/pki.sh", check=False)
    assert done.returncode == 124
    assert "recover the deleted secret in vault kv-m" in done.stderr
    changed_vaults = world.read()["vaults"]
    assert isinstance(changed_vaults, dict)
    assert "pki-bundle" not in changed_vaults["kv-m"]


@pytest.mark.parametrize(
    ("refuse", "secret", "code"),
    [
        ([], "there", 0),
        ([], "missing", 4),
        ([403], "there", 1),
        ([404], "there", 1),
        ([429], "there", 1),
        (["silence"], "there", 1),
    ],
)
def test_vault_answers(make: Make, world: World, refuse: list[object], secret: str, code: int) -> None:
    """Only the vault's own 404 means that there is no such secret."""
    machine = make(blueprint(example("kubernetes")))
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-n": {"there": ["value"]}}, faults={"kv-n": refuse})
    done = machine.run(f". /opt/aksynth/lib.sh; set +e; kv_get kv-n {secret}; echo =$?", check=False)
    assert done.stdout == ("value\n=0\n" if code == 0 else f"={code}\n")


def test_pods_addresses_leave_the_interface(make: Make) -> None:
    """Of 31 addresses the primary stays, first time and again. Netplan, networkd and cloud-init bring none back."""
    plan = blueprint(example("kubernetes"))
    master, own = make(plan, 0), plan.masters.machines[0]
    master.write("/etc/netplan/50-cloud-init.yaml", "network: {ethernets: {eth0: {addresses: [many]}}}\n")
    networkd = "/etc/systemd/network/10-cloud-init-eth0.network"
    master.write(networkd, "[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\n\n[Address]\nAddress=10.240.0.9/12\n")
    master.path("/etc/cloud/cloud.cfg.d/15_azure-vnet.cfg").unlink()
    # Azure's order is not the kernel's: here a pod's address comes up first.
    # One begins as the primary does.
    first, _, *others = own.secondary_addresses
    addresses = [first, own.address, f"{own.address}0", *others]
    script = "ip link add eth0 type veth peer name eth0-peer && ip link set eth0 up && "
    script += f"ip addr del {own.address}/32 dev lo && "
    script += " && ".join(f"ip addr add {address}/12 dev eth0" for address in addresses)
    script += "; ip -4 -o addr show dev eth0 | wc -l; for run in 1 2; do timeout 20 /opt/aksynth/network.sh; "
    script += "ip -4 -o addr show dev eth0 | awk '{ print $4 }'; done"
    done = master.run(script)
    assert done.stdout.split() == ["31", f"{own.address}/12", f"{own.address}/12"]
    text = master.read("/etc/netplan/50-cloud-init.yaml")
    assert "many" not in text and "dhcp4: true" in text
    assert master.path("/etc/netplan/50-cloud-init.yaml").stat().st_mode & 0o777 == 0o600
    assert "apply_network_config: false" in master.read("/etc/cloud/cloud.cfg.d/15_azure-vnet.cfg")
    assert master.calls().count("netplan generate") == 1
    assert master.read(networkd) == "[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\n\n[DHCPv4]\nRouteMetric=100\n"
    assert master.calls().count("networkctl reload") == 2


def test_addresses_stay_where_pods_have_a_range(make: Make) -> None:
    """Without pods in the subnet the machine keeps what Azure and its administrator gave it."""
    plan = blueprint(example("kubernetes"))
    plan = replace(plan, pod_network=replace(plan.pod_network, pods_in_subnet=False))
    master = make(plan, 0)
    script = "ip addr add 10.240.0.9/12 dev lo; timeout 20 /opt/aksynth/network.sh; ip -4 -o addr show dev lo"
    assert "10.240.0.9/12" in master.run(script).stdout
    assert not master.path("/etc/netplan/50-cloud-init.yaml").exists()
    assert not master.path("/etc/cloud/cloud.cfg.d/15_azure-vnet.cfg").exists()


def test_network_is_left_alone_until_the_primary_is_up(make: Make) -> None:
    """Without an interface that holds the primary address nothing is written, and the reason is said."""
    plan = blueprint(example("kubernetes"))
    master, own = make(plan, 0), plan.masters.machines[0]
    master.write("/etc/netplan/50-cloud-init.yaml", "as it was\n")
    done = master.run(f"ip addr del {own.address}/32 dev lo; timeout 2 /opt/aksynth/network.sh", check=False)
    assert done.returncode == 124
    assert f"no interface holds the primary address {own.address}" in done.stderr
    assert master.read("/etc/netplan/50-cloud-init.yaml") == "as it was\n"


def ready(make: Make, world: World, count: int = 3) -> tuple[Blueprint, list[Machine]]:
    """Masters that have booted and an agent of each pool that is Ready."""
    labelled = changed(example("kubernetes"), "properties.agentPoolProfiles.0.customNodeLabels", {"tier": "gold"})
    plan = blueprint(example("ha") if count == 3 else labelled)
    machines = [make(plan, index) for index in range(count)]
    for machine in machines:
        machine.boot()
    for pool in plan.pools:
        for i in range(pool.count):
            agent(world, f"{pool.name}-{i}", pool.name)
    return plan, machines


FLAG = "properties.orchestratorProfile.kubernetesConfig.apiServerConfig.--v"


def test_same_generation_changes_nothing(make: Make, world: World) -> None:
    """An apply that is run again is quick and touches nothing."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan, last=True))
    before, calls = master.tree(), len(master.calls())
    receive(master, command(plan, last=True))
    assert master.tree() == before
    assert not [call for call in master.calls()[calls:] if call.startswith("kubeadm")]


def test_ill_cluster_is_not_changed(make: Make, world: World) -> None:
    """A master waits for the control plane to be well, and says who is not."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan, last=True))
    world.set(ill=["api"])
    new = blueprint(changed(example("kubernetes"), FLAG, "4"))
    said = receive(master, command(new, "b" * 64, last=True), check=False)
    assert f"the API server on {master.name} is not ready" in said
    assert "--v=4" not in master.read("/etc/kubernetes/manifests/kube-apiserver.yaml")
    world.set(ill=[])
    receive(master, command(new, "b" * 64, last=True))
    assert "--v=4" in master.read("/etc/kubernetes/manifests/kube-apiserver.yaml")


def test_missing_agents_fail_the_apply(make: Make, world: World) -> None:
    """The last master says which pool lacks how many nodes."""
    plan, (master,) = ready(make, world, 1)
    set_ready(world, "agentpool1-0", False)
    said = receive(master, command(plan, last=True), check=False, until="nodes are Ready")
    assert "pool agentpool1: 1 of 2 nodes are Ready" in said


def test_boot_that_hangs_is_shown(make: Make) -> None:
    """Where the bootstrap does not end, the run command does, with the log's tail."""
    master = make(blueprint(example("kubernetes")), 0)
    said = receive(master, command(blueprint(example("kubernetes"))), check=False)
    assert "did not finish its bootstrap" in said
    assert any(call.startswith("journalctl") and "aksynth-bootstrap" in call for call in master.calls())


def test_version_is_not_changed(make: Make, world: World) -> None:
    """Another release in the model is refused by the machine, and nothing is changed."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan, last=True))
    before = master.tree()
    release = "properties.orchestratorProfile.orchestratorVersion"
    said = receive(master, command(blueprint(changed(example("kubernetes"), release, "1.36.5")), "b" * 64), check=False)
    assert "runs Kubernetes v1.36.4, but the model has v1.36.5" in said
    assert {k: v for k, v in master.tree().items() if "/next-" not in k and "run-command" not in k} == {
        k: v for k, v in before.items() if "/next-" not in k and "run-command" not in k
    }


def test_empty_secret_is_never_written(make: Make, world: World) -> None:
    """Where kubeadm fails to make a kubeconfig, nothing is published, and kubeadm's reason is seen."""
    master = make(blueprint(example("kubernetes")), 0)
    master.boot()
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    world.set(vaults={**vaults, "kv-a": {}})
    master.write("/usr/local/sbin/kubeadm", "#!/bin/bash\necho no authority >&2; exit 1\n", "0755")
    done = master.run("PATH=/usr/local/sbin:$PATH /opt/aksynth/kubeconfig.sh", check=False)
    assert done.returncode and "no authority" in done.stderr
    after = world.read()["vaults"]
    assert isinstance(after, dict) and after["kv-a"] == {}


def test_patched_master_boots(make: Make) -> None:
    """A reboot leaves the packages of a master that runs alone, and the kubelet comes back with the machine."""
    master = make(blueprint(example("kubernetes")), 0)
    master.boot()
    assert "systemctl enable kubelet aksynth-prepare" in master.calls()
    master.write("/usr/local/sbin/kubeadm", "#!/bin/bash\necho v1.36.5\n", "0755")
    before = len(master.calls())
    master.run("PATH=/usr/local/sbin:$PATH /opt/aksynth/master.sh", timeout=20)
    calls = master.calls()[before:]
    assert not [call for call in calls if call.startswith("apt-get")]
    assert [call for call in calls if call.startswith("iptables")]


def test_unfinished_change_goes_on_after_a_reboot(make: Make, world: World) -> None:
    """A machine that went down in the middle of a change goes on with it by itself."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan, last=True))
    master.write("/var/lib/aksynth/wanted", "b" * 64)
    before = len(master.calls())
    master.boot()
    assert "systemctl start --no-block aksynth-converge.service" in master.calls()[before:]


@pytest.mark.parametrize("component", ["controllerManagerConfig", "schedulerConfig"])
def test_broken_component_fails_the_apply(make: Make, world: World, component: str) -> None:
    """A value that stops a component without a port for others fails the apply: a lease must be longer than the time to
    renew it, https://github.com/kubernetes/component-base/blob/v0.36.2/config/validation. The state of before repairs it:
    it counted as reached no longer, neither here nor for the other masters."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan, last=True))
    path = f"properties.orchestratorProfile.kubernetesConfig.{component}"
    broken = blueprint(changed(example("kubernetes"), path, {"--leader-elect-lease-duration": "1s"}))
    said = receive(
        master, command(broken, "b" * 64, last=True), check=False, until="attempt 1 of 'control_plane_is_well"
    )
    assert "did not reach its desired state" in said
    assert not annotation(world, master)
    assert f"has reached {GENERATION}" in receive(master, command(plan, last=True))
    assert master.read("/var/lib/aksynth/wanted") == annotation(world, master) == GENERATION
    assert not [
        text for path, text in master.tree().items() if "manifests" in path and b"lease-duration=1s".hex() in text
    ]


def annotation(world: World, master: Machine) -> str:
    """Which state other masters take for reached."""
    return str(named(world, "Node")[master.name]["metadata"].get("annotations", {}).get("aksynth.io/generation", ""))


@pytest.mark.parametrize("taken", [0, 1, 20])
def test_power_fails_while_a_state_is_taken(make: Make, world: World, taken: int) -> None:
    """With any part of its files exchanged, the machine takes the rest when it comes back, and reaches that state."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan, last=True))
    new = {file.path: file for file in master_files(blueprint(changed(example("kubernetes"), FLAG, "4")), FACTS)}
    for number, file in enumerate(new.values()):
        master.write(f"/var/lib/aksynth/next-{'b' * 64}{file.path}", file.content, file.mode)
        if number < taken:
            master.write(file.path, file.content, file.mode)
    master.path("/var/lib/aksynth/generation").unlink()
    master.write("/var/lib/aksynth/wanted", "b" * 64)
    reached = "until [ -e /var/lib/aksynth/generation ]; do /bin/sleep 0.2; done"
    master.run(f"/opt/aksynth/master.sh && {reached}", timeout=60)
    assert master.read("/var/lib/aksynth/generation") == annotation(world, master) == "b" * 64
    assert "--v=4" in master.read("/etc/kubernetes/manifests/kube-apiserver.yaml")
    assert all(master.read(file.path) == file.content for file in new.values() if not file.path.startswith("/etc/ssh"))
    assert not [path for path in master.tree() if "aksynth/next" in path or "aksynth/taken" in path]


def phases(calls: list[str]) -> list[str]:
    """Which phases of kubeadm were called."""
    return [call.split()[3] for call in calls if call.startswith("kubeadm init phase")]


def test_kubelet_restarts_for_its_own_files_alone(make: Make, world: World) -> None:
    """A flag of the API server leaves the kubelet alone; a setting of the kubelet, which is in a patch for masters, starts it
    again before any manifest is written. A token that is renewed is no change of the kubelet."""
    plan, (master,) = ready(make, world, 1)
    assert phases(master.calls()).index("kubelet-start") < phases(master.calls()).index("etcd")
    receive(master, command(plan, last=True))
    before = len(master.calls())
    token = master.read("/etc/kubernetes/kubeadm.yaml")
    master.write("/etc/kubernetes/kubeadm.yaml", token.replace(joined(world), "aaaaaa.aaaaaaaaaaaaaaaa"), "0600")
    receive(master, command(blueprint(changed(example("kubernetes"), FLAG, "4")), "b" * 64, last=True))
    assert phases(master.calls()[before:]) == ["certs", "control-plane", "etcd", "upload-config", "addon"]
    before = len(master.calls())
    pods = changed(example("kubernetes"), "properties.masterProfile.kubernetesConfig", {"kubeletConfig": {"--v": "4"}})
    receive(master, command(blueprint(changed(pods, FLAG, "4")), "c" * 64, last=True))
    assert phases(master.calls()[before:])[1:4] == ["kubelet-start", "control-plane", "etcd"]


def test_reason_of_a_failure_is_its_last_word(make: Make, world: World) -> None:
    """Of a long journal Azure keeps the end of the error: the reason is in it whole, behind what fits of the journal."""
    plan, (master,) = ready(make, world, 1)
    (master.folder / "journal").write_text(
        "".join(f"aksynth-bootstrap\tline {number} {'ä' * 90}\n" for number in range(60))
    )
    master.path("/var/lib/aksynth/done").unlink()
    said = receive(master, command(plan), check=False)
    assert said.endswith("did not finish its bootstrap within 4 minutes\n") and said.splitlines()[-1].startswith(
        "k8s-master"
    )
    assert "line 59" in said and "\ufffd" not in said and len(said.encode()) <= 4096


def test_sick_node_fails_the_apply(make: Make, world: World) -> None:
    """A change that leaves the machine's own node unready has not succeeded."""
    _, (master,) = ready(make, world, 1)
    set_ready(world, master.name, False)
    done = master.run(
        "touch /var/lib/aksynth/changing; sleep 1; /bin/sleep 0.5; /opt/aksynth/guard.sh x after", check=False
    )
    assert done.returncode and f"node {master.name} is not Ready" in done.stderr


@pytest.mark.parametrize(
    ("own", "start"),
    [
        ({"clientURLs": []}, "existing"),
        ({}, "existing"),
        ({"clientURLs": [], "name": ""}, "existing"),
        (None, "existing"),
    ],
    ids=["static", "lost", "added", "absent"],
)
def test_empty_disk_asks_the_peers(make: Make, world: World, own: dict[str, object] | None, start: str) -> None:
    """How a member without a log starts follows from what a peer's member list says of it."""
    plan = blueprint(example("ha"))
    make(plan, 0).boot()
    machine = make(plan, 1)
    members = [
        {
            "ID": str(master.index),
            "name": master.name,
            "peerURLs": [f"https://{master.address}:2380"],
            "clientURLs": [f"https://{master.address}:2379"],
        }
        for master in plan.masters.machines
    ]
    members[1:2] = [{**members[1], **own}] if own is not None else []
    world.set(members=members)
    config = "/etc/kubernetes/kubeadm.yaml"
    certificates = f"/opt/aksynth/render.sh {config} && kubeadm init phase certs all --config {config}"
    prepare = f"/opt/aksynth/disk.sh && /opt/aksynth/pki.sh && {certificates} && /bin/sleep 0.5"
    done = machine.run(f"{prepare} && /opt/aksynth/etcd.sh")
    assert done.stdout.split()[-2] == start


def test_cluster_that_ran_is_never_begun_anew(make: Make) -> None:
    """With the log lost and nobody to ask, the marker stops the script, which asks for a restore."""
    master = make(blueprint(example("kubernetes")), 0)
    master.boot()
    done = master.run("/opt/aksynth/disk.sh; rm -rf /var/lib/etcddisk/etcd/member; /opt/aksynth/etcd.sh", check=False)
    assert done.returncode and "restore a snapshot" in done.stderr and not done.stdout


@pytest.mark.parametrize("trace", ["log", "peer"])
def test_pki_is_not_made_beside_an_etcd(make: Make, world: World, trace: str) -> None:
    """An etcd log on the disk, or a peer that runs etcd, forbids a new PKI even where the vault has none."""
    master = make(blueprint(example("ha")), 0)
    peer = blueprint(example("ha")).masters.machines[1].address
    listen = f"import socket; s = socket.create_server(('{peer}', 2380)); import time; time.sleep(60)"
    prepare = (
        "mkdir -p /var/lib/etcddisk/etcd/member/wal" if trace == "log" else f'"$PYTHON" -c "{listen}" & /bin/sleep 0.5'
    )
    done = master.run(f"/opt/aksynth/disk.sh; {prepare}; timeout 3 /opt/aksynth/pki.sh", check=False)
    assert done.returncode == 124
    assert ("this disk has an etcd log" if trace == "log" else f"{peer} runs etcd") in done.stderr
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict) and vaults["kv-m"] == {}


@pytest.mark.parametrize("answer", [0, 4, 8])
def test_disk_with_anything_on_it_is_not_formatted(make: Make, answer: int) -> None:
    """Only a disk on which nothing is recognized is formatted; an unclear answer keeps it."""
    master = make(blueprint(example("kubernetes")), 0)
    master.write("/usr/local/sbin/blkid", f"#!/bin/bash\nexit {answer}\n", "0755")
    master.run("PATH=/usr/local/sbin:$PATH /opt/aksynth/disk.sh")
    assert not [call for call in master.calls() if call.startswith("mkfs")]


def test_only_the_disk_at_lun_0_is_formatted(make: Make) -> None:
    """Azure attaches disks in any order, and a disk that somebody attaches at another lun is not for etcd."""
    master = make(blueprint(example("kubernetes")), 0)
    links = "/dev/disk/azure/scsi1/lun1 /dev/disk/azure/data/by-lun/2"
    others = f"rm /dev/disk/azure/scsi1/lun0; mkdir -p /dev/disk/azure/data/by-lun; touch {links}"
    done = master.run(f"{others}; /opt/aksynth/disk.sh", check=False)
    assert done.returncode == 1 and "the disk at lun 0 is not attached yet" in done.stderr
    assert not [call for call in master.calls() if call.startswith(("mkfs", "mount"))]
    master.run(f"{others}; touch /dev/disk/azure/data/by-lun/0; /opt/aksynth/disk.sh")
    (made,) = [call for call in master.calls() if call.startswith("mkfs")]
    assert made.endswith("/dev/disk/azure/data/by-lun/0")


def joined(world: World) -> str:
    """The token that the vault names."""
    vaults = world.read()["vaults"]
    assert isinstance(vaults, dict)
    return str(json.loads(vaults["kv-n"]["join"][-1])["token"])


def tokens(world: World) -> dict[str, dict[str, str]]:
    """What Secrets of tokens hold."""
    found = {name: item["data"] for name, item in named(world, "Secret").items()}
    return {name: data for name, data in found.items() if name.startswith("bootstrap-token-")}


def age(world: World, name: str, created: str) -> None:
    metadata = {"name": name, "namespace": "kube-system", "creationTimestamp": created}
    store(world).put({"kind": "Secret", "metadata": metadata})


def test_token_is_rotated_monthly(make: Make, world: World) -> None:
    """An old token gives way to a new one that the vault names, and ends; a young one stays. Only master 0 does it."""
    plan = blueprint(example("ha"))
    master, other = make(plan, 0), make(plan, 1)
    for machine in (master, other):
        machine.boot()
    first = joined(world)
    name = f"bootstrap-token-{first.split('.')[0]}"
    age(world, name, "2999-01-01T00:00:00Z")
    master.run("/opt/aksynth/tokens.sh")
    age(world, name, "2020-01-01T00:00:00Z")
    other.run("/opt/aksynth/tokens.sh")
    assert joined(world) == first
    world.set(faults={"kv-n": [None, 503]})
    assert master.run("/opt/aksynth/tokens.sh", check=False).returncode
    assert joined(world) == first
    assert "expiration" not in tokens(world)[name], "agents still use it"
    master.run("/opt/aksynth/tokens.sh")
    second = joined(world)
    assert second != first and len(tokens(world)) == 2, "the token of the failed try is used"
    assert tokens(world)[name]["expiration"].startswith("20")
    assert "expiration" not in tokens(world)[f"bootstrap-token-{second.split('.')[0]}"]
    assert not master.path("/var/lib/aksynth/next-token").exists()
    assert not any(first.split(".")[1] in call or second.split(".")[1] in call for call in master.calls())


def test_lost_token_is_offered_again(make: Make, world: World) -> None:
    """Where the API has lost the token that the vault names, it gets the same one."""
    master = make(blueprint(example("kubernetes")), 0)
    master.boot()
    forget(world, "Secret")
    master.run("/opt/aksynth/tokens.sh")
    assert list(tokens(world)) == [f"bootstrap-token-{joined(world).split('.')[0]}"]


def test_certificates_are_renewed_before_they_end(make: Make, world: World) -> None:
    """Two months before the end all leaves are renewed and each static pod is started again; a second run, and one that
    comes after a reboot in the middle of a restart, leaves everything in place."""
    master = make(blueprint(example("kubernetes")), 0)
    master.boot()
    manifests = {path: text for path, text in master.tree().items() if "kubernetes/manifests" in path}
    folder = master.path("/etc/kubernetes/pki")
    master.run("/opt/aksynth/certs.sh")
    assert not [call for call in master.calls() if "certs renew" in call]
    before = (folder / "ca.crt").read_text()
    pki.leaf(folder / "etcd/peer", folder / "etcd/ca", "peer", [master.name], days=50)
    scheduler = master.path("/etc/kubernetes/manifests/kube-scheduler.yaml")
    scheduler.rename(master.path("/var/lib/aksynth/kube-scheduler.yaml"))
    for _ in range(2):
        done = master.run("/opt/aksynth/certs.sh")
    assert len([call for call in master.calls() if "certs renew all" in call]) == 1
    assert "expires soon" not in done.stderr
    assert {path: text for path, text in master.tree().items() if "kubernetes/manifests" in path} == manifests
    assert (folder / "ca.crt").read_text() == before


def test_kubeconfig_is_renewed_before_it_ends(make: Make, world: World) -> None:
    """One that ends within two months is renewed, and so is one for another name; a current one stays."""
    master = make(blueprint(example("kubernetes")), 0)
    master.boot()

    def kubeconfigs() -> list[str]:
        vaults = world.read()["vaults"]
        assert isinstance(vaults, dict)
        found: list[str] = vaults["kv-a"]["kubeconfig"]
        return found

    master.run("/opt/aksynth/kubeconfig.sh")
    assert len(kubeconfigs()) == 1
    script = master.read("/opt/aksynth/kubeconfig.sh")
    master.write("/opt/aksynth/late.sh", script.replace("60 * 24", "400 * 24"), "0755")
    master.run("/opt/aksynth/late.sh")
    assert len(kubeconfigs()) == 2
    master.write("/opt/aksynth/other.sh", script.replace("https://$API_NAME", "https://other"), "0755")
    master.run("/opt/aksynth/other.sh")
    assert len(kubeconfigs()) == 3 and "server: https://other:6443" in kubeconfigs()[-1]


def test_kubeconfig_for_the_login_of_people(make: Make, world: World) -> None:
    """It has the cluster's authority and no client certificate. It is written once, and again after a change."""
    plan = blueprint(example("security/entra-login"))
    master = make(plan, 0)
    master.boot()

    def kubeconfigs(name: str) -> list[str]:
        vaults = world.read()["vaults"]
        assert isinstance(vaults, dict)
        found: list[str] = vaults["kv-a"][name]
        return found

    def server(text: str) -> str:
        document = yaml.safe_load(text)
        assert "exec" in document["users"][0]["user"] and "client-certificate-data" not in text
        cluster: dict[str, str] = document["clusters"][0]["cluster"]
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        assert authority == master.read("/etc/kubernetes/pki/ca.crt")
        return cluster["server"]

    master.run("/opt/aksynth/kubeconfig.sh")
    private, public = kubeconfigs("kubeconfig-login"), kubeconfigs("kubeconfig-login-public")
    assert [server(text) for text in private] == [f"https://{plan.endpoint.name}:6443"]
    assert [server(text) for text in public] == ["https://api.westeurope.cloudapp.azure.com:443"]
    template = master.read("/etc/aksynth/kubeconfig-login.tmpl")
    master.write("/etc/aksynth/kubeconfig-login.tmpl", template.replace("entra", "other"))
    master.run("/opt/aksynth/kubeconfig.sh")
    assert len(kubeconfigs("kubeconfig-login")) == 2


def test_cloud_provider_starts_again_after_a_reboot(make: Make, world: World) -> None:
    """Where the machine went down between the provider's new file and the restart of its readers, each restarts once."""
    plan = blueprint(example("kubernetes"))
    master = make(plan, 0)
    master.boot()
    receive(master, command(plan))
    assert not [call for call in master.calls() if "rollout restart" in call]
    master.write("/var/lib/aksynth/azure", "of before\n", "0600")
    receive(master, command(plan, "b" * 64))
    receive(master, command(plan, "c" * 64))
    restarted = [call.rpartition(" ")[2] for call in master.calls() if "rollout restart" in call]
    assert sorted(restarted) == ["azuredisk-csi-from-chart", "azurefile-csi-from-chart", "cloud-controller-manager"]
