"""Read a model from a file and report all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aksynth.apimodel import ApiModel, Document, Fault, parse, read_text
from aksynth.apimodel.custom_files import read_sources
from aksynth.apimodel.masking import hidden, masked, secrets
from aksynth.defaults import Filled, fill
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.placeholders import without_placeholders
from aksynth.rules.registry import RULES
from aksynth.rules.structure import without_fields_of_missing

NOT_BUILT = "A10"


@dataclass(frozen=True)
class Reading:
    """The result of reading a model. `filled` is None if the model has an error; `faults` are in the order of the file.

    `text` is the text of the file, with stars in place of values that may be secret. `silenced` are the faults that the
    model silences. `document` is None if the file cannot be read.
    """

    text: str
    filled: Filled | None
    faults: tuple[Fault, ...]
    silenced: tuple[Fault, ...] = ()
    document: Document | None = field(default=None, repr=False)

    def with_faults(self, faults: Sequence[Fault]) -> Reading:
        """The reading with more faults, each with the line of its path."""
        if self.document:
            faults = _placed(self.document, [fault for fault in faults if self.document.can_judge(fault.path)])
        failed = any(fault.severity == "error" for fault in faults)
        together = _sorted([*self.faults, *faults])
        return replace(self, filled=None if failed else self.filled, faults=together)


def read(path: Path, *, to_build: bool = False, settings: Sequence[str] = ()) -> Reading:
    """A model from a file. `to_build`: what this version does not build yet is an error, else a warning. `settings` are
    those of `--set`, which count before the file."""
    text, faults = read_text(path)
    if faults:
        return Reading("", None, faults)
    return read_string(text, to_build=to_build, settings=settings, folder=path.parent)


def read_string(text: str, *, to_build: bool = False, settings: Sequence[str] = (), folder: Path = Path()) -> Reading:
    """The same from the text itself. The relative paths of files that the model names start at `folder`."""
    document = parse(text, settings)
    filled = fill(document.model, read_sources(document.model, folder)) if document.model else None
    loud, silent = _all_faults(document, filled)
    if to_build:
        loud = [replace(fault, severity="error") if fault.rule == NOT_BUILT else fault for fault in loud]
    placed = _placed(document, without_placeholders(document, loud))
    failed = any(fault.severity == "error" for fault in placed)
    silenced = _placed(document, silent)
    return Reading(masked(text, document.text), None if failed else filled, placed, silenced, document)


def _placed(document: Document, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    if not faults:
        return ()
    given = document.settings.values.items() if document.settings else ()
    kept = [*secrets(document.text), *(text for path, text in given if len(text) >= 6 and hidden(path, text))]
    kept.sort(key=len, reverse=True)
    return _sorted([_clean(document.placed(fault), kept) for fault in faults])


def _sorted(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda f: (f.line, f.column, f.rule)))


def _clean(fault: Fault, kept: list[str]) -> Fault:
    """The fault without any text of the model that may be secret."""
    value, message = fault.value, fault.message
    if value and hidden(fault.path, value):
        value = ""
    for text in kept:
        value, message = value.replace(text, "..."), message.replace(text, "...")
        if value.endswith("...") and text[:6] in value:
            value = ""
    return replace(fault, value=value, message=message)


def _all_faults(document: Document, filled: Filled | None) -> tuple[list[Fault], list[Fault]]:
    """Faults of form and of rules. A value of a wrong type is not judged, nor what contains it; everything else is."""
    if document.model is None or filled is None:
        return list(document.faults), []
    case = Case(document.model, filled)
    every = [fault for rule in RULES.values() for fault in rule.faults(case)]
    found = without_fields_of_missing([fault for fault in every if document.can_judge(fault.path)])
    reasons = document.model.properties.aksynth.silence or {}
    silenced = {id_ for id_, reason in reasons.items() if id_ in RULES and RULES[id_].silenceable and reason.strip()}
    loud = [
        *document.faults,
        *(fault for fault in found if fault.rule not in silenced),
        *([] if document.unknown else _idle(document.model, found)),
    ]
    return loud, [fault for fault in found if fault.rule in silenced]


def _idle(model: ApiModel, found: list[Fault]) -> list[Fault]:
    """A rule that is silenced without a fault would hide a later fault."""
    return [
        Fault(
            rule="A72",
            path=(*AKSYNTH_PATH, "silence", id_),
            message=f"rule {id_} finds no fault in this model",
            advice="remove the entry",
            severity="warning",
        )
        for id_ in model.properties.aksynth.silence or {}
        if id_ in RULES and RULES[id_].silenceable and id_ not in {fault.rule for fault in found}
    ]
