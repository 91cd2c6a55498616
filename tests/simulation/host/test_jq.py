"""The machines' jq against the program itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .jq import WANTS_INPUT, run

NODES = '{"items": [{"name": "a", "ready": true}, {"name": "ä", "size": 1.5, "none": null}]}'
CASES: tuple[tuple[list[str], str], ...] = (
    ([".items"], NODES),
    (["-c", ".items[]"], NODES),
    (["-r", ".items[].name"], NODES),
    (["-j", ".items[].name"], NODES),
    (["-er", ".token"], '{"token": "t"}'),
    (["-er", ".token"], '{"other": "t"}'),
    (["-e", ".ready"], '{"ready": false}'),
    (["-e", ".size"], '{"size": 0}'),
    (["-e", ".[]"], "[]"),
    ([".items"], "no JSON"),
    (["-r", ".a.b"], '{"a": 1} {"a": {"b": 2}}'),
    (["-c", "."], '{"a": 1}\n{"b": [2, "x"]} 3'),
    (["-s", "-c", "map(.a)"], '{"a": 1}\n{"a": 2}'),
    (["-R", "."], "one\ntwo\n"),
    (["-Rs", "."], "one\ntwo\n"),
    (["-Rs", 'if . == "" then error("nothing to write") else {value: .} end'], ""),
    (["--arg", "name", "a", "-c", "[.items[] | select(.name == $name)]"], NODES),
    (["--argjson", "size", "2", ".size > $size"], '{"size": 3}'),
    (["-n", "--arg", "a", "1", "--rawfile", "b", "FOLDER/text", "$ARGS.named"], ""),
    (["-n", "-c", "--slurpfile", "found", "FOLDER/values", "$found"], ""),
    (["-c", ".a", "FOLDER/values"], "not read"),
    (["-f", "FOLDER/program"], NODES),
    (["-r", "[.a, .b] | @tsv"], '{"a": "x", "b": "y\\tz"}'),
    ([".a |"], "{}"),
    (["."], ""),
)


@pytest.mark.parametrize(("arguments", "text"), CASES)
def test_same_as_the_program(tmp_path: Path, arguments: list[str], text: str) -> None:
    """Output, and whether it succeeds; the words of an error are its own, and codes differ between releases."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed: nothing to compare with")
    (tmp_path / "text").write_text("some\ntext\n")
    (tmp_path / "values").write_text('{"a": 1}\n{"a": [2]}\n')
    (tmp_path / "program").write_text("# a comment\n.items | length\n")
    words = [word.replace("FOLDER", str(tmp_path)) for word in arguments]
    real = subprocess.run(["jq", *words], input=text, capture_output=True, text=True)
    code, out, err = run(words, text)
    assert (code == "0", out, bool(err)) == (real.returncode == 0, real.stdout, bool(real.stderr))


def test_standard_input_is_read_only_where_it_is_wanted() -> None:
    """What a loop has on its standard input is left to the loop."""
    assert run(["."], None) == WANTS_INPUT
    assert run(["-n", "1"], None) == ["0", "1\n", ""]
