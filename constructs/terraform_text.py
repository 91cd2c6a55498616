"""Literal text inside Terraform strings."""

from __future__ import annotations

import re
from typing import TypeVar

from aksynth.each_text import each_text

T = TypeVar("T")

_TOKEN = re.compile(r"\$\{TfToken\[[^\]]+\]\}")


def terraform_text(text: str) -> str:
    """`text` as a Terraform template: `${` and `%{` stay as they are read, CDKTF's tokens stay live.

    CDK for Terraform escapes nothing itself, and its `Fn.raw_string` escapes tokens too.
    """
    parts, last = [], 0
    for token in _TOKEN.finditer(text):
        parts += [_escaped(text[last : token.start()]), token.group()]
        last = token.end()
    return "".join(parts) + _escaped(text[last:])


def _escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def literal(value: T) -> T:
    """`value` with all its texts as Terraform templates.

    In Terraform's JSON every text of an expression is a template, and so is every key of a map:
    https://developer.hashicorp.com/terraform/language/syntax/json. What is no expression is taken as it is written,
    and must not go through here: the arguments of a backend, the default and the description of a variable.
    """
    return each_text(value, terraform_text)
