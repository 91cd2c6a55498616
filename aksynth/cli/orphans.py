"""What Terraform's errors say exists in Azure and is not in the state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_BAR = re.compile(r"^[ \t]*[│|╷╵][ \t]?", re.MULTILINE)
_EXISTS = re.compile(
    r'a resource with the ID "([^"]+)" already exists'
    r'|an association between "([^"]+)" and "[^"]+" already exists',
    re.IGNORECASE,
)
"""azurerm 4.55.0, helpers/tf/errors.go: ImportAsExistsError and ImportAsExistsAssociationError. Both are raised before
anything is sent to Azure, with the very id that `terraform import` takes; for an association of a subnet that is the
subnet's."""
_ADDRESS = re.compile(r"^\s*with (\S.*?),\s*$", re.MULTILINE)


def orphans(log: str) -> dict[str, str]:
    """Ids for `import` by Terraform address, out of the output of `terraform apply`, with or without `-json`."""
    found = {}
    for message, address in (*_of_json(log), *_of_text(log)):
        match = _EXISTS.search(message)
        if match and address:
            found[address] = match[1] or match[2]
    return found


def _of_json(log: str) -> Iterator[tuple[str, str]]:
    """Each line is an object; an error is a line with a `diagnostic`."""
    for line in log.splitlines():
        if '"diagnostic"' not in line:
            continue
        start = line.find("{")
        try:
            diagnostic: dict[str, Any] = json.loads(line[start:])["diagnostic"]
            yield f"{diagnostic['summary']} {diagnostic.get('detail', '')}", str(diagnostic.get("address", ""))
        except (ValueError, TypeError, KeyError):
            continue


def _of_text(log: str) -> Iterator[tuple[str, str]]:
    """An error begins with `Error: `, and names its address in a line of its own: `with ADDRESS,`."""
    plain = _BAR.sub("", _STYLE.sub("", log))
    for error in re.split(r"^[ \t]*Error: ", plain, flags=re.MULTILINE)[1:]:
        address = _ADDRESS.search(error)
        yield error, address[1] if address else ""
