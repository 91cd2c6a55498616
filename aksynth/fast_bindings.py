"""Load azurerm bindings one resource at a time, in one Node.

The bindings hold more than 1,500 resources. Their Python package imports all of them from its `__init__`, and its
JavaScript half requires all of them from `lib/index.js`: some fifteen seconds and 400 MB for a cluster that needs
thirty. Both halves can do with less:

* An unexecuted module object under the package's name lets Python import a submodule without the package's own body;
  each submodule brings what it needs.
* `lib/lazy-index.js`, which ships with the package, requires a resource when it is first used; a few lines preloaded
  into Node put it in the place of `lib/index.js`.

jsii, which runs that half, starts a Node that only passes messages on to a second one. The first can do the work,
where pipes are files.

All are true of the versions below. With any other, and with AKSYNTH_STOCK_IMPORT set, the bindings load as they were
published, only slower.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec, module_from_spec
from pathlib import Path

from aksynth import node

_DISTRIBUTION = "cdktf-cdktf-provider-azurerm"
_PACKAGE = "cdktf_cdktf_provider_azurerm"
_KNOWN_VERSION = "14.23.1"
_KNOWN_JSII = "1.142.0"
_PRELOAD = Path(__file__).with_suffix(".js")
_ONE_NODE = Path(__file__).with_name("one_node.js")


def install() -> None:
    """Make later imports of the bindings lazy. Call it before the first import. A second call does nothing.

    The bindings start Node: raises NodeError where there is none that they run in.
    """
    node.choose()
    if _PACKAGE in sys.modules or "AKSYNTH_STOCK_IMPORT" in os.environ or not _is(_DISTRIBUTION, _KNOWN_VERSION):
        return
    spec = find_spec(_PACKAGE)
    if spec is None or not _PRELOAD.exists():
        return
    sys.modules[_PACKAGE] = module_from_spec(spec)
    _preload_into_node(_PRELOAD)
    if _is("jsii", _KNOWN_JSII) and os.name == "posix":
        _preload_into_node(_ONE_NODE)
        node.add_option("--preserve-symlinks")  # the first Node gives it to the second


def _is(distribution: str, known: str) -> bool:
    try:
        return version(distribution) == known
    except PackageNotFoundError:
        return False


def _preload_into_node(file: Path) -> None:
    """Node reads NODE_OPTIONS with quotes and backslashes of its own, so that a path may hold blanks."""
    path = str(file).replace("\\", "\\\\").replace('"', '\\"')
    node.add_option(f'--require "{path}"')
