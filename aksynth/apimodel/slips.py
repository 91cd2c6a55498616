"""What people write into JSON that is not JSON."""

from __future__ import annotations

import re

_SLIPS = (
    (r"//|/\*|#", "comments are not allowed", 'remove the comment, or write it as a key: "//": "text"'),
    (r"(True|False|None|NULL|Null|TRUE|FALSE)\b", "true, false and null are in lower case", "write it in lower case"),
    (r"['\u2018\u2019\u201c\u201d]", "strings need straight double quotes", "replace the quotes around the string"),
    (r"[^\S \t\r\n]|[\u200b\ufeff]", "this character only looks like a space", "replace it with a space"),
)


def slip(text: str, offset: int) -> tuple[str, str] | None:
    """What is wrong at this place and what to do, if it is one of them."""
    return next(((what, advice) for form, what, advice in _SLIPS if re.compile(form).match(text, offset)), None)
