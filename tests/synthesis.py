"""Stacks for tests of what comes after the synthesis, made in one process for all of them.

The process starts once. Threads of a test process can use it side by side, which the bindings of cdktf do not allow.
"""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from kept import kept

import aksynth
from aksynth.blueprint import resolve
from aksynth.rules import read_string

_BESIDE = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def synthesized(folder: Path, document: dict[str, Any]) -> str:
    """The Terraform JSON of a document, kept below FOLDER."""
    text = json.dumps(document)
    made = kept(folder, f"synthesized {text}", lambda place: _BESIDE.submit(_synthesize, str(place), text).result())
    (path,) = made.glob("stacks/*/cdk.tf.json")
    return path.read_text("utf-8")


def _synthesize(folder: str, text: str) -> None:
    reading = read_string(text, to_build=True)
    assert reading.filled is not None, reading.faults
    aksynth.synth(resolve(reading.filled), directory=folder)
