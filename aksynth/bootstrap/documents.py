"""YAML and JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Text of several lines in the literal style of YAML, so that a reviewer can read it."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(*documents: Mapping[str, Any]) -> str:
    """One YAML stream. Lines are never folded, because folding would break a Terraform token."""
    return _stream(json.dumps(documents))


def to_entries(entries: Sequence[Mapping[str, Any]]) -> str:
    """The entries of a list, as `to_yaml` writes them below a key of the document."""
    return "".join(_stream(json.dumps([[entry]])) for entry in entries)


@lru_cache(1024)
def _stream(documents: str) -> str:
    """Of a JSON list. Machines of a cluster share most of their documents, and PyYAML takes long."""
    return yaml.dump_all(json.loads(documents), Dumper=_Dumper, sort_keys=False, width=2**31, allow_unicode=True)


def to_json(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """Indented JSON with a final newline."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
