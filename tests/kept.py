"""What several tests begin with is made once for all processes of a test run."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path


def kept(folder: Path, words: str, make: Callable[[Path], object]) -> Path:
    """The folder below FOLDER that `make` filled for these words, in this process or in another one. Who changes it
    makes a copy."""
    final = folder / hashlib.sha256(words.encode()).hexdigest()[:16]
    scratch = final.with_suffix(".new")
    with final.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not final.exists():
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()
            make(scratch)
            scratch.rename(final)
    return final
