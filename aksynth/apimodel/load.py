"""Read an api model from a file, and report all faults of form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from aksynth.apimodel.fault import Fault
from aksynth.apimodel.foreign import of_bytes, of_json, of_text
from aksynth.apimodel.json_reader import BrokenJsonError, JsonText, Path
from aksynth.apimodel.keys import COMMENT, Canonical, written_twice
from aksynth.apimodel.kinds import typed
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.settings import Settings
from aksynth.apimodel.slips import slip

LARGEST = 10 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """The result of reading a text. `model` is None if it is not an object; `faults` have no position yet.

    The values at `unknown` have a wrong type and are not in the model.
    """

    text: JsonText | None
    written: dict[Path, Path]
    model: ApiModel | None
    faults: tuple[Fault, ...]
    settings: Settings | None = None
    unknown: frozenset[Path] = frozenset()

    def can_judge(self, path: Path) -> bool:
        """Whether no value at, above or below this path is unknown."""
        return not any(path[: len(other)] == other or other[: len(path)] == path for other in self.unknown)

    def placed(self, fault: Fault) -> Fault:
        """The fault with line and column of its path, or of the nearest path above it that is written."""
        if self.text is None or fault.line or fault.setting:
            return fault
        path = fault.path
        origins = self.settings.origins if self.settings else {}
        while path and path not in origins and path not in self.written and path not in self.text.offsets:
            path = path[:-1]
        if path in origins:
            return replace(fault, setting=origins[path])
        written = self.written.get(path, path)
        line, column = self.text.position(self.text.offsets.get(written, 0))
        return replace(fault, line=line, column=column)


def read_text(path: FilePath) -> tuple[str, tuple[Fault, ...]]:
    """The file's text, or the fault that keeps it from being read."""
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            return "", (_unreadable("is larger than 10 MiB, the limit for an api model"),)
        if path.is_dir():
            return "", (_unreadable("is a directory", "name the api model in it; AKS Engine calls it apimodel.json"),)
        data = path.read_bytes()
        if binary := of_bytes(data):
            return "", (_unreadable(*binary),)
        return data.decode("utf-8-sig"), ()
    except OSError as error:
        return "", (_unreadable(f"cannot be read: {error.strerror}"),)
    except UnicodeDecodeError as error:
        wide = error.object[:2] in (b"\xff\xfe", b"\xfe\xff")
        return "", (_unreadable("is UTF-16 text; save it as UTF-8" if wide else "is not UTF-8 text"),)


def _unreadable(message: str, advice: str = "name a JSON file with an api model") -> Fault:
    return Fault(rule="A2", path=(), message=f"the file {message}", advice=advice)


def parse(text: str, settings: Sequence[str] = ()) -> Document:
    """Form only: JSON, keys and types. What the values mean is for `aksynth.rules`. `settings` are those of `--set`."""
    try:
        parsed = JsonText(text)
    except BrokenJsonError as error:
        return Document(None, {}, None, (_broken(text, error),))
    if other := of_json(parsed.value):
        return Document(parsed, {}, None, (Fault(rule="A6", path=(), message=other[0], advice=other[1]),))
    applied = Settings(settings, parsed.value)
    canonical = Canonical(parsed.value, ApiModel)
    twice = [path for path in parsed.twice if not any(str(part).startswith(COMMENT) for part in path)]
    faults = [*applied.faults, *map(written_twice, twice), *canonical.faults]
    read = typed(canonical.value)
    return Document(parsed, canonical.written, read.model, (*faults, *read.faults), applied, read.unknown)


def _broken(text: str, error: BrokenJsonError) -> Fault:
    before = text[: error.offset]
    line, column = before.count("\n") + 1, error.offset - (before.rfind("\n") + 1) + 1
    if other := of_text(text, error.offset):
        return Fault(rule="A6", path=(), message=other[0], advice=other[1], line=line, column=column)
    what, advice = slip(text, error.offset) or (str(error), "correct the JSON at this line and column")
    return Fault(rule="A3", path=(), message=f"this is not JSON: {what}", advice=advice, line=line, column=column)
