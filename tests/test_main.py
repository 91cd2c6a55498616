"""The command line as users meet it."""

from __future__ import annotations

import json
import os
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from clusters import ANSWERS, ROOT, changed, example, run_main

WRONG = {
    "missing": (None, "cannot be read"),
    "broken": ('{"apiVersion": "vlabs",}', "1:23: error A3"),
    "unknown key": (
        json.dumps(changed(example("kubernetes"), "properties.masterProfil", {})),
        "did you mean masterProfile?",
    ),
    "wrong type": (json.dumps(changed(example("kubernetes"), "properties.masterProfile.count", "1")), "error A5"),
    "version": (json.dumps(changed(example("kubernetes"), "apiVersion", "v1")), "error V2"),
    "prefix": (json.dumps(changed(example("kubernetes"), "properties.masterProfile.dnsPrefix", ...)), "error V7"),
    "key": (
        json.dumps(changed(example("kubernetes"), "properties.linuxProfile.ssh.publicKeys.0.keyData", "x")),
        "error V15",
    ),
}


@pytest.fixture(params=WRONG)
def wrong(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A file with something wrong and the words that are to be said."""
    text, words = WRONG[request.param]
    path = tmp_path / "model.json"
    if text is not None:
        path.write_text(text)
    return path, words


def test_bad_input(
    wrong: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and the fault; nothing is written, not even for a good model beside it."""
    path, words = wrong
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("AKSYNTH_APIMODEL", "")
    monkeypatch.setenv("CDKTF_OUTDIR", str(tmp_path / "out"))
    monkeypatch.setattr(sys, "argv", ["main.py", str(path), "examples/ha.json"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path("main.py", run_name="__main__")
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_bad_input_of_the_program(tmp_path: Path) -> None:
    """The same as a process: no traceback is on the standard error."""
    done = run_main(str(tmp_path / "missing.json"), CDKTF_OUTDIR=str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be read" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
def test_another_name_is_another_cluster(tmp_path: Path) -> None:
    """An earlier stack that was never used is removed. One that was initialized remains, and is named. Warnings do not
    stop the program, and are said on the standard output: the cdktf CLI takes all else for errors."""
    out, renamed = tmp_path / "cdktf.out", tmp_path / "model.json"
    other = changed(example("kubernetes"), "properties.masterProfile.dnsPrefix", "second")
    renamed.write_text(json.dumps(changed(other, "properties.masterProfile.vmSize", "Standard_X1s_v9")))
    done = run_main("examples/kubernetes.json", CDKTF_OUTDIR=str(out))
    assert "also holds" not in done.stdout
    assert_summary(done)
    done = run_main(str(renamed), CDKTF_OUTDIR=str(out))
    assert f"removed {out}/stacks/aksynth-first" in done.stdout
    assert (done.returncode, done.stderr) == (0, "") and "warning A40 properties.masterProfile.vmSize" in done.stdout
    (out / "stacks/second/.terraform").mkdir()
    said = run_main("examples/kubernetes.json", CDKTF_OUTDIR=str(out)).stdout
    assert "also holds second, which this synthesis did not change" in said and "removed" not in said


def assert_summary(done: subprocess.CompletedProcess[str]) -> None:
    """The stack's directory, nodes, addresses, resources by type, what is asked for and what to do next."""
    for words in (
        "aksynth-first: Kubernetes 1.36.4",
        "masters     1 x Standard_D2_v3  10.255.255.5",
        "10.255.255.15:6443 inside",
        "1  azurerm_linux_virtual_machine_scale_set",
        "asks for    api_ranges, location, ssh_public_key",
        "terraform -chdir=",
    ):
        assert words in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
def test_inputs(tmp_path: Path) -> None:
    """Model and --set by argument, and by the environment, since the cdktf CLI passes no arguments."""
    for name, arguments, environment in (
        ("mine", ["examples/ha.json", "--set", "masterProfile.dnsPrefix=mine"], {}),
        ("ours", [], {"AKSYNTH_APIMODEL": "examples/ha.json", "AKSYNTH_SET": "masterProfile.dnsPrefix=ours"}),
    ):
        run_main(*arguments, CDKTF_OUTDIR=str(tmp_path / name), **environment)
        assert [path.name for path in (tmp_path / name / "stacks").iterdir()] == [name]


def cdktf(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The CLI, in the checkout."""
    program = shutil.which("cdktf", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("the cdktf CLI is not installed beside this Python: make setup does it")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    settings = {**os.environ, "PATH": path, "CHECKPOINT_DISABLE": "1", "CI": "1", "FORCE_COLOR": "0", **environment}
    return subprocess.run([program, *arguments], cwd=ROOT, env=settings, capture_output=True, text=True)


@pytest.mark.slow
def test_cdktf_synth(tmp_path: Path) -> None:
    """`cdktf synth` gives the same bytes as main.py. It removes a stack that it listed before by itself, so after the
    synthesis of another model that stack must still be there."""
    for model in ("examples/kubernetes.json", "examples/ha.json"):
        done = cdktf("synth", "--output", str(tmp_path / "cli"), AKSYNTH_APIMODEL=model)
        assert done.returncode == 0, done.stdout + done.stderr
    run_main("examples/ha.json", CDKTF_OUTDIR=str(tmp_path / "own"))
    name = "stacks/aksynth-ha/cdk.tf.json"
    assert (tmp_path / "cli" / name).read_bytes() == (tmp_path / "own" / name).read_bytes()


@pytest.mark.slow
def test_cdktf_synth_with_a_fault(tmp_path: Path) -> None:
    """The fault is shown as it is, without a traceback, and the CLI fails."""
    path = tmp_path / "model.json"
    path.write_text(json.dumps(changed(example("kubernetes"), "properties.masterProfile.count", 2)))
    done = cdktf("synth", "--output", str(tmp_path / "out"), AKSYNTH_APIMODEL=str(path))
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "error V5 properties.masterProfile.count" in said
    assert "Traceback" not in said


def test_cdktf_deploy(environment: dict[str, str], tmp_path: Path) -> None:
    """`cdktf diff` and `cdktf deploy` plan and build a cluster."""
    settings = {
        **ANSWERS,
        "TF_CLI_CONFIG_FILE": environment["TF_CLI_CONFIG_FILE"],
        "TFSIM_CLOUD": str(tmp_path / "cloud"),
    }
    out = tmp_path / "a/b/out"
    for command in (["diff"], ["deploy", "--auto-approve"]):
        done = cdktf(*command, "--skip-provider-lock", "--output", str(out), "aksynth-first", **settings)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "a/b/terraform.aksynth-first.tfstate").exists()
    assert "kubeconfig_command" in done.stdout


def make(*arguments: str) -> list[str]:
    """What make prints to a person, line by line: without what a make that runs the tests tells its children."""
    own = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    command = ["make", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_make_help() -> None:
    """Every target that people call is listed with a text."""
    named = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith(".PHONY: "))
    assert sorted(line.split()[1] for line in make("help")) == sorted(named.split()[1:])


def test_quotes_of_make() -> None:
    """SET is one argument, whatever quotes it has."""
    text = """linuxProfile.adminUsername='a "b'"""
    last = make("-n", "-o", "setup", "synth", f"SET={text}")[-1]
    assert shlex.split(last)[-2:] == ["--set", text]
