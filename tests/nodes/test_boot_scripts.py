"""Scripts of the model on a machine: each in its place, until it has succeeded once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from clusters import blueprint, example
from inside.world import World
from machine import Machine, Make
from nodes_facts import FACTS

from aksynth.blueprint.boot_scripts import BootScript
from aksynth.bootstrap import agent_files

BEFORE = """\
#!/bin/bash
[ ! -e /etc/kubernetes/admin.conf ] && echo before >>/var/log/scripts
[ -e /var/tried ] || { touch /var/tried; echo no room >&2; exit 3; }
"""
AFTER = "#!/bin/sh\n[ -e /etc/kubernetes/kubelet.conf ] && echo after >>/var/log/scripts\n"
FAILED = "the script of the model for before the bootstrap, /etc/aksynth/before-bootstrap, ended with 3"


def scripts(pool: str | None) -> tuple[BootScript, ...]:
    texts = {"before": BEFORE, "after": AFTER}
    return tuple(BootScript(when=when, pool=pool, content=text) for when, text in texts.items())


def test_master(make: Make) -> None:
    """A script that fails is shown and runs again. Of those that have succeeded, no boot runs one again."""
    master = make(replace(blueprint(example("kubernetes")), boot_scripts=scripts(None)), 0)
    done = master.run("/opt/aksynth/master.sh")
    assert "no room" in done.stderr and FAILED in done.stderr
    assert master.read("/var/log/scripts") == "before\nbefore\nafter\n"
    assert master.path("/var/log/scripts").stat().st_mode & 0o777 == 0o644
    master.run("/opt/aksynth/master.sh")
    assert master.read("/var/log/scripts") == "before\nbefore\nafter\n"


@pytest.mark.parametrize("pool", ["agentpool1", None])
def test_agent_that_stopped_after_it_joined(pool: str | None, tmp_path: Path, world: World) -> None:
    """It goes on with what is left, and has no scripts but those of its pool."""
    plan = replace(blueprint(example("kubernetes")), boot_scripts=scripts(pool))
    agent = Machine(tmp_path, world, "agent", "10.240.0.40", agent_files(plan, plan.pools[0], FACTS))
    agent.write("/etc/kubernetes/kubelet.conf", "joined")
    agent.run("/opt/aksynth/agent.sh && /opt/aksynth/agent.sh && touch /var/log/scripts")
    assert agent.read("/var/log/scripts") == ("after\n" if pool else "")
