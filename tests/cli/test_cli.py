"""The command line as users meet it, without Node."""

from __future__ import annotations

import base64
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clusters import ROOT, SSH_KEY
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from aksynth.apimodel import known
from aksynth.apimodel.model import ApiModel
from aksynth.cli import app
from aksynth.rules import RULES, example
from aksynth.rules.paths import A, K, M, P, S, X

RUNNER = CliRunner()
WRONG = {M + "count": 2, A + "vmSize": "Standard_D99_v99", M + "vmSise": "x", K + "containerRuntime": "docker"}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a model, in the working directory."""
    monkeypatch.chdir(tmp_path)
    return Path("model.json")


def run(*arguments: str, code: int = 0) -> str:
    done = RUNNER.invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def write(path: Path, patch: Any) -> None:
    path.write_text(json.dumps(example(patch), indent=2))


def test_check_right(model: Path) -> None:
    """Nothing to say but that."""
    write(model, {})
    assert run("check", "model.json") == "1 model: no errors, no warnings; it can be synthesized\n"


def test_check_wrong(model: Path, snapshot: Any) -> None:
    """Every fault at once, each with its line, underlined, and what to do."""
    write(model, WRONG)
    assert run("check", "model.json", code=2) == snapshot


def test_check_several(model: Path) -> None:
    """All models are checked; a missing one is a fault like others."""
    write(model, {})
    text = run("check", "model.json", "missing.json", code=2)
    assert "missing.json error A2" in text
    assert text.endswith("2 models: 1 error, no warnings; missing.json cannot be synthesized\n")
    write(model.with_name("other.json"), {"properties.masterProfile.dnsPrefix": "other"})
    assert run("check", "model.json", "other.json") == "2 models: no errors, no warnings; all can be synthesized\n"


def test_check_says_what_the_synthesis_would(model: Path) -> None:
    """A valid model that this version does not build fails, in every format. show describes it."""
    write(model, RULES["A10"].wrong)
    text = run("check", "model.json", code=2)
    assert "error A10" in text and text.endswith("; it cannot be synthesized by this version\n")
    document = json.loads(run("check", "model.json", "--format", "json", code=2))
    assert document["errors"] == 1 and document["canBeSynthesized"] == {"model.json": False}
    run("synth", "model.json", code=2)
    run("show", "model.json")


@pytest.mark.parametrize("format_", ["json", "github", "sarif"])
def test_check_formats(model: Path, snapshot: Any, format_: str) -> None:
    """The same for programs."""
    write(model, WRONG)
    text = run("check", "model.json", "--format", format_, code=2)
    assert text == snapshot


def test_sarif_shape(model: Path) -> None:
    """What code scanning asks for: a tool with its rules, and results with places."""
    write(model, WRONG)
    (found,) = json.loads(run("check", "model.json", "--format", "sarif", code=2))["runs"]
    ids = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert ids == sorted({result["ruleId"] for result in found["results"]})
    for result in found["results"]:
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "model.json"
        assert place["physicalLocation"]["region"]["startLine"] > 0


def test_annotations_are_escaped(model: Path) -> None:
    """A value with line breaks and percent signs stays in its annotation."""
    write(model, {M + "dnsPrefix": "a%\nb"})
    (line,) = [line for line in run("check", "model.json", "--format", "github", code=2).splitlines() if "V7" in line]
    assert line.startswith("::error file=model.json,line=")
    assert "a%25" in line


PEM = "-----BEGIN RSA PRIVATE KEY-----\nplanted"
PLANTED: list[dict[str, Any]] = [
    {S + "clientId": "me", S + "secret": "planted"},
    {P + "windowsProfile": {"adminUsername": "u", "adminPassword": "planted"}},
    {P + "certificateProfile": {"caPrivateKey": PEM, "etcdPeerPrivateKeys": ["planted", "planted"]}},
    {K + "etcdEncryptionKey": "planted"},
    {P + "linuxProfile": {"adminUsername": "root", "customSearchDomain": {"realmPassword": "planted"}}},
    {P + "linuxProfile.ssh.publicKeys.0.keyData": PEM},
    {K + "addons": [{"name": "mine", "data": "planted"}]},
    {K + "addons": [{"name": "mine", "data": ["planted"]}]},
    {K + "addons": {"name": "mine", "data": "planted"}},
    {P + "servicePrincipalProfile": [{"secret": "planted"}]},
    {
        X + "mirrors": {
            "packages": "https://me:planted@mirror.example.com",
            "registries": {"quay.io": "me:planted@q.io"},
        }
    },
]


@pytest.mark.parametrize("patch", PLANTED)
@pytest.mark.parametrize("indent", [None, 2])
def test_no_secret_is_shown(model: Path, patch: dict[str, Any], indent: int | None) -> None:
    """Neither in a fault nor in its source line, however the file is laid out; nor by show."""
    model.write_text(json.dumps(example(patch), indent=indent))
    for arguments in (["check"], ["check", "--format", "json"], ["show", "--why"], ["show", "--format", "model"]):
        assert "planted" not in RUNNER.invoke(app, [*arguments, "model.json"]).output


def test_manifest_is_part_of_the_model_and_not_shown(model: Path) -> None:
    """Somebody may have put a password there."""
    manifest = base64.b64encode(b"{apiVersion: v1, kind: ConfigMap, metadata: {name: mine}}").decode()
    write(model, {K + "addons": [{"name": "mine", "data": manifest}]})
    assert manifest not in run("show", "model.json", "--why")
    assert manifest in run("show", "model.json", "--format", "model")


def test_terminal_codes_are_not_passed_on(model: Path) -> None:
    """Control characters of a file do not reach the terminal."""
    model.write_text(
        json.dumps(example({M + "dnsPrefix": "a\u001b[31mb"}), ensure_ascii=False).replace("a[", "a\u001b[")
    )
    assert "\u001b" not in run("check", "model.json", code=2)


@pytest.mark.parametrize("text", ["a:b:c", "[bold]b[/bold]"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_text_is_shown_as_it_is(model: Path, text: str, form: str) -> None:
    """What looks like the code of an emoji, or like markup, is a value of the model."""
    write(model, {M + "dnsPrefix": text})
    assert text in run("check", "model.json", "--format", form, code=2)


def test_show(model: Path, snapshot: Any) -> None:
    """The cluster as people want to see it, and why."""
    write(model, {M + "count": 3, K + "networkPolicy": "calico", A + "distro": "aks-ubuntu-18.04"})
    assert run("show", "model.json", "--why") == snapshot


def test_show_mirrors(model: Path) -> None:
    """Where images and packages come from, where it is not their publishers."""
    mirrors = {"registries": {"registry.k8s.io": "m.example.com/k8s"}, "packages": "https://m.example.com"}
    write(model, {X + "mirrors": mirrors})
    text = run("show", "model.json")
    assert "images of         registry.k8s.io from m.example.com/k8s" in text
    assert "packages          from https://m.example.com" in text


def test_show_wrong(model: Path) -> None:
    """A wrong model is not shown; its faults are."""
    write(model, WRONG)
    assert "error V5" in run("show", "model.json", code=2)


def test_show_for_programs(model: Path) -> None:
    """The blueprint, and the model with all defaults, which gives the same blueprint."""
    write(model, {})
    first = json.loads(run("show", "model.json", "--format", "json"))
    Path("all.json").write_text(run("show", "model.json", "--format", "model"))
    assert json.loads(run("show", "all.json", "--format", "json")) == first
    assert first["blueprint"]["masters"]["machines"][0]["address"] == "10.255.255.5"


@pytest.mark.parametrize(
    "topic", ["vmSize", "MASTERPROFILE.vmsize", "properties.agentPoolProfiles[1].vmSize", "V5", "a31"]
)
def test_explain(topic: str, snapshot: Any) -> None:
    """A field by the end of its path in any case, a rule by its id."""
    assert run("explain", topic) == snapshot


def test_explain_everything() -> None:
    """Each field and rule can be explained; the list without a topic names all of them."""
    everything = run("explain")
    for field in known(ApiModel):
        assert f"  {field.path}\n" in everything
        assert run("explain", field.path).startswith(field.path)
    for id_ in RULES:
        assert run("explain", id_).startswith(f"{id_} (")


def test_explain_every_id_of_a_fault() -> None:
    """Every id in the source has an explanation, also those that no rule of one field has; and the list has it."""
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "aksynth").rglob("*.py"))
    ids = set(re.findall(r'"([AV][1-9][0-9]{0,2})"', sources))
    assert {"A2", "A7", "A126", "A150", "V1"} <= ids
    listed = run("explain")
    for id_ in ids - set(RULES):
        assert run("explain", id_).startswith(f"{id_} (")
        assert f"  {id_:<5} " in listed


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("vmSise", "did you mean properties.masterProfile.vmSize?"),
        ("masterProfile.cuont", "did you mean properties.masterProfile.count?"),
        ("V35", "was a check of AKS Engine: kubeadm chooses"),
        ("V999", "  V99 "),
        ("A173", "  A73 "),
    ],
)
def test_explain_unknown(topic: str, words: str) -> None:
    """An unknown field or rule gets the nearest ones, and a check that is gone gets its reason."""
    assert words in run("explain", topic, code=2)


def test_schema() -> None:
    """The schema that is checked in."""
    text = run("schema")
    assert text == (ROOT / "docs/api-model.schema.json").read_text("utf-8")
    Draft202012Validator.check_schema(json.loads(text))


def test_versions() -> None:
    """Releases with the end of their support, and the catalogs' dates."""
    text = run("versions")
    assert "1.36        1.36.4  2027-06-28       default" in text
    found = json.loads(run("versions", "--format", "json"))
    assert [row["release"] for row in found["kubernetes"] if row["default"]] == ["1.36"]
    assert all(len(date) == 10 for date in found["catalogs"].values())


