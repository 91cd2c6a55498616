"""The HTTP proxy reaches every program of a node that leaves the network, and none that stays in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from clusters import ROOT, blueprint, changed, example
from nodes_facts import FACTS

from aksynth.bootstrap import File, agent_files, jumpbox_files, master_files

FIELD = "properties.aksynth.httpProxy"
ADDRESS = "http://proxy.example.com:3128"
PROXY = {"httpProxy": ADDRESS, "noProxy": [".corp.example.com", "10.9.0.0/16", "mirror.example.com"]}
NAMES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"]
PROGRAM = ROOT / "aksynth/bootstrap/files/proxy.jq"
EVERYWHERE = {"/etc/aksynth/proxy", "/etc/apt/apt.conf.d/91aksynth-proxy"}
NODES = {
    *EVERYWHERE,
    "/etc/systemd/system/containerd.service.d/30-aksynth-proxy.conf",
    "/etc/systemd/system/kubelet.service.d/30-aksynth-proxy.conf",
}


def files(role: str, proxy: dict[str, Any] | None, name: str = "kubernetes") -> dict[str, File]:
    plan = blueprint(changed(example(name), FIELD, proxy) if proxy else example(name))
    found = {
        "master": lambda: master_files(plan, FACTS),
        "agent": lambda: agent_files(plan, plan.pools[0], FACTS),
        "jumpbox": lambda: jumpbox_files(plan, username="u", client_id="c", access_vault="v"),
    }[role]()
    return {file.path: file for file in found}


def variables(found: dict[str, File]) -> dict[str, str]:
    """As the shell reads the file. systemd reads the same quotes."""
    script = found["/etc/aksynth/proxy"].content + "set"
    text = subprocess.check_output(["bash", "-c", script], text=True, env={})
    return dict(line.split("=", 1) for line in text.splitlines() if line.lower().partition("=")[0].endswith("_proxy"))


@pytest.mark.parametrize(
    ("role", "own"),
    [
        ("master", {*NODES, "/etc/aksynth/proxy.json", "/opt/aksynth/proxy.jq"}),
        ("agent", NODES),
        ("jumpbox", EVERYWHERE),
    ],
)
def test_files(role: str, own: set[str]) -> None:
    """A cluster without a proxy has none of them."""
    assert set(files(role, PROXY)) - set(files(role, None)) == own


@pytest.mark.parametrize(
    ("proxy", "https"),
    [(PROXY, ADDRESS), ({**PROXY, "httpsProxy": "http://secure.example.com:3129"}, "http://secure.example.com:3129")],
)
def test_variables(proxy: dict[str, Any], https: str) -> None:
    """In both spellings: curl reads http_proxy in lower case only."""
    found = variables(files("agent", proxy))
    assert sorted(found) == NAMES
    assert found["http_proxy"] == found["HTTP_PROXY"] == ADDRESS
    assert found["https_proxy"] == found["HTTPS_PROXY"] == https
    assert found["no_proxy"] == found["NO_PROXY"]


OURS = ["localhost", "127.0.0.1", "169.254.169.254", "168.63.129.16", ".svc", ".cluster.local"]
VAULTS = [".vault.azure.net"]


@pytest.mark.parametrize(
    ("name", "fields", "ranges"),
    [
        ("kubernetes", {}, ["10.0.0.0/8", "10.0.0.0/16", *VAULTS]),
        ("network/kubenet", {}, ["10.0.0.0/8", "10.0.0.0/16", "10.244.0.0/16", *VAULTS]),
        ("network/custom-vnet", {}, ["10.20.0.0/16", "10.0.0.0/16", *VAULTS]),
        (
            "network/custom-vnet",
            {
                "properties.aksynth.vnet.egressRanges": ["198.51.100.0/24"],
                "properties.aksynth.backup.enabled": False,
            },
            ["10.20.0.0/16", "10.0.0.0/16"],
        ),
        (
            "network/custom-vnet",
            {"properties.masterProfile.vnetCidr": ...},
            ["10.20.0.0/24", "10.20.4.0/22", "10.20.8.0/24", "10.0.0.0/16", *VAULTS],
        ),
    ],
)
def test_direct(name: str, fields: dict[str, Any], ranges: list[str]) -> None:
    """The machine, the API, all networks of the cluster, and what admits its subnets only. The model adds to them."""
    document = changed(example(name), FIELD, PROXY)
    for path, value in fields.items():
        document = changed(document, path, value)
    plan = blueprint(document)
    assert plan.proxy
    assert list(plan.proxy.direct) == [*OURS, plan.endpoint.name, *ranges, *PROXY["noProxy"]]


def test_apt() -> None:
    """It knows hosts only."""
    text = files("agent", PROXY)["/etc/apt/apt.conf.d/91aksynth-proxy"].content
    assert f'Acquire::https::Proxy "{ADDRESS}";\n' in text
    assert 'Acquire::https::Proxy::mirror.example.com "DIRECT";\n' in text
    assert "10.9.0.0" not in text and "corp" not in text


@pytest.mark.parametrize("proxy", [None, PROXY])
def test_control_plane(proxy: dict[str, Any] | None) -> None:
    """The API server asks Microsoft Entra ID for its keys. etcd stays in the network."""
    text = files("master", proxy)["/etc/aksynth/kubeadm.yaml.tmpl"].content
    (cluster,) = (part for part in yaml.safe_load_all(text) if part["kind"] == "ClusterConfiguration")
    found = [name for name in ("apiServer", "controllerManager", "scheduler") if "extraEnvs" in cluster[name]]
    assert found == (["apiServer", "controllerManager", "scheduler"] if proxy else [])
    assert "extraEnvs" not in cluster["etcd"]["local"]
    if proxy:
        assert [variable["name"] for variable in cluster["apiServer"]["extraEnvs"]] == NAMES


@pytest.mark.parametrize("proxy", [None, PROXY])
def test_key_vault_plugin(proxy: dict[str, Any] | None) -> None:
    found = files("master", proxy, "security/key-vault-encryption")
    (text,) = (file.content for path, file in found.items() if path.startswith("/etc/aksynth/kms/azure-kms"))
    (container,) = yaml.safe_load(text)["spec"]["containers"]
    assert [variable["name"] for variable in container.get("env", [])] == (NAMES if proxy else [])


def with_proxy(*items: dict[str, Any]) -> list[dict[str, Any]]:
    """As addons.sh applies them."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed: what is applied is not looked at")
    proxy = files("master", PROXY)["/etc/aksynth/proxy.json"].content
    text = "\n".join(json.dumps(item) for item in items)
    command = ["jq", "-c", "--argjson", "given", proxy, f"[$given] as $proxy | {PROGRAM.read_text()}"]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def item(kind: str, *containers: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "spec": {"template": {"spec": {"containers": list(containers)}}}}


