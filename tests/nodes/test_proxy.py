"""An HTTP proxy on a machine: what the scripts download goes through it, and nothing else does."""

from __future__ import annotations

from typing import Any

import yaml
from applying import command, receive
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from objects import named

PROXY = """\
import pathlib, socket
listener = socket.create_server(("127.0.0.1", 3128))
pathlib.Path("/run/listens").touch()
line, _ = listener.accept()
pathlib.Path("/run/asked").write_bytes(line.recv(4096).splitlines()[0])
line.sendall(b"HTTP/1.1 403 Forbidden\\r\\nContent-Length: 0\\r\\n\\r\\n")
"""
DOWNLOAD = """
"$PYTHON" -c "$(cat /root/proxy.py)" & until [ -e /run/listens ]; do sleep 0.1; done
. /opt/aksynth/lib.sh; . /opt/aksynth/packages.sh
! download https://github.com/a/b && wait && cat /run/asked
"""


def plan(address: str) -> Any:
    return blueprint(changed(example("kubernetes"), "properties.aksynth.httpProxy", {"httpProxy": address}))


def proxies(master: Machine) -> set[str]:
    """The proxy of each static pod of the control plane."""
    found = set()
    for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler"):
        (container,) = yaml.safe_load(master.read(f"/etc/kubernetes/manifests/{name}.yaml"))["spec"]["containers"]
        found.add({v["name"]: v["value"] for v in container.get("env", [])}.get("HTTPS_PROXY", ""))
    return found


def of_addon(world: World) -> str:
    (container,) = named(world, "Deployment")["azuredisk-csi-from-chart"]["spec"]["template"]["spec"]["containers"]
    return {v["name"]: v["value"] for v in container.get("env", [])}.get("HTTPS_PROXY", "")


def restarts(master: Machine, since: int) -> tuple[int, int]:
    """Of containerd and of the kubelet."""
    calls = master.calls()[since:]
    started = [call for call in calls if call.startswith("kubeadm init phase kubelet-start")]
    return calls.count("systemctl restart containerd"), len(started)


def test_download(make: Make) -> None:
    """TLS is from end to end: the proxy sees the host alone."""
    master = make(plan("http://127.0.0.1:3128"), 0)
    master.write("/root/proxy.py", PROXY)
    done = master.run(DOWNLOAD)
    assert done.stdout == "CONNECT github.com:443 HTTP/1.1"
    assert "https://github.com/a/b cannot be downloaded" in done.stderr


def test_proxy_comes_changes_and_goes(make: Make, world: World) -> None:
    """No name of these proxies is known, so whatever asked one for a vault or the API would fail. containerd and the
    kubelet restart once for each change, and a second run changes nothing."""
    master = make(plan("http://first.example.com:3128"), 0).boot()
    assert proxies(master) == {"http://first.example.com:3128"}
    none = blueprint(example("kubernetes"))
    steps = (
        ("b", plan("http://second.example.com:3128"), "http://second.example.com:3128", (1, 1)),
        ("c", none, "", (1, 1)),
        ("c", none, "", (0, 0)),
    )
    for generation, wanted, proxy, expected in steps:
        before = len(master.calls())
        receive(master, command(wanted, generation * 64))
        assert restarts(master, before) == expected
        assert (proxies(master), of_addon(world)) == ({proxy}, proxy)
    left = master.run("ls /etc/aksynth /etc/apt/apt.conf.d /etc/systemd/system/*.service.d").stdout
    assert "proxy" not in left
