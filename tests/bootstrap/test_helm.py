"""Helm's major release changes under the scripts."""

from __future__ import annotations

import re

from clusters import ROOT

IN_BOTH = {"--include-crds", "--kube-version", "--namespace", "--no-hooks", "--values"}
"""Flags of `helm template` in Helm 3.21.4 (cmd/helm/template.go, install.go, flags.go) and 4.2.4 (pkg/cmd). Masters keep
the Helm that they were made with, so the scripts serve both."""


def test_flags_of_two_major_releases() -> None:
    """The scripts call no Helm command but `template`, with flags that both major releases have."""
    scripts = "".join(path.read_text("utf-8") for path in sorted((ROOT / "aksynth/bootstrap/files").glob("*.sh")))
    calls = re.findall(r"\bhelm ([a-z]+) ((?:[^\n]*\\\n)*[^\n]*)", scripts)
    commands = [(verb, set(re.findall(r"(?<=\s)--[a-z-]+", rest))) for verb, rest in calls if '"$' in rest]
    assert commands and all(verb == "template" and flags <= IN_BOTH for verb, flags in commands), commands
