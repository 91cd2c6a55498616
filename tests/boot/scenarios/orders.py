"""Masters boot in any order, and are interrupted anywhere."""

from __future__ import annotations

import time
from urllib.parse import urlparse

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import again, members, one_cluster, up


def three_masters(estates: dict[str, Estate], order: tuple[int, ...]) -> str:
    """Each is well into its script before the next one begins."""
    with Cloud(estates["three"]) as cloud:
        for index in order:
            cloud.master(index).boot()
            time.sleep(1.2)
        masters = [master.wait_done() for master in cloud.masters()]
        one_cluster(masters)
        again(masters[order[0]])
        assert len(cloud.azure.versions(cloud.estate.vault("m"), "pki-bundle")) == 1
        return "one etcd, one authority, one PKI written; a second run changed nothing"


def five_masters(estates: dict[str, Estate]) -> str:
    """Beside a vault that refuses, throttles and is silent before it works."""
    with Cloud(estates["five at once"]) as cloud:
        vault = cloud.estate.vault("m")
        cloud.azure.faults[vault] += [403] * 8 + [429, "silence", 503, "slow", 500] * 3
        cloud.azure.faults[f"PUT {vault}/pki-bundle"].append("lost")
        masters = up(cloud)
        one_cluster(masters)
        assert len(cloud.azure.versions(vault, "pki-bundle")) == 1
        names = _endpoints(cloud.estate)
        for master in masters:
            for name in names:
                kind = "ip" if name[0].isdigit() else "host"
                check = f"openssl x509 -noout -check{kind} {name} -in /etc/kubernetes/pki/apiserver.crt"
                assert "does match" in master.shell(check), name
        return (
            f"one PKI, {len(members(masters[0]))} members of one etcd; {len(names)} endpoints on each API certificate"
        )


def _endpoints(estate: Estate) -> list[str]:
    """Every name and address under which somebody asks the API."""
    urls = [estate.outputs["api_url"], estate.outputs["api_private_url"]]
    hosts = [str(urlparse(url).hostname) for url in urls]
    own = ["api.example.com", "kubernetes.default", "10.0.0.1", "127.0.0.1", "localhost"]
    return [*hosts, *own, estate.api_address(), *(master.address for master in estate.masters())]


def third_comes_late(estates: dict[str, Estate]) -> str:
    """Two are a majority: the cluster runs before the third has ever started."""
    with Cloud(estates["three"]) as cloud:
        two = up(cloud, 2)
        third = cloud.master(2).boot().wait_done()
        one_cluster([*two, third])
        again(third)
        return "it joined the running etcd, with the same content"


def power_fails_at_every_step(estates: dict[str, Estate]) -> str:
    """The first boot ends before the first program is called, the second before the second one, and so on."""
    with Cloud(estates["one"]) as cloud:
        master = cloud.master(0)
        steps = _until_done(master, range(1, 60))
        master.wait_serves()
        one_cluster([master])
        assert len(cloud.azure.versions(cloud.estate.vault("m"), "pki-bundle")) == 1
        again(master)
        return f"power failed at {steps} steps; one PKI, one etcd, a second run changed nothing"


def power_fails_among_three(estates: dict[str, Estate]) -> str:
    with Cloud(estates["three"]) as cloud:
        for index in (1, 2):
            cloud.master(index).boot()
        steps = _until_done(cloud.master(0), range(4, 60, 5))
        cloud.master(0).wait_serves()
        one_cluster([master.wait_done() for master in cloud.masters()])
        assert len(cloud.azure.versions(cloud.estate.vault("m"), "pki-bundle")) == 1
        return f"power failed at {steps} steps; one PKI, one etcd"


def _until_done(master: Node, steps: range) -> int:
    for number in steps:
        master.boot(fails_at=number)
        wait_for(
            lambda: master.went_down() or master.is_done(), f"{master.name} neither ends nor fails", 60, master.words
        )
        if master.up:  # its add-ons may still be on their way to that step
            master.power_off()
            master.boot()
            return number - 1
    raise AssertionError(f"{master.name} has more steps than that")
