"""Lives of a cluster in the simulated Azure, each a chain of Terraform commands."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clusters import ANSWERS, changed
from kept import kept
from states import FILE
from synthesis import synthesized
from terraform_workspace import KEPT, Stack

from .texts import texts_beside


@dataclass
class Life:
    """What was seen on the way: state values, planned actions and the words of what failed."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    second_plan: dict[str, list[str]] = field(default_factory=dict)
    refused_destroy: str = ""
    unprotected: str = ""
    left: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """Everything that Terraform keeps or is given, by file name."""


def workspace(folder: Path, environment: dict[str, str], document: dict[str, Any]) -> Stack:
    """The document's stack in a directory of its own, with the answers to its variables."""
    stack = _empty(folder, environment)
    renew(stack, document)
    return stack


def _empty(folder: Path, environment: dict[str, str]) -> Stack:
    place = folder / "stack"
    place.mkdir(parents=True, exist_ok=True)
    return Stack(place, {**environment, **ANSWERS})


def applied(folder: Path, environment: dict[str, str], document: dict[str, Any]) -> Stack:
    """The same after a first apply, of which a test may get a copy."""

    def apply(place: Path) -> None:
        workspace(place, environment, document).init().apply()

    made = kept(Path(environment[KEPT]), f"applied {json.dumps(document)}", apply)
    shutil.copytree(made / "stack", folder / "stack", symlinks=True)
    return Stack(folder / "stack", {**environment, **ANSWERS})


def renew(stack: Stack, document: dict[str, Any]) -> None:
    """Synthesize again into the same directory, as on day 2. Long texts are in files, and the state at an address."""
    content = json.loads(configuration(stack, document))
    content["locals"] = texts_beside(content["locals"], stack.folder)
    content["terraform"]["backend"] = {"http": {}}
    stack.write(json.dumps(content, indent=2), "cdk.tf.json")


def configuration(stack: Stack, document: dict[str, Any]) -> str:
    """What a user gets, but for the place of the state."""
    return synthesized(Path(stack.environment[KEPT]), document).replace("../../../terraform.", "terraform.")


def _leave_local_state(stack: Stack, document: dict[str, Any]) -> None:
    renew(stack, document)
    (local,) = stack.folder.glob("*.tfstate")
    local.rename(stack.folder / FILE)
    stack.run("init", "-input=false", "-reconfigure")


def unprotected(document: dict[str, Any]) -> dict[str, Any]:
    return changed(document, "properties.aksynth.protect", False)


def whole_life(
    folder: Path, environment: dict[str, str], document: dict[str, Any], refuses: bool = False, **extra: str
) -> Life:
    """init, plan, apply the plan, plan again, and destroy without the protection. Where `refuses` is true, a destroy is
    tried before with the protection, and an apply between them.

    The first plan and its apply read the configuration as a user gets it, and all that follows as day 2 of other tests
    does. The second plan refreshes everything, and the destroys need not refresh again."""
    life = Life()
    stack = _empty(folder, {**environment, **extra})
    stack.write(configuration(stack, document), "cdk.tf.json")
    stack.init()
    life.texts["what plan says"] = stack.run("plan", "-input=false", "-out=plan").stdout
    life.texts["plan"] = stack.run("show", "-json", "plan").stdout
    life.texts["first binary plan"] = (stack.folder / "plan").read_bytes().decode("latin-1")
    life.texts["what apply says"] = stack.run("apply", "-input=false", "plan").stdout
    life.values, life.outputs = stack.values(), stack.outputs()
    for path in [*stack.folder.glob("*.tfstate"), stack.folder / "cdk.tf.json"]:
        life.texts[path.name] = path.read_text("utf-8")
    _leave_local_state(stack, document)
    life.second_plan = stack.plan()
    life.texts["binary plan"] = (stack.folder / "plan").read_bytes().decode("latin-1")
    if refuses:
        life.refused_destroy = stack.run("destroy", "-auto-approve", "-refresh=false", check=False).stderr
    renew(stack, unprotected(document))
    if refuses:
        life.unprotected = stack.apply().stdout
    stack.destroy("-refresh=false")
    life.left = stack.values()
    return life
