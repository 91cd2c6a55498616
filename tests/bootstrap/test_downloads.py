"""Every request of a node script ends in time, so that its reason is in the journal while somebody waits for it."""

from __future__ import annotations

import re

import pytest
from clusters import ROOT

CALLS = [
    pytest.param(line, id=f"{path.name}:{number}")
    for path in sorted((ROOT / "aksynth/bootstrap/files").glob("*.sh"))
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    if re.search(r"\bcurl -", line)
]


@pytest.mark.parametrize("call", CALLS)
def test_a_silent_server_is_given_up(call: str) -> None:
    """The kernel tries to connect for two minutes, and curl repeats that: a download names a time to connect."""
    limit = re.search(r" -m (\d+)", call)
    assert " --connect-timeout 20 " in call or (limit and int(limit[1]) <= 30)
