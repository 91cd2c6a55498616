"""The Azure API is used as a service principal."""

from __future__ import annotations

import base64
import json
from typing import Any

from changes import GUID, PRINCIPAL
from clusters import changed, example

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import again, etcdctl, kubectl, says
from ..rendered import rendered

_FIRST, _SECOND = "planted-first-s3cret", "planted-second-s3cret"
_VAULT, _SECRET = "ours", "sp"
_AZURE = "/etc/kubernetes/azure.json"
_READERS = {"cloud-controller-manager", "azuredisk-csi-from-chart", "azurefile-csi-from-chart"}


def in_an_existing_vault(estates: dict[str, Estate]) -> str:
    """The role on the secret is late, and the secret is changed while the cluster runs."""
    with Cloud(_estate(estates)) as cloud:
        cloud.azure.vaults[_VAULT] = {_SECRET: [_FIRST]}
        master = _first_boot(cloud)
        agent = cloud.agent("agentpool1").boot()
        master.apply()
        assert _azure(master) == {"aadClientId": GUID, "aadClientSecret": _FIRST, "useManagedIdentityExtension": False}
        master.shell("systemctl start aksynth-addons")
        assert _deployments(master) >= _READERS and not _restarted(master)
        cloud.azure.vaults[_VAULT][_SECRET].append(_SECOND)
        master.fire("aksynth-credentials")
        master.fire("aksynth-credentials")
        assert _azure(master)["aadClientSecret"] == _SECOND and _restarted(master) == sorted(_READERS)
        again(master)
        _is_secret(cloud, master, agent)
        return "it waited for the role; a new secret restarted what reads it, and is in one file of a master alone"


def _estate(estates: dict[str, Estate]) -> Estate:
    """One master and one agent."""
    plain = example("kubernetes")
    document = changed(plain, "properties.servicePrincipalProfile", PRINCIPAL)
    return rendered(estates["one"], plain, changed(document, "properties.agentPoolProfiles.0.count", 1))


def _first_boot(cloud: Cloud) -> Node:
    late = {role for role in cloud.azure.roles if role[1] == f"{_VAULT}/secrets/{_SECRET}"}
    assert {role for _, _, role in late} == {"Key Vault Secrets User"}
    cloud.azure.roles -= late
    (master,) = cloud.masters()
    master.boot()
    says(master, f"vault {_VAULT}, secret {_SECRET}: 403")
    says(master, f"cannot read the service principal's secret {_SECRET} in vault {_VAULT} yet")
    assert not master.path(_AZURE).exists() and not master.path("/etc/kubernetes/manifests/etcd.yaml").exists()
    cloud.azure.roles |= late
    return master.wait_done()


def _azure(master: Node) -> dict[str, Any]:
    """What the configuration of the cloud provider says about the identity."""
    assert master.path(_AZURE).stat().st_mode & 0o777 == 0o600
    found = json.loads(master.read(_AZURE))
    return {name: found[name] for name in found if name.startswith("aad") or "Identity" in name}


def _deployments(master: Node) -> set[str]:
    lines = kubectl(master, "get deployment -n kube-system -o name").split()
    return {line.rpartition("/")[2] for line in lines}


def _restarted(master: Node) -> list[str]:
    """The Deployments that a script restarted."""
    return [call.split()[-1] for call in master.calls() if "rollout restart" in call]


def _is_secret(cloud: Cloud, master: Node, agent: Node) -> None:
    """Only root of a master reads it: no log, no argument and no object has it, and nothing of an agent."""
    wait_for(lambda: agent.path("/etc/kubernetes/kubelet.conf").exists(), "the agent does not join", more=agent.words)
    assert _with_secret(agent) == set() and _with_secret(master) == {_AZURE.split("/")[-1]}
    values = [base64.b64decode(pair["value"]) for pair in etcdctl(master, "get --prefix /")["kvs"]]
    assert values and not [value for value in values if b"s3cret" in value]
    code = f". /opt/aksynth/lib.sh; set +e; kv_get {_VAULT} {_SECRET} >/dev/null 2>&1; echo $?"
    assert agent.shell(code) == "1\n"


def _with_secret(node: Node) -> set[str]:
    """The names of files of the machine with the secret: its disk, its journal, the arguments of its programs."""
    files = [path for path in node.folder.rglob("*") if path.is_file() and not path.name.startswith("disk.")]
    return {path.name for path in files if b"planted-" in path.read_bytes()}
