"""Write the reference pages from fields, rules and catalogs: `python -m aksynth.reference`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from aksynth.apimodel import known, render
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.schema import schema
from aksynth.apimodel.status import today
from aksynth.apimodel.walk import Known
from aksynth.catalog.data import read
from aksynth.rules import RULES, Rule, example, read_string
from aksynth.whole_rules import WHOLE_RULES

_INTRODUCTION = (
    "Every field, as `aksynth explain FIELD` describes it. Keys are not case-sensitive; a key that begins",
    'with `//` is a comment; `null` and `""` leave a field unset. *Not yet* marks what is understood and checked,',
    "and not built by this version; *only* names the values that are built. Retired fields and values are at the end.",
)
_HEAD = ("| Field | Default | Allowed | Meaning |", "| --- | --- | --- | --- |")
_RULES = (
    "Ids that begin with V are AKS Engine's own checks, those that begin with A are aksynth's. `aksynth explain",
    "RULE` prints the same text. The examples change a small valid model. Dots separate the keys of a path.",
)


def page(name: str) -> str:
    """The text of a page by its name below docs/, one of PAGES."""
    return "\n".join(PAGES[name]()) + "\n"


def _schema() -> Iterator[str]:
    yield json.dumps(schema(), indent=2)


def _api_model() -> Iterator[str]:
    yield "# The api model"
    yield ""
    yield from _INTRODUCTION
    sections: dict[str, list[str]] = {}
    for field in known(ApiModel):
        if row := _row(field):
            sections.setdefault(field.path.rpartition(".")[0], []).append(row)
    for parent, rows in sections.items():
        yield from ["", f"## {parent or 'Top level'}", "", *_HEAD, *rows]
    yield from _retired()


def _row(field: Known) -> str:
    """Empty for a profile, whose fields have separate rows, and for a retired field."""
    alias = field.field.alias or ""
    if field.status.is_retired or not (field.facts.unset or field.facts.rule or field.facts.reaches):
        return ""
    name = f"`{alias}`{_mark(field)}"
    unit = f" [{field.facts.unit}]" if field.facts.unit else ""
    cells = [name, field.facts.unset, _allowed(field), f"{field.field.description}{unit}"]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _allowed(field: Known) -> str:
    facts = field.facts
    checked = f"[{facts.rule}](errors.md#{facts.rule.lower()})" if facts.rule in RULES else ""
    if facts.numbers:
        return f"{', '.join(map(str, facts.numbers))} {checked}".strip()
    if facts.values:
        values = [v for v in facts.values if not facts.status or v not in facts.status.replaced]
        return f"{', '.join(values)} {checked}".strip()
    bounds = f"{facts.minimum} to {facts.maximum}" if facts.maximum is not None else f"{facts.minimum} or more"
    return f"{bounds if facts.minimum is not None else ''} {checked}".strip()


def _mark(field: Known) -> str:
    """Which values are built, if not all are."""
    status = field.status
    named = [value if isinstance(value, str) else json.dumps(value) for value in status.values or ()]
    if len(named) and not isinstance((status.values or ())[0], dict):
        return f" *only {', '.join(named)}*"
    return " *not yet*" if status.kind == "not built" else ""


def _retired() -> Iterator[str]:
    yield from ["", "## Retired fields", "", "| Field | What becomes of it |", "| --- | --- |"]
    fields = [(field.path.removeprefix("properties."), field.status) for field in known(ApiModel) if field.decides]
    yield from (f"| `{path}` | {today(status)} |" for path, status in fields if status.is_retired)
    yield from ["", "## Retired values", "", "| Field | Value | Becomes | Why |", "| --- | --- | --- | --- |"]
    for path, status in fields:
        for value, row in status.replaced.items():
            yield f"| `{path}` | {value} | {row.becomes or 'nothing'} | {row.why} |"


def _cis() -> Iterator[str]:
    table = read("cis")
    yield from [
        "# The CIS benchmark",
        "",
        f"{table['source'].partition(';')[0]}. A test compares each row with the",
    ]
    yield from ["rendered files. An exception has its reason.", "", "| Number | Subject | How |", "| --- | --- | --- |"]
    for number, (subject, how) in table["rows"].items():
        yield f"| {number} | {subject} | {'; '.join(_way(kind, wanted) for kind, wanted in how.items())} |"


def _way(kind: str, wanted: Any) -> str:
    match kind:
        case "kubeadm" | "exception":
            return f"{kind}: {wanted}"
        case "absent":
            return f"{wanted[0]} has no `{wanted[1]}`"
        case "file":
            return f"`{wanted[1]}` in its file"
        case "script":
            return f"`{wanted[0]}`"
        case "kubelet":
            return f"kubelet: `{wanted[0]}: {json.dumps(wanted[1])}`"
        case _:
            return f"{kind}: `--{wanted[0]}`"


_CHECKOV = (
    "# Checkov",
    "",
    "`make test` runs [checkov](https://www.checkov.io) on the plans of its clusters. Every check passes but those of",
    "this table. A failure that is not here fails the test, and so does a row that no failure needs.",
    "",
    "| Check | What it wants | Where | Why it is not so |",
    "| --- | --- | --- | --- |",
)


def _checkov() -> Iterator[str]:
    yield from _CHECKOV
    for id_, row in read("checkov")["exceptions"].items():
        where = ", ".join(f"`{address}`" for address in row["resources"])
        yield f"| {id_} | {row['title']} | {where} | {row['why']} |"


_STATE = (
    "# Secrets in the Terraform state",
    "",
    "Every attribute that a provider marks as sensitive or write-only, of every resource that aksynth makes: what the",
    "state holds, and why it opens nothing. A new such attribute fails a test until it is here.",
    "",
    "| Attribute | The state holds | Why it opens nothing |",
    "| --- | --- | --- |",
)


def _state_secrets() -> Iterator[str]:
    yield from _STATE
    for name, row in read("state_secrets")["attributes"].items():
        yield f"| `{name}` | {row['holds']} | {row['why']} |"


def _errors() -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield from _RULES
    yield from ["", "## Form", ""]
    yield from (f"* **{id_}** {rule.title} Do: {rule.remedy}." for id_, rule in WHOLE_RULES.items())
    yield from ["", "## Several models", ""]
    for rule in sorted(RULES.values(), key=lambda rule: (rule.id[0], int(rule.id[1:]))):
        yield from _error(rule)
    yield from ["", "## Obsolete checks of AKS Engine", "", "| Id | Why |", "| --- | --- |"]
    yield from (f"| {id_} | {why} |" for id_, why in read("rules_gone")["rules"].items())


def _error(rule: Rule) -> Iterator[str]:
    silence = f' Can be silenced: `"silence": {{"{rule.id}": "reason"}}`.' if rule.silenceable else ""
    yield from ["", f"## {rule.id}", "", f"{rule.title} {rule.why}".strip()]
    yield from ["", f"A{'n error' if rule.severity == 'error' else ' warning'}. Source: {rule.source}.{silence}"]
    yield from ["", "```text", *_told(rule), "```", "", "Right:", "", "```json", *_patch(rule), "```"]


def _told(rule: Rule) -> list[str]:
    faults = read_string(json.dumps(example(rule.wrong), indent=2)).faults
    return render([fault for fault in faults if fault.rule == rule.id], "model.json").split("\n")


def _patch(rule: Rule) -> list[str]:
    return json.dumps({path: value for path, value in rule.right.items() if value is not None}, indent=2).split("\n")


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "api-model.md": _api_model,
    "errors.md": _errors,
    "cis.md": _cis,
    "checkov.md": _checkov,
    "terraform-state.md": _state_secrets,
    "api-model.schema.json": _schema,
}
"""The lines of each page by its name below docs/."""


def main() -> None:
    """Write the pages of this checkout."""
    folder = Path(__file__).resolve().parent.parent / "docs"
    for name in PAGES:
        (folder / name).write_text(page(name), "utf-8")


if __name__ == "__main__":
    main()
