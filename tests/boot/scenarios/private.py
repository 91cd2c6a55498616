"""What a private cluster promises: nothing of it is public, and its private name needs no DNS zone."""

from __future__ import annotations

from urllib.parse import urlparse

from ..cloud import Cloud, Node, wait_for

KUBECONFIG = "/home/azureuser/.kube/config"


def has_only_the_private_name(cloud: Cloud, machines: list[Node]) -> None:
    """The NAT gateway alone has a public address. The only master reaches itself by the name of the API, which no load
    balancer lets it, and the agent reaches it by that of the load balancer. No kubeconfig has another name."""
    estate, vault = cloud.estate, cloud.estate.vault("a")
    assert estate.public_addresses() == {"azurerm_public_ip.network_nat-ip"}
    assert sorted(cloud.azure.vaults[vault]) == ["kubeconfig"]
    api, text = str(estate.outputs["api_private_url"]), cloud.azure.secret(vault, "kubeconfig")
    assert f"server: {api}\n" in text
    places = [machine.shell(f"getent ahostsv4 {urlparse(api).hostname}").split()[0] for machine in machines]
    assert places == ["127.0.0.1", *[estate.api_address()] * (len(machines) - 1)]
    for machine in machines:
        machine.write("/var/lib/kubeconfig", text)
        sees(machine, "/var/lib/kubeconfig", machines)
        assert machine.calls().count("systemctl restart systemd-resolved") == 1


def serves_the_jumpbox(cloud: Cloud, jumpbox: Node, machines: list[Node]) -> None:
    """It was up before the cluster, has the kubectl of the mirror, and a kubeconfig that its own identity read."""
    wait_for(lambda: jumpbox.path(KUBECONFIG).exists(), "the jumpbox has no kubeconfig", 60, jumpbox.words)
    assert jumpbox.read(KUBECONFIG).strip() == cloud.azure.secret(cloud.estate.vault("a"), "kubeconfig").strip()
    sees(jumpbox, KUBECONFIG, machines)
    assert [call for call in jumpbox.calls() if call.startswith("apt-get") and "kubectl=" in call]
    others = {client for machine in machines for client in machine.spec.identities}
    assert len(jumpbox.spec.identities) == 1 and not others & set(jumpbox.spec.identities)


def sees(machine: Node, kubeconfig: str, machines: list[Node]) -> None:
    shown = machine.shell(f"kubectl --kubeconfig {kubeconfig} get nodes -o name").split()
    assert {line.removeprefix("node/") for line in shown} == {other.name for other in machines}
