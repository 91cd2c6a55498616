"""The vaults deny, are late, and lose what they had."""

from __future__ import annotations

import json
import time

from .. import desk
from ..booted import booted
from ..cloud import Cloud, wait_for
from ..estate import READER, Estate
from ..look import members, one_cluster, says, stored, up
from ..rendered import with_local_key


def vault_is_difficult(estates: dict[str, Estate]) -> str:
    """Roles that have not propagated, then throttling, silence and slow answers."""
    with Cloud(estates["three"]) as cloud:
        vault = cloud.estate.vault("m")
        cloud.azure.always[vault] = 403
        for master in cloud.masters():
            master.boot()
        says(cloud.master(0), "secret pki-bundle: 403")
        time.sleep(2)
        assert not any(method == "PUT" for _, method, place, _ in cloud.azure.asked if vault in place)
        cloud.azure.faults[vault] += [429, 503, "silence", 500, "slow", 429, "silence", "slow"] * 3
        cloud.azure.faults["metadata"] += [429, 500, 410] * 2
        del cloud.azure.always[vault]
        one_cluster([master.wait_done() for master in cloud.masters()])
        assert len(cloud.azure.versions(vault, "pki-bundle")) == 1
        return "nothing was written while it denied; the reason was said; one PKI in the end"


def answer_is_lost(estates: dict[str, Estate]) -> str:
    """The vault has stored it, and master 0 does not know. So it is with the key that encrypts Secrets."""
    with Cloud(with_local_key(estates["three"], "ha")) as cloud:
        vault = cloud.estate.vault("m")
        for secret in ("etcd-state", "pki-bundle", "etcd-encryption-key"):
            cloud.azure.faults[f"PUT {vault}/{secret}"].append("lost")
        cloud.azure.faults[f"GET {vault}/pki-bundle"] += [404, 503]
        one_cluster(masters := up(cloud))
        assert [len(cloud.azure.versions(vault, name)) for name in ("pki-bundle", "etcd-encryption-key")] == [1, 1]
        assert stored(masters[0]) == {"key1"}
        texts = [master.shell("cat /etc/kubernetes/encryption/*") for master in masters]
        assert set(texts) == {texts[0]} and cloud.azure.secret(vault, "etcd-encryption-key") in texts[0]
        return "the stored PKI and the stored key are used, no second one was made"


def power_fails_at_the_pki(estates: dict[str, Estate]) -> str:
    """Stored, and gone down before the answer came."""
    with Cloud(estates["three"]) as cloud:
        vault = cloud.estate.vault("m")
        cloud.azure.faults[f"PUT {vault}/pki-bundle"].append("lost")
        first = cloud.master(0).boot()
        wait_for(lambda: bool(cloud.azure.versions(vault, "pki-bundle")), "no PKI is written")
        first.power_off()
        stored = json.loads(cloud.azure.secret(vault, "pki-bundle"))
        masters = up(cloud)
        one_cluster(masters)
        assert all(master.read("/etc/kubernetes/pki/ca.crt") == stored["ca.crt"] for master in masters)
        return "the PKI of before is used by all"


def pki_is_deleted(estates: dict[str, Estate]) -> str:
    """Somebody deletes the secret, and a master is replaced."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        vault = cloud.estate.vault("m")
        cloud.azure.deleted.add((vault, "pki-bundle"))
        masters[0].replace()
        masters[0].boot()
        says(masters[0], "the vault has no PKI, but")
        masters[0].power_off()
        masters[0].lose_disk()
        masters[0].boot()
        says(masters[0], "runs etcd")
        cloud.azure.deleted.clear()
        masters[0].wait_done()
        one_cluster(masters)
        return "no second PKI; with the secret recovered the master joined by itself"


def who_may_read(estates: dict[str, Estate]) -> str:
    """By the roles of the applied state, with the command of the outputs."""
    with Cloud(with_local_key(estates["one"], "kubernetes")) as cloud:
        (master,) = up(cloud)
        agent, azure, vault = cloud.agent("agentpool1"), cloud.azure, cloud.estate.vault
        agent.boot()
        wait_for(lambda: agent.path("/etc/kubernetes/kubelet.conf").exists(), "the agent does not join")
        places = [(letter, name) for letter in "mna" for name in azure.vaults[vault(letter)]]
        code = ". /opt/aksynth/lib.sh; set +e; kv_get {} {} >/dev/null 2>&1; echo $?"
        open_ = [name for letter, name in places if agent.shell(code.format(vault(letter), name)).strip() == "0"]
        assert open_ == ["join"] and (vault("m"), "etcd-encryption-key") in [(vault(e), name) for e, name in places]
        assert (
            agent.shell(f". /opt/aksynth/lib.sh; set +e; echo x | kv_put {vault('n')} join 2>&1; echo $?")[-2:] == "1\n"
        )
        runner = cloud.estate.runner()
        assert [v for v in azure.vaults if azure.may(runner, v, "read")] == [vault("a")]
        assert not any(azure.may(runner, v, "write") for v in azure.vaults)
        identities = {client for client, *_ in azure.asked}
        assert len(identities) == 2 and members(master)
        return "an agent reads join alone and writes nothing; who applied reads the kubeconfigs alone"


def who_gets_a_kubeconfig(estates: dict[str, Estate]) -> str:
    """By the commands of the outputs: who applied where the model names nobody, else those whom it names."""
    with Cloud(estates["mirrored"]) as cloud:
        cloud.azure.vaults[cloud.estate.vault("a")]["kubeconfig"] = ["a kubeconfig"]
        command, runner = cloud.estate.outputs["kubeconfig_private_command"], cloud.estate.runner()
        assert desk.run(cloud.azure, READER, command).stdout == "a kubeconfig\n"
        assert "Forbidden" in desk.run(cloud.azure, runner, command).stderr
    with Cloud(estates["one"]) as cloud:
        up(cloud)
        agent, runner, outputs = cloud.agent("agentpool1"), cloud.estate.runner(), cloud.estate.outputs
        agent.boot()
        wait_for(lambda: agent.path("/etc/kubernetes/kubelet.conf").exists(), "the agent does not join")
        (nodes_,) = agent.spec.identities
        for other in (READER, nodes_):
            assert "Forbidden" in desk.run(cloud.azure, other, outputs["kubeconfig_command"]).stderr
        server = f"server: {outputs['api_url']}:443\n"
        assert server in desk.run(cloud.azure, runner, outputs["kubeconfig_command"]).stdout
        agent.write("/var/lib/kubeconfig", desk.run(cloud.azure, runner, outputs["kubeconfig_private_command"]).stdout)
        asked = "kubectl --kubeconfig /var/lib/kubeconfig get nodes -o name"
        wait_for(lambda: agent.shell(asked).count("node/") == 2, "the kubeconfig does not show both nodes")
        return "readers got one that works from another machine; who applied elsewhere and an agent's identity did not"