def test_init(model: Path, snapshot: Any) -> None:
    """A commented model that is right; a second time it refuses to write over it."""
    Path("id.pub").write_text(SSH_KEY)
    text = run("init", "model.json", "--dns-prefix", "abc", "--masters", "1", "--ssh-key", "id.pub")
    assert text == "model.json is written. Next: aksynth check model.json; aksynth show model.json --why\n"
    assert run("check", "model.json") == "1 model: no errors, no warnings; it can be synthesized\n"
    assert model.read_text() == snapshot
    assert "exists" in run("init", "model.json", "--dns-prefix", "abc", code=2)


def test_init_wrong_answers(model: Path) -> None:
    """Wrong answers write nothing."""
    assert "error V5" in run("init", "model.json", "--masters", "2", code=2)
    assert "cannot be read" in run("init", "model.json", "--ssh-key", "none.pub", code=2)
    assert not model.exists()


def test_init_asks(tmp_path: Path) -> None:
    """On a terminal it asks for what no option says."""
    parent, child = pty.openpty()
    program = [sys.executable, "-c", "from aksynth.cli import app; app()", "init", "model.json", "--agents", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    process = subprocess.Popen(program, cwd=tmp_path, stdin=child, stdout=child, stderr=child, env=environment)
    os.write(parent, b"asked\nwesteurope\n1\nStandard_D2s_v5\n")
    assert process.wait(60) == 0
    os.close(child)
    os.close(parent)
    found = json.loads((tmp_path / "model.json").read_text())
    assert found["location"] == "westeurope"
    assert found["properties"]["masterProfile"]["dnsPrefix"] == "asked"


def test_refresh(model: Path) -> None:
    """A catalog is written again, and a wrong file changes nothing."""
    source = Path("schedule.yaml")
    source.write_text("schedules: [" + ", ".join(
        f"{{release: {minor}, endOfLifeDate: 2030-01-01, previousPatches: [{{release: {minor}.99}}]}}"
        for minor in ("1.35", "1.36", "1.37")) + "]")  # fmt: skip
    assert "is renewed" in run("refresh", "kubernetes", "schedule.yaml", "--output", "new.json")
    assert json.loads(Path("new.json").read_text())["minors"]["1.36"]["patch"] == "1.36.99"
    assert "this is not what" in run("refresh", "vm-sizes", "schedule.yaml", code=2)
    assert "none.json" in run("refresh", "regions", "none.json", code=2)
    Path("tags").write_text("fatal: unable to access 'https://github.com/': Could not resolve host\n")
    assert "the source was not reached" in run("refresh", "containerd", "tags", code=2)
    assert "a file is missing" in run("refresh", "containerd", code=2)
    assert "git ls-remote --tags https://github.com/containerd/containerd" in run("refresh")


@pytest.mark.parametrize("arguments", [["check"], ["check", "m", "--format", "x"], ["nothing"], ["refresh", "x", "y"]])
def test_wrong_use(arguments: list[str]) -> None:
    """Exit code 2 and the usage, no traceback."""
    done = RUNNER.invoke(app, arguments)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_without_node() -> None:
    """A whole check starts no Node and loads no CDK."""
    code = "import sys\nfrom aksynth.cli import app\ntry: app(['check', 'examples/ha.json'])\nexcept SystemExit: pass\n"
    code += "print([m for m in ('cdktf', 'jsii', 'constructs') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_silence_is_counted(model: Path) -> None:
    """What a model silences is not forgotten."""
    write(model, {A + "vmSize": "Standard_D99_v99", X + "silence": {"A40": "a size of next year"}})
    assert run("check", "model.json") == "1 model: no errors, no warnings, 1 silenced; it can be synthesized\n"


def test_warnings_of_one_rule_are_one(model: Path) -> None:
    """People see the first with the others' paths, programs see each; errors are never put together."""
    sizes = {A + "vmSize": "Standard_D99_v99", M + "vmSize": "Standard_D98_v98", M + "count": 2}
    write(model, sizes)
    text = run("check", "model.json", code=2)
    assert text.count("warning A40") == 1
    assert "    and 1 more of A40: properties.agentPoolProfiles[0].vmSize\n" in text
    assert text.endswith("1 model: 1 error, 2 warnings; it cannot be synthesized\n")
    rows = json.loads(run("check", "model.json", "--format", "json", code=2))["faults"]
    assert [row["rule"] for row in rows].count("A40") == 2


def test_set(model: Path) -> None:
    """A value of the command line counts, and a fault of it names it in every format."""
    write(model, {M + "dnsPrefix": ""})
    assert "--set masterProfile.dnsPrefix=NAME" in run("check", "model.json", code=2)
    assert (
        run("check", "model.json", "--set", "masterProfile.dnsPrefix=mine")
        == "1 model: no errors, no warnings; it can be synthesized\n"
    )
    assert run("show", "model.json", "--set", "masterProfile.dnsPrefix=mine").startswith("mine: ")
    wrong = ["check", "model.json", "--set", "masterProfile.dnsPrefix=mine,masterProfile.count=2"]
    assert "model.json --set masterProfile.count error V5" in run(*wrong, code=2)
    (row,) = json.loads(run(*wrong, "--format", "json", code=2))["faults"]
    assert (row["set"], row["line"]) == ("masterProfile.count", 0)
    assert "from --set masterProfile.count" in run(*wrong, "--format", "github", code=2)


@pytest.mark.parametrize(
    ("command", "code"),
    [("explain", 0), ("schema", 0), ("--help", 0), ("check model.json", 2), ("explain V999", 2), ("nothing", 2)],
)
def test_closed_pipe(model: Path, command: str, code: int) -> None:
    """A reader that leaves early sees no traceback, and does not change the exit code."""
    write(model, WRONG)
    program = f"{sys.executable} -u -m aksynth {command} 2>errors | true; echo ${{PIPESTATUS[0]}}; cat errors"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", program], env=environment, capture_output=True, text=True, check=True)
    first, *errors = done.stdout.splitlines()
    assert (int(first), "Traceback" in done.stdout, "Exception" in done.stdout) == (code, False, False), errors


def test_closed_output(model: Path) -> None:
    """A command without an output has its exit code."""
    write(model, WRONG)
    program = f"{sys.executable} -m aksynth check model.json >&-; echo $?"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_full_disk(model: Path) -> None:
    """One line, and exit code 1."""
    with Path("/dev/full").open("w") as full:
        program = [sys.executable, "-m", "aksynth", "schema"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(program, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "the output cannot be written: No space left on device\n")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("masterProfile.vm", {"masterProfile.vmSize"}),
        ("vmSi", {"vmSize"}),
        ("A15", {"A15", "A150", "A151"}),
        ("x.", set()),
    ],
)
def test_completion(typed: str, completed: set[str]) -> None:
    """The shell completes fields and rules."""
    environment = {"_AKSYNTH_COMPLETE": "complete_bash", "COMP_WORDS": f"aksynth explain {typed}", "COMP_CWORD": "2"}
    done = RUNNER.invoke(app, [], env=environment, prog_name="aksynth")
    assert set(done.output.split()) == completed


