"""What a publisher answers in place of what was asked for, saved into a file."""

from __future__ import annotations

import re

_REFUSALS = (
    (r"\s*\Z", "the file is empty: the source was not reached, or printed to the terminal"),
    (r"\s*<(!doctype|html|\?xml)", "it is a web page: a proxy or a login answered, or the address is wrong"),
    (r"fatal: |ssh: |curl: \(", "the source was not reached: {line}"),
    (r"ERROR: |Please run 'az login'", "az failed: {line}"),
    (r"404: Not Found|.*\bNoSuchKey\b", "there is nothing at this address"),
    (r'\s*\{\s*"message":\s*"API rate limit', "the rate limit is reached: wait an hour, or log in"),
    (r'\s*\{\s*"message":\s*"Not Found', "there is nothing at this address"),
    (r'\s*\{\s*"errors":', "the registry refused: {line}"),
    (r"toomanyrequests|.*429 Too Many Requests", "the rate limit is reached: wait an hour"),
)


def refuse(text: str, command: str) -> None:
    """Raises ValueError with what the source said where the text is no answer of it."""
    for pattern, meaning in _REFUSALS:
        if re.match(pattern, text, re.IGNORECASE):
            line = " ".join(text.split())[:200]
            raise ValueError(f"{meaning.format(line=line)}. Run this again: {command}")
