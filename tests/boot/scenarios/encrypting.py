"""Secrets in etcd are encrypted with a key in Key Vault."""

from __future__ import annotations

from functools import partial

from clusters import changed, example

from aksynth.rules.ids import EXAMPLE

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import again, kubectl, mark, marks, says, stored
from ..rendered import rendered

_POD = "/etc/kubernetes/manifests/azure-kms.yaml"
_CONFIG = "properties.orchestratorProfile.kubernetesConfig"
_FIRST, _SECOND, _THIRD = "azurekmsprovider", "azurekmsprovider2", "azurekmsprovider3"
_ESTATE = "estate"
_KEY = f"/subscriptions/{EXAMPLE}/resourceGroups/estate/providers/Microsoft.KeyVault/vaults/{_ESTATE}/keys/etcd"
_NOT_YET = f"API servers cannot decrypt with {_SECOND} yet"
_STEPS = (
    ([2, 1], "", _NOT_YET),
    ([1, 2], _FIRST, ""),
    ([2], "", f"API servers still encrypt with {_FIRST}"),
    ([2, 1], _SECOND, ""),
    ([2], _SECOND, ""),
    ([2, 3], _SECOND, ""),
    ([3, 2], _THIRD, ""),
)
"""Versions of the key, with what all Secrets are encrypted then, or why the master does not change. The third is that
of a key that exists."""


def encrypted_and_rotated(estates: dict[str, Estate]) -> str:
    """At the first boot the role on the vault is late. While the vault is out of reach, the load balancer uses an API
    server that runs, but not one that starts without plugin or vault. At last the key is rotated, and then replaced by
    one that exists, with all Secrets readable at each step."""
    with Cloud(_with(estates, [1])) as cloud:
        cloud.azure.vaults[_ESTATE] = {}
        cloud.azure.keys[_ESTATE] = [{"version": f"{7:032x}", "name": "etcd", "kty": "RSA"}]
        master = _first_boot(cloud)
        _serves_without_vault(cloud, master)
        _starts_without_plugin(cloud, master)
        _starts_without_vault(cloud, master)
        cloud.agent("agentpool1").boot()
        for versions, provider, why in _STEPS:
            cloud.estate = _with(estates, versions)
            cloud.azure.roles = cloud.estate.roles()
            said = master.apply(check=not why, patience="0" if why else "60")
            assert (why or "has reached") in said, said
            if provider:
                mark(master, "-".join(["with", *map(str, versions)]))
                assert stored(master) == {provider}
        assert len(marks(master)) == 6 and not master.path(_POD).exists()
        again(master)
        assert [len(cloud.azure.keys[vault]) for vault in (cloud.estate.vault("k"), _ESTATE)] == [2, 1]
        return (
            "without role, plugin or vault it waited and went on by itself; the key was rotated, no step skipped, "
            "and replaced by a key of the estate"
        )


def _with(estates: dict[str, Estate], versions: list[int]) -> Estate:
    """One master and one agent, with few add-ons."""
    plain = example("kubernetes")
    document = plain
    for path, value in {
        f"{_CONFIG}.enableEncryptionWithExternalKms": True,
        f"{_CONFIG}.addons": [{"name": "azuredisk-csi-driver", "enabled": False}],
        "properties.agentPoolProfiles.0.count": 1,
        "properties.aksynth.encryption": {
            "keyVersions": versions,
            "keys": {"3": f"{_KEY}/versions/{7:032x}"} if 3 in versions else {},
        },
    }.items():
        document = changed(document, path, value)
    return rendered(estates["one"], plain, document)


def _first_boot(cloud: Cloud) -> Node:
    vault, (master,) = cloud.estate.vault("k"), cloud.masters()
    cloud.azure.always[vault] = 403
    master.boot()
    says(master, f"vault {vault}, key k8s/versions: 403")
    assert not master.path("/etc/kubernetes/manifests/etcd.yaml").exists()
    del cloud.azure.always[vault]
    master.wait_done()
    mark(master, "first")
    assert stored(master) == {_FIRST} and len(cloud.azure.keys[vault]) == 1
    return master


def _serves_without_vault(cloud: Cloud, master: Node) -> None:
    """It is not ready, so that no run command changes it, and reads what it has read before."""
    vault = cloud.estate.vault("k")
    cloud.azure.always[vault] = "silence"
    wait_for(lambda: not _is_well(master, "readyz"), f"{master.name} is ready without a vault", more=master.words)
    used = partial(cloud.do, "answers", backend=master.spec.address)
    wait_for(used, f"the load balancer does not use {master.name}", more=master.words)
    assert "first" in marks(master)
    del cloud.azure.always[vault]
    _goes_on(master)


def _starts_without_plugin(cloud: Cloud, master: Node) -> None:
    master.power_off()
    pod = master.read(_POD)
    master.path(_POD).unlink()
    _waits(cloud, master)
    master.write(_POD, pod, 0o600)
    _goes_on(master)


def _starts_without_vault(cloud: Cloud, master: Node) -> None:
    vault = cloud.estate.vault("k")
    master.power_off()
    cloud.azure.always[vault] = "silence"
    _waits(cloud, master)
    del cloud.azure.always[vault]
    _goes_on(master)


def _waits(cloud: Cloud, master: Node) -> None:
    """The API server lives, but is not ready, and reads no Secret. The load balancer does not use it."""
    master.boot()
    wait_for(lambda: _is_well(master, "livez"), f"{master.name} does not live", more=master.words)
    assert not _is_well(master, "readyz") and not cloud.do("answers", backend=master.spec.address)
    assert "unable to transform key" in kubectl(master, f"{_at(master)} get secret -n default -o name", check=False)


def _goes_on(master: Node) -> None:
    master.wait_serves()
    assert "first" in marks(master)


def _is_well(master: Node, path: str) -> bool:
    """What its own API server says."""
    return kubectl(master, f"{_at(master)} get --raw /{path}", check=False) == "ok"


def _at(master: Node) -> str:
    return f"--server https://{master.spec.address}:6443"