def test_reasons_of_list_elements(model: Path) -> None:
    """Written elements say so, and added ones say why they are there."""
    write(model, {K + "addons": [{"name": "ip-masq-agent", "enabled": False}]})
    text = run("show", "model.json", "--why")
    assert "addons[0].name = ip-masq-agent  (written)" in text
    assert "addons[1].name = coredns  (derived: on by default)" in text


def test_ip_plan(model: Path, snapshot: Any) -> None:
    """A table of each subnet, the same as JSON, and pictures."""
    write(model, {M + "count": 3})
    assert run("ip-plan", "model.json") == snapshot
    document = json.loads(run("ip-plan", "model.json", "--format", "json", "--svg", "a.svg", "--html", "a.html"))
    assert sum(use["count"] for use in document["subnets"][0]["uses"]) == 2**20
    assert Path("a.svg").read_text().startswith("<svg ") and "<svg " in Path("a.html").read_text()
    assert run("diagram", "model.json").startswith("<svg ")
    assert run("diagram", "model.json", "--format", "mermaid", "-o", "a.mmd") == ""
    assert Path("a.mmd").read_text().startswith("flowchart LR\n")


@pytest.mark.parametrize("command", [["ip-plan"], ["diagram"], ["ip-plan", "--svg", "none/a.svg"]])
def test_pictures_of_nothing(model: Path, command: list[str]) -> None:
    """Faults as everywhere, and one line for a file that cannot be written."""
    is_wrong = len(command) == 1
    write(model, {M + "count": 2} if is_wrong else {})
    name, *options = command
    text = run(name, "model.json", *options, code=2)
    assert ("error V5" if is_wrong else "none/a.svg cannot be written: No such file or directory") in text
