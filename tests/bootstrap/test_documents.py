"""YAML text."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from aksynth.bootstrap.documents import to_entries, to_yaml

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"))
_VALUE = st.none() | st.booleans() | st.integers() | _TEXT


class PyYaml(yaml.SafeDumper):
    """As published, but for the style of texts with several lines."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _literal(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


PyYaml.add_representer(str, _literal)


@given(st.lists(st.dictionaries(_TEXT, _VALUE, min_size=1, max_size=3), min_size=1, max_size=3))
def test_entries_are_those_of_a_document(entries: list[dict[str, Any]]) -> None:
    """Written one by one, a list's entries have the same bytes and mean the same. PyYAML writes these bytes too."""
    text = f"entries:\n{to_entries(entries)}"
    assert text == to_yaml({"entries": entries})
    assert text == yaml.dump({"entries": entries}, Dumper=PyYaml, sort_keys=False, width=2**31, allow_unicode=True)
    assert yaml.safe_load(text) == {"entries": entries}
