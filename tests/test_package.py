"""The package as users install it: from a wheel, outside of the checkout."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from clusters import EXAMPLES, ROOT, run_main
from installed import Installed, product_files

from aksynth import __version__

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/library.md").read_text("utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = ("check", "explain", "import", "init", "refresh", "schema", "show", "synth", "versions")
HELPS = """
import os, sys
from aksynth.cli import run
for command in sys.argv[1:]:
    for spelling in ("-h", "--help"):
        if os.fork() == 0:
            run([command, spelling])
        os.wait()
"""
"""The help of each command in both spellings, as a program prints it that has started once."""
FOLDERS = {"constructs": "aksynth/_constructs", "stacks": "aksynth/_stacks", "aksynth": "aksynth"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with the two examples."""
    for name in EXAMPLES:
        shutil.copy(ROOT / f"examples/{name}.json", tmp_path)
    return tmp_path


def test_wheel_holds_every_file(installed: Installed) -> None:
    """Constructs and stacks too, from a checkout without symbolic links; and nothing else."""
    parts = [name.partition("/") for name in product_files()]
    wanted = {f"{FOLDERS[first]}/{rest}" for first, _, rest in parts if first in FOLDERS}
    with zipfile.ZipFile(installed.wheel) as wheel:
        found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert found == wanted


def test_same_bytes_as_the_checkout(installed: Installed, models: Path) -> None:
    """`aksynth synth` writes both examples as main.py does."""
    done = installed.run("-m", "aksynth", "synth", "kubernetes.json", "ha.json", "-o", "a/b", cwd=models)
    assert (done.returncode, done.stderr) == (0, "")
    assert "terraform -chdir=a/b/stacks/aksynth-ha apply" in done.stdout
    run_main("examples/kubernetes.json", "examples/ha.json", CDKTF_OUTDIR=str(models / "own"))
    files = sorted(path.relative_to(models / "own") for path in (models / "own").rglob("*") if path.is_file())
    assert len(files) >= 3
    for file in files:
        assert (models / "a/b" / file).read_bytes() == (models / "own" / file).read_bytes()


def test_program(installed: Installed, tmp_path: Path) -> None:
    """The installed program, its version, and help for every command in both spellings."""
    program = str(installed.python.with_name("aksynth"))
    assert installed.run(program, "--version", cwd=tmp_path).stdout == f"aksynth {__version__}\n"
    assert installed.run("-m", "aksynth", "-h", cwd=tmp_path).stdout.startswith("Usage: aksynth ")
    helps = installed.run("-c", HELPS, *COMMANDS, cwd=tmp_path).stdout.split("Usage: aksynth ")[1:]
    assert [text.split()[0] for text in helps] == [name for name in COMMANDS for _ in "two"[:2]]
    assert helps[::2] == helps[1::2]


def test_import_loads_no_cdktf(installed: Installed, tmp_path: Path) -> None:
    code = "import sys, aksynth; print([m for m in ('cdktf', 'jsii', 'constructs') if m in sys.modules])"
    assert installed.run("-c", code, cwd=tmp_path, node=False).stdout == "[]\n"


@pytest.mark.parametrize(("code", "said"), SNIPPETS)
def test_library_page(installed: Installed, models: Path, code: str, said: str) -> None:
    """Every example of the page says what the page says."""
    done = installed.run("-c", code, cwd=models)
    assert (done.stdout, done.stderr) == (said, "")


def test_every_example_is_run() -> None:
    assert len(SNIPPETS) == PAGE.count("```python") >= 5


def node(folder: Path, script: str) -> str:
    """A PATH with a program called node."""
    (folder / "bin").mkdir()
    (folder / "bin/node").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bin/node").chmod(0o755)
    return str(folder / "bin")


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (None, "there is none on the PATH"),
        ("echo v14.21.3", "bin/node is v14.21.3"),
        ("exit 1", "bin/node does not run"),
    ],
)
def test_without_a_usable_node(installed: Installed, models: Path, script: str | None, words: str) -> None:
    """One line that says what to install; nothing is written, and the exit code is that of wrong input."""
    path = node(models, script) if script else "/nowhere"
    done = installed.run("-m", "aksynth", "synth", "ha.json", cwd=models, node=False, PATH=path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("synthesis needs Node 22 or newer, and ")
    assert words in done.stderr
    assert done.stderr.endswith(': pip install "aksynth[node]"\n')
    assert done.stderr.count("\n") == 1
    assert not (models / "cdktf.out").exists()


def test_named_node_is_wrong(installed: Installed, models: Path) -> None:
    """JSII_NODE counts before any other, and the line names it."""
    done = installed.run("-m", "aksynth", "synth", "ha.json", cwd=models, JSII_NODE="/missing")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "/missing does not run: unset JSII_NODE" in done.stderr


def test_library_without_node(installed: Installed, models: Path) -> None:
    """Models are read without Node; the error of a synthesis is one of the library's own."""
    code = (
        "import aksynth\nblueprint = aksynth.load('ha.json')\n"
        "try: aksynth.synth(blueprint)\nexcept aksynth.NodeError as error: print(error)"
    )
    assert installed.run("-c", code, cwd=models, node=False).stdout.startswith("synthesis needs Node 22 or newer")


@pytest.mark.parametrize(
    ("blocked", "words"),
    [
        ("out", "out cannot be written: File exists"),
        ("out/stacks", "out/stacks/aksynth-ha cannot be written: not a dir"),
    ],
)
def test_output_that_cannot_be_written(installed: Installed, models: Path, blocked: str, words: str) -> None:
    """One line, whether Python or Node finds it."""
    (models / blocked).parent.mkdir(exist_ok=True)
    (models / blocked).write_text("a file")
    done = installed.run("-m", "aksynth", "synth", "ha.json", "-o", "out", cwd=models)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(words)


def test_library_warns_and_refuses(installed: Installed, models: Path) -> None:
    """Warnings of a model are Python's; two blueprints with one name are a fault."""
    model = json.loads((models / "ha.json").read_text())
    model["properties"]["masterProfile"]["vmSize"] = "Standard_X1s_v9"
    (models / "ha.json").write_text(json.dumps(model))
    code = (
        "import aksynth, warnings\n"
        "with warnings.catch_warnings(record=True) as found: blueprint = aksynth.load('ha.json')\n"
        "print(found[0].category.__name__, 'warning A40' in str(found[0].message))\n"
        "try: aksynth.synth(blueprint, blueprint)\nexcept aksynth.ModelError as error: print(error.faults[0].rule)"
    )
    assert installed.run("-c", code, cwd=models).stdout == "ModelWarning True\nA150\n"
