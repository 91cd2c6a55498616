"""YAML and JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import StringIO
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Text of several lines in the literal style of YAML, so that a reviewer can read it. PyYAML looks at each letter
    several times, for half of its time: the methods that do not have the same result."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def analyze_scalar(self, scalar: str) -> Any:
        """Kept, since keys and files repeat."""
        return _analysis(scalar)

    def write_plain(self, text: str, split: bool = True) -> None:
        """In one line: lines are never folded, and a text of several lines is no plain one."""
        self.open_ended = self.open_ended or self.root_context
        if not text:
            return
        written = text if self.whitespace else f" {text}"
        self.whitespace = self.indention = False
        self.column += len(written)
        self.stream.write(written)

    def write_literal(self, text: str) -> None:
        """A line at a time."""
        hints = self.determine_block_hints(text)
        self.write_indicator(f"|{hints}", True)
        self.open_ended = self.open_ended or hints.endswith("+")
        self.write_line_break()
        for breaks, line in _LINES.findall(text):
            for end in breaks:
                self.write_line_break(None if end == "\n" else end)
            if line:
                self.write_indent()
                self.stream.write(line)
        if text[-1] not in _BREAKS:
            self.write_line_break()


_BREAKS = "\n\x85\u2028\u2029"
_LINES = re.compile(f"([{_BREAKS}]*)([^{_BREAKS}]*)")
_ANALYST = yaml.SafeDumper(StringIO(), allow_unicode=True)


@lru_cache(4096)
def _analysis(scalar: str) -> Any:
    return _ANALYST.analyze_scalar(scalar)


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
