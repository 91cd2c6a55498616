"""Literal text inside Terraform strings."""

from __future__ import annotations

import re

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
