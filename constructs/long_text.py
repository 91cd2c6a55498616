"""Texts of many files as Terraform reads them fast."""

from __future__ import annotations

import re

from cdktf import Fn, TerraformLocal
from constructs import Construct

from .terraform_text import terraform_text

_FILE = re.compile(r'^(?=- path: )|(?=\{"path":)', re.MULTILINE)
"""Where a file begins in cloud-init's user data, and in a desired state."""


def long_text(scope: Construct, id_: str, text: str) -> str:
    """`text` as a local list that a reviewer can read: what comes before the files, and then each file.

    Terraform parses every text of an expression about twenty times in a plan, and appends the lines of a text one by
    one each time (`meldConsecutiveStringLiterals` of HCL v2, hclsyntax/parser_template.go). The time for one text of
    2,700 lines is a third of a plan's.
    """
    local = TerraformLocal(scope, id_, in_files(text))
    return Fn.join("", local.as_list)


def in_files(text: str) -> list[str]:
    """The parts of `text`, each a Terraform template."""
    return [terraform_text(part) for part in _FILE.split(text)]
