"""Namespaces for machines: whether this system has them, and the command that makes them."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

# With a process table of its own nothing outlives a machine: some scripts retry for ever.
_UNSHARE = [
    "unshare",
    "--mount",
    "--net",
    "--pid",
    "--uts",
    "--fork",
    "--kill-child",
    "--mount-proc",
    "--propagation",
    "private",
]


def unshare() -> list[str]:
    """The command in front of one that runs in namespaces."""
    return _UNSHARE if os.geteuid() == 0 else [*_UNSHARE, "--map-root-user"]


def isolation_is_missing() -> str | None:
    """Why machines cannot be made here; None where they can."""
    command = [*unshare(), "true"]
    if shutil.which("unshare") is None or subprocess.run(command, capture_output=True).returncode:
        return "no namespaces can be made here: tests that run the nodes' scripts are left out"
    missing = [name for name in ("ip", "jq", "curl", "openssl", "perl") if shutil.which(name) is None]
    return f"{', '.join(missing)} missing: tests that run the nodes' scripts are left out" if missing else None


def require_isolation() -> None:
    reason = isolation_is_missing()
    if reason and not os.environ.get("CI"):
        pytest.skip(reason)
    assert reason is None, reason
