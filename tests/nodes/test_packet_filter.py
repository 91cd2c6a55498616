"""What pods reach of Azure's own services, with the kernel's packet filter and packets that pass through a node."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import pytest
from clusters import blueprint, example
from machine import Machine, Make

WIRE_SERVER, METADATA = "168.63.129.16", "169.254.169.254"
DOORS = [(WIRE_SERVER, 53), (WIRE_SERVER, 80), (WIRE_SERVER, 32526), (METADATA, 80)]
CLOSED = {(WIRE_SERVER, 80), (WIRE_SERVER, 32526), (METADATA, 80)}
OLD = " && ".join(f"iptables -w -I FORWARD -d {a} -p tcp --dport 80 -j DROP" for a in (WIRE_SERVER, METADATA))
"""The rules of earlier releases."""

NETWORK = f"""
set -e
ip addr del {METADATA}/32 dev lo
for name in pod azure; do
  ip netns add $name
  ip link add to-$name type veth peer name eth0 netns $name
  ip link set to-$name up
  ip -n $name link set eth0 up
done
ip addr add 10.1.0.1/32 dev to-pod
ip addr add 10.2.0.1/32 dev to-azure
ip -n pod addr add 10.1.0.2/32 dev eth0
ip -n pod route add 10.1.0.1 dev eth0
ip -n pod route add default via 10.1.0.1
ip route add 10.1.0.2 dev to-pod
for address in {WIRE_SERVER} {METADATA}; do
  ip -n azure addr add $address/32 dev eth0
  ip route add $address dev to-azure src 10.2.0.1
done
ip -n azure route add 10.2.0.1 dev eth0
ip -n azure route add default via 10.2.0.1
sysctl -qw net.ipv4.ip_forward=1
"""

KUBE_PROXY = """
iptables -w -t nat -N KUBE-MARK-MASQ
iptables -w -t nat -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
iptables -w -t nat -A PREROUTING -j KUBE-MARK-MASQ
iptables -w -N KUBE-FORWARD
iptables -w -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
iptables -w -A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -w -I FORWARD -j KUBE-FORWARD
"""
"""Its chains as far as a packet that it marks passes through them, in front of all that was in FORWARD before:
https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/iptables/proxier.go"""

LISTEN = f"""
import socket
doors = [socket.create_server(door) for door in {DOORS}]
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("{WIRE_SERVER}", 53))
open("/run/listens", "w").close()
while True:
    names.sendto(*names.recvfrom(512))
"""

TRY = f"""
import socket
for door in {DOORS}:
    try:
        socket.create_connection(door, timeout=0.3).close()
        print(*door)
    except OSError:
        pass
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.settimeout(2)
names.sendto(b"?", ("{WIRE_SERVER}", 53))
print("udp", names.recvfrom(512)[1][1])
"""


@pytest.fixture
def node(make: Make) -> Iterator[Machine]:
    """A master whose iptables and sysctl of the network are the kernel's."""
    probe = ["unshare", "--net", "iptables", "-w", "-t", "mangle", "-L"]
    if subprocess.run(probe, capture_output=True).returncode and not os.environ.get("CI"):
        pytest.skip("the kernel has no packet filter here: what pods reach is not looked at")
    master = make(blueprint(example("kubernetes")), 0)
    master.write("/usr/local/sbin/iptables", '#!/bin/bash\nexec /usr/sbin/iptables "$@"\n', "0755")
    master.write("/usr/local/sbin/sysctl", '#!/bin/bash\ncase "$*" in *ip_forward=*) exec /sbin/sysctl "$@" ;; esac\n', "0755")  # fmt: skip
    yield master


def reached(node: Machine, before: str, prepare: str, place: str = "ip netns exec pod") -> set[tuple[str, ...]]:
    """What answers from there, as (address, port)."""
    script = f"export PATH=/usr/local/sbin:$PATH\n{NETWORK}\n{before}\n{prepare}\n"
    script += "ip netns exec azure python3 /var/lib/listen.py &\n"
    script += "for _ in {1..200}; do [ -e /run/listens ] && break; /bin/sleep 0.02; done\n"
    script += f"{place} python3 /var/lib/try.py\nkill %1"
    node.write("/var/lib/listen.py", LISTEN)
    node.write("/var/lib/try.py", TRY)
    return {tuple(line.split()) for line in node.run(script, timeout=30).stdout.splitlines()}


EVERYTHING = {*((address, str(port)) for address, port in DOORS), ("udp", "53")}
OPEN = EVERYTHING - {(address, str(port)) for address, port in CLOSED}


def test_pod_reaches_what_is_not_blocked(node: Machine) -> None:
    """The network of this test itself blocks nothing; and a rule in filter comes too late."""
    assert reached(node, f"{OLD}\n{KUBE_PROXY}", "true") == EVERYTHING


@pytest.mark.parametrize("times", [1, 2])
def test_pod_reaches_names_alone(node: Machine, times: int) -> None:
    """Whatever kube-proxy accepts; the first time and again, and beside the rules of an earlier release."""
    prepare = "; ".join(["/opt/aksynth/prepare.sh"] * times)
    count = "iptables-save | grep -c DROP >/run/drops; [ $(</run/drops) = 3 ]"
    before = f"{OLD}\n{KUBE_PROXY}" if times == 2 else KUBE_PROXY
    assert reached(node, before, f"{prepare}\n{count}") == OPEN


def test_node_reaches_everything(node: Machine) -> None:
    """Azure's agent and the scripts need both services."""
    assert reached(node, KUBE_PROXY, "/opt/aksynth/prepare.sh", place="") == EVERYTHING
