"""The Azure API is used as a service principal."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from changes import CERTIFIED, GUID, PRINCIPAL
from clusters import changed, example
from simulation import pki

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import again, etcdctl, kubectl, says
from ..rendered import rendered

_FIRST, _SECOND = "planted-first-s3cret", "planted-second-s3cret"
_VAULT, _SECRET = "ours", "sp"
_AZURE, _PEM = "/etc/kubernetes/azure.json", "/etc/kubernetes/azure.pem"
_READERS = {"cloud-controller-manager", "azuredisk-csi-from-chart", "azurefile-csi-from-chart"}


def in_an_existing_vault(estates: dict[str, Estate]) -> str:
    """The role on the secret is late, and the secret is changed while the cluster runs."""
    with Cloud(_estate(estates, {"servicePrincipalProfile": PRINCIPAL})) as cloud:
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
        _is_secret(master, agent, _SECOND, _AZURE)
        _takes_a_certificate(estates, cloud, master)
        again(master)
        _is_secret(master, agent, master.read(_PEM).splitlines()[5], _PEM)
        assert "s3cret" not in master.read(_AZURE)
        return (
            "it waited for the role; a new secret, a certificate and its successor restarted what reads them, each in "
            "one file of a master alone"
        )


def _estate(estates: dict[str, Estate], model: dict[str, Any]) -> Estate:
    """One master and one agent."""
    document = plain = example("kubernetes")
    for path, value in {**model, "agentPoolProfiles.0.count": 1}.items():
        document = changed(document, f"properties.{path}", value)
    return rendered(estates["one"], plain, document)


def _takes_a_certificate(estates: dict[str, Estate], cloud: Cloud, master: Node) -> None:
    """In place of the secret, by an apply. Then the certificate is renewed in the vault."""
    cloud.estate = _estate(estates, CERTIFIED)
    for number in (1, 2):
        pem = _new_certificate(cloud, number)
        cloud.azure.vaults[_VAULT][_SECRET].append(pem)
        if number == 1:
            master.apply()
        else:
            master.fire("aksynth-credentials")
        assert _azure(master) == {"aadClientId": GUID, "aadClientCertPath": _PEM, "useManagedIdentityExtension": False}
        assert master.read(_PEM) == pem and master.path(_PEM).stat().st_mode & 0o777 == 0o600
        assert _restarted(master) == sorted(_READERS) * (number + 1)


def _new_certificate(cloud: Cloud, number: int) -> str:
    """With its key, as a vault has it."""
    place = cloud.folder / f"certificate-{number}"
    pki.authority(place, "principal", "RSA-2048")
    return place.with_suffix(".key").read_text() + place.with_suffix(".crt").read_text()


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


def _is_secret(master: Node, agent: Node, planted: str, place: str) -> None:
    """Only root of a master reads it: no log, no argument and no object has it, and nothing of an agent."""
    wait_for(lambda: agent.path("/etc/kubernetes/kubelet.conf").exists(), "the agent does not join", more=agent.words)
    assert _files_with(agent, planted) == set()
    assert _files_with(master, planted) == {master.path(place)}
    values = [base64.b64decode(pair["value"]) for pair in etcdctl(master, "get --prefix /")["kvs"]]
    assert values and not [value for value in values if planted.encode() in value]
    code = f". /opt/aksynth/lib.sh; set +e; kv_get {_VAULT} {_SECRET} >/dev/null 2>&1; echo $?"
    assert agent.shell(code) == "1\n"


def _files_with(node: Node, planted: str) -> set[Path]:
    """Files of the machine: what is on its disk, its journal, the arguments of its programs."""
    files = [path for path in node.folder.rglob("*") if path.is_file() and not path.name.startswith("disk.")]
    return {path for path in files if planted.encode() in path.read_bytes()}
