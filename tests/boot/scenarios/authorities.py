"""Certificate authorities of an organization, in its own vault."""

from __future__ import annotations

import base64
from typing import Any

import yaml
from clusters import changed, example
from simulation.organization import Organization

from aksynth.rules.ids import EXAMPLE

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import again, members, says
from ..rendered import rendered

_VAULT = "estate"
_SECRETS = f"/subscriptions/{EXAMPLE}/resourceGroups/estate/providers/Microsoft.KeyVault/vaults/{_VAULT}/secrets/"
_NAMES = {"cluster": "ca", "etcd": "etcd/ca", "frontProxy": "front-proxy-ca"}
_PKI = "/etc/kubernetes/pki"


def supplied(estates: dict[str, Estate]) -> str:
    """The role is late, and then the chain is not complete. Master and agent run with certificates below the root, and
    trust the authority alone. Later the log says that an authority ends."""
    with Cloud(_with(estates)) as cloud:
        company = _company(cloud)
        late = {role for role in cloud.azure.roles if role[1].startswith(f"{_VAULT}/")}
        assert len(late) == len(_NAMES)
        cloud.azure.roles -= late
        master = cloud.master(0).boot()
        says(master, f"vault {_VAULT}, secret cluster: 403")
        cloud.azure.roles |= late
        says(master, "append the certificate of CN=root,O=Example")
        assert not cloud.azure.vaults[cloud.estate.vault("m")]
        cloud.azure.vaults[_VAULT]["cluster"].append(company.authority("cluster"))
        agent = cloud.agent("agentpool1").boot()
        master.wait_done()
        wait_for(lambda: agent.path("/etc/kubernetes/kubelet.conf").exists(), "the agent does not join")
        assert [master.read(f"{_PKI}/{file}.crt") for file in _NAMES.values()] == [
            company.text(f"{n}.crt") for n in _NAMES
        ]
        assert agent.read(f"{_PKI}/ca.crt") == company.text("cluster.crt") and members(master)
        _look_at_kubeconfig(cloud, agent, company)
        _look_for_keys(cloud, [master, agent], company)
        again(master)
        _ends(master, company)
        return "it waited for role and chain, all certificates are below the root, and no key left the masters"


def _with(estates: dict[str, Estate]) -> Estate:
    """One master, with few add-ons."""
    plain = example("kubernetes")
    found: dict[str, Any] = {name: {"certificate": f"{_SECRETS}{name}"} for name in _NAMES}
    addons = [{"name": "azuredisk-csi-driver", "enabled": False}]
    document = changed(plain, "properties.orchestratorProfile.kubernetesConfig.addons", addons)
    return rendered(estates["one"], plain, changed(document, "properties.aksynth.certificateAuthorities", found))


def _company(cloud: Cloud) -> Organization:
    """With secrets of all authorities, of which one does not have its root."""
    company = Organization(cloud.folder / "company")
    for name in _NAMES:
        company.add(name)
    secrets = {name: [company.authority(name)] for name in _NAMES}
    cloud.azure.vaults[_VAULT] = {**secrets, "cluster": [company.text("cluster.key", "cluster.crt")]}
    return company


def _look_at_kubeconfig(cloud: Cloud, agent: Node, company: Organization) -> None:
    """It has the whole chain, for OpenSSL, and works on another machine."""
    text = cloud.azure.secret(cloud.estate.vault("a"), "kubeconfig")
    trusted = yaml.safe_load(text)["clusters"][0]["cluster"]["certificate-authority-data"]
    assert base64.b64decode(trusted).decode() == company.text("cluster.crt", "root.crt")
    agent.write("/var/lib/kubeconfig", text)
    assert "node/" in agent.shell("kubectl --kubeconfig /var/lib/kubeconfig get nodes -o name")


def _look_for_keys(cloud: Cloud, nodes: list[Node], company: Organization) -> None:
    """Only masters read them, and none is in a log, in an argument or on an agent."""
    readers = {client for client, _, place, _ in cloud.azure.asked if place.startswith(f"{_VAULT}/")}
    assert readers <= set(nodes[0].spec.identities)
    planted = [company.text(f"{name}.key").splitlines()[1] for name in _NAMES]
    logs = [
        path.read_text() for node in nodes for name in ("calls", "journal") if (path := node.folder / name).exists()
    ]
    files = [
        path.read_bytes().decode(errors="replace") for path in (nodes[1].folder / "upper").rglob("*") if path.is_file()
    ]
    assert not [key for key in planted for text in (*logs, *files) if key in text]


def _ends(master: Node, company: Organization) -> None:
    """Nothing is renewed or restarted for it."""
    company.add("ending", days=50)
    proxy = master.read(f"{_PKI}/front-proxy-ca.crt")
    master.write(f"{_PKI}/front-proxy-ca.crt", company.text("ending.crt"))
    said = master.shell("/opt/aksynth/certs.sh 2>&1")
    assert f"the authority {_PKI}/front-proxy-ca.crt expires on" in said and "expires soon" not in said, said
    master.write(f"{_PKI}/front-proxy-ca.crt", proxy)
