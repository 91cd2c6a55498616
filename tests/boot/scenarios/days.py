"""What is applied reaches masters that run."""

from __future__ import annotations

from ..booted import booted
from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import kubectl, one_cluster, says
from .tokens import rotate_signing_key

API = "/etc/kubernetes/manifests/kube-apiserver.yaml"


def _flagged(master: Node, flag: str) -> bool:
    return flag in master.read(API)


def agents(cloud: Cloud) -> None:
    """As many as the pools have, so that an apply can end."""
    pools = {k.rpartition("_")[2]: v for k, v in cloud.estate.values.items() if "virtual_machine_scale_set." in k}
    number = 0
    for pool, values in pools.items():
        for _ in range(values["instances"]):
            cloud.agent(pool, number).boot()
            number += 1


def boot_fails(estates: dict[str, Estate]) -> str:
    """The roles never come: the apply fails with the reason. With the roles, a plain apply succeeds."""
    with Cloud(estates["one"]) as cloud:
        cloud.azure.always[cloud.estate.vault("m")] = 403
        master = cloud.master(0).boot()
        agents(cloud)
        says(master, "secret pki-bundle: 403 Forbidden")
        said = master.apply(limit=4, check=False)
        assert "did not finish its bootstrap" in said and "secret pki-bundle: 403 Forbidden" in said, said
        cloud.azure.always.clear()
        assert "has reached" in master.apply()
        return "the apply failed with the vault's 403; with the cause removed a plain apply succeeded"


def changed_flag(estates: dict[str, Estate]) -> str:
    """One master at a time; an unhealthy cluster stops it."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        agents(cloud)
        for master in masters:
            assert "has reached" in master.apply(patience="60")
        cloud.estate = estates["changed"]
        said = masters[1].apply(check=False, patience="1")
        assert f"{masters[0].name} has not reached this generation" in said
        masters[2].power_off()
        wait_for(lambda: _down(masters), "the node stays Ready", 15)
        said = masters[0].apply(check=False, patience="2")
        assert f"etcd on {masters[2].name} does not answer" in said and not _flagged(masters[0], "--v=4")
        masters[2].boot()
        for master in masters:
            assert "has reached" in master.apply(patience="30") and _flagged(master, "--v=4")
        one_cluster(masters)
        return "out of order refused, with a master down refused, then one after the other"


def _down(masters: list[Node]) -> bool:
    form = f"get node {masters[2].name} -o 'jsonpath={{.status.conditions[?(@.type==\"Ready\")].status}}'"
    return kubectl(masters[0], form, check=False) == "False"


def broken_flag(estates: dict[str, Estate]) -> str:
    """It stops at the first master, also when apply is simply run again. The state of before repairs it, and after a
    reboot in the middle another one does."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        agents(cloud)
        for master in masters:
            master.apply(patience="60")
        cloud.estate = estates["broken"]
        for _ in range(2):
            said = masters[0].apply(limit=15, check=False)
            assert "did not reach its desired state" in said and "--goaway-chance" not in masters[1].journal(), said
            assert "cannot change now" in masters[1].apply(limit=15, patience="1", check=False)
        assert not any(_flagged(master, "--goaway-chance") for master in masters[1:])
        cloud.estate = estates["three"]
        assert "has reached" in masters[0].apply(patience="30") and not _flagged(masters[0], "--goaway-chance")
        one_cluster(masters)
        cloud.estate = estates["broken"]
        masters[0].apply(limit=8, check=False)
        masters[0].power_off()
        masters[0].boot()
        cloud.estate = estates["changed"]
        for master in masters:
            assert "has reached" in master.apply(patience="30") and not _flagged(master, "--goaway-chance")
        one_cluster(masters)
        return "the others refused it; the state of before repaired it, and after a reboot the next one did"


def certificates_are_renewed(estates: dict[str, Estate]) -> str:
    """All of a master's leaves end soon: its timer renews them while the others serve. Then applies rotate the key
    that signs tokens."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        agents(cloud)
        for master in masters:
            script = master.read("/opt/aksynth/certs.sh")
            master.write("/opt/aksynth/certs.sh", script.replace("60 * 24", "400 * 24"), 0o755)
            before = master.read("/etc/kubernetes/pki/apiserver.crt")
            master.fire("aksynth-certs")
            assert master.read("/etc/kubernetes/pki/apiserver.crt") != before
            one_cluster(masters)
            assert "ok" in kubectl(master, "get --raw /readyz")
            master.write("/opt/aksynth/certs.sh", script, 0o755)
        rotate_signing_key(cloud, estates)
        return (
            "each master serves with new certificates and another signing key; etcd never lost its quorum, and every "
            "API server accepted all tokens"
        )
