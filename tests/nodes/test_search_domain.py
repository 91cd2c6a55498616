"""The search domain of nodes: systemd-resolved reads it when it starts, before the files of a node are written."""

from __future__ import annotations

import shlex

import pytest
from clusters import blueprint, changed, example
from machine import Machine, Make

FILE = "/etc/systemd/resolved.conf.d/aksynth.conf"
RESTART = "systemctl restart systemd-resolved"


@pytest.fixture
def node(make: Make) -> Machine:
    document = changed(
        example("kubernetes"), "properties.linuxProfile.customSearchDomain", {"name": "corp.example.com"}
    )
    return make(blueprint(document), 0)


def restarts(node: Machine, before: str = "true") -> int:
    """How often it starts again while the node is prepared."""
    calls = len(node.calls())
    node.run(f"{before}; /opt/aksynth/prepare.sh")
    return node.calls()[calls:].count(RESTART)


def test_search_domain(node: Machine) -> None:
    """Once for each change, and once when the model no longer has it. Nothing changes a second time."""
    assert node.read(FILE) == "[Resolve]\nDomains=corp.example.com\n"
    assert (restarts(node), restarts(node)) == (1, 0)
    other = f"echo {shlex.quote('Domains=other.example.com')} >>{FILE}"
    assert (restarts(node, other), restarts(node)) == (1, 0)
    assert (restarts(node, f"rm {FILE}"), restarts(node)) == (1, 0)


def test_no_search_domain(make: Make) -> None:
    node = make(blueprint(example("kubernetes")), 0)
    assert not node.path(FILE).exists()
    assert restarts(node) == 0