def test_addons() -> None:
    """A container of a Deployment that reads azure.json. Its sidecars and every DaemonSet call no service of Azure."""
    azure = {"name": "a", "volumeMounts": [{"name": "z", "mountPath": "/etc/kubernetes/"}]}
    sidecar = {"name": "s", "volumeMounts": [{"name": "z", "mountPath": "/csi"}]}
    own = {**azure, "env": [{"name": "NO_PROXY", "value": "own"}, {"name": "ADDRESS", "value": "x"}]}
    first, second, third, service = with_proxy(
        item("Deployment", azure, sidecar), item("Deployment", own), item("DaemonSet", azure), {"kind": "Service"}
    )
    called, beside = first["spec"]["template"]["spec"]["containers"]
    assert [variable["name"] for variable in called["env"]] == NAMES and beside == sidecar
    (kept,) = second["spec"]["template"]["spec"]["containers"]
    assert kept["env"][:2] == own["env"] and len(kept["env"]) == 7
    assert third == item("DaemonSet", azure) and service == {"kind": "Service"}


def test_every_caller_of_azure() -> None:
    """aksynth's own Deployments that call Azure read azure.json."""
    found = files("master", PROXY)
    texts = [file.content for path, file in found.items() if path.endswith("20-cloud-provider-azure.yaml")]
    items = [part for text in texts for part in yaml.safe_load_all(text)]
    (manager,) = (part for part in with_proxy(*items) if part["kind"] == "Deployment")
    assert len(manager["spec"]["template"]["spec"]["containers"][0]["env"]) == 6
