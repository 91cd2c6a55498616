"""Temporary files of tests are in memory where there is room: machines write thousands of small ones, and a disk costs
them a seventh of their time. A TMPDIR that is set is used as it is."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 8 * 2**30
"""Bytes. A whole run uses less than a tenth of it; containers often have 64 MB there."""


def pytest_configure() -> None:
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
