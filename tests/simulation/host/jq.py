"""jq as a call of its library. The scripts call it for every answer of a service, and to start the program takes longer
than all else that they do with an answer: Debian 12 has jq 1.6, which reads its own definitions for 30 ms each time.

Options and exit codes: https://jqlang.org/manual/v1.7/
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jq

from ..wire import Message

WANTS_INPUT: Message = ["254", "", ""]
"""Ask again, with the standard input."""
_FLAGS = {"raw-output": "r", "exit-status": "e", "null-input": "n", "compact-output": "c", "slurp": "s",
          "raw-input": "R", "join-output": "j"}  # fmt: skip


@dataclass
class _Call:
    flags: set[str] = field(default_factory=set)
    named: dict[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    """The program, unless it comes from a file, and the files to read."""

    def inputs(self, text: str) -> Iterator[Any]:
        if "n" in self.flags:
            yield None
        elif "R" in self.flags:
            yield from [text] if "s" in self.flags else text.splitlines()
        else:
            yield from [list(_values(text))] if "s" in self.flags else _values(text)

    def shown(self, value: Any) -> str:
        end = "" if "j" in self.flags else "\n"
        if isinstance(value, str) and self.flags & {"r", "j"}:
            return value + end
        layout: dict[str, Any] = {"separators": (",", ":")} if self.flags & {"c", "j"} else {"indent": 2}
        return json.dumps(value, ensure_ascii=False, **layout) + end

    def code(self, last: Any) -> str:
        return "1" if "e" in self.flags and (last is None or last is False) else "0"


def run(arguments: list[str], stdin: str | None) -> Message:
    """The exit code, the standard output and the standard error."""
    try:
        call, text = _parsed(arguments)
        program = _program(text, json.dumps(call.named))
    except ValueError as error:
        return ["3", "", f"{error}\n"]
    except (OSError, IndexError) as error:
        return ["2", "", f"jq: error: {error}\n"]
    if stdin is None and not call.words and "n" not in call.flags:
        return WANTS_INPUT
    try:
        return _outputs(call, program, "".join(Path(path).read_text() for path in call.words) or stdin or "")
    except OSError as error:
        return ["2", "", f"jq: error: {error}\n"]


def _outputs(call: _Call, program: Any, text: str) -> Message:
    """An input that fails does not stop those behind it; one that is no JSON does."""
    out, err, code = "", "", "4" if "e" in call.flags else "0"
    try:
        for value in call.inputs(text):
            try:
                for last in program.input_value(value):
                    out += call.shown(last)
                    code = call.code(last)
            except ValueError as error:
                err, code = f"{err}jq: error (at <unknown>): {error}\n", "5"
    except json.JSONDecodeError as error:
        err, code = f"{err}jq: parse error: {error}\n", "2"
    return [code, out, err]


def _parsed(arguments: list[str]) -> tuple[_Call, str]:
    """A call and its program."""
    call, words, source = _Call(), iter(arguments), ""
    for word in words:
        name = word.removeprefix("--")
        if word in ("--arg", "--argjson", "--rawfile", "--slurpfile"):
            variable, text = next(words), next(words)
            call.named[variable] = _argument(name, text)
        elif word in ("-f", "--from-file"):
            source = next(words)
        elif name in _FLAGS and name != word:
            call.flags.add(_FLAGS[name])
        elif word.startswith("-") and set(word[1:]) <= set(_FLAGS.values()):
            call.flags |= set(word[1:])
        elif word.startswith("-"):
            raise OSError(f"Unknown arguments: {word}")
        else:
            call.words.append(word)
    return call, Path(source).read_text() if source else call.words.pop(0)


def _argument(kind: str, text: str) -> Any:
    match kind:
        case "arg":
            return text
        case "argjson":
            return json.loads(text)
        case "rawfile":
            return Path(text).read_text()
        case _:
            return list(_values(Path(text).read_text()))


@lru_cache(maxsize=256)
def _program(text: str, named: str) -> Any:
    values = json.loads(named)
    return jq.compile(text, args={**values, "ARGS": {"positional": [], "named": values}})


def _values(text: str) -> Iterator[Any]:
    """JSON values one behind the other."""
    decoder, at = json.JSONDecoder(), 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        value, at = decoder.raw_decode(text, at)
        yield value
