"""The time provider, with real sleeps unless TFSIM_NO_SLEEP is set."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta

from .checks import Problem, ProviderError
from .planning import Object, Plan
from .provider import Provider
from .values import Unknown, known

UNITS = ("years", "months", "days", "hours", "minutes", "seconds")
ORDER = ("days", "hours", "minutes", "months", "seconds", "years")  # in which the real provider adds them


class Time(Provider):
    name = "time"

    def modify_plan(self, kind: str, prior: Object | None, config: Object, plan: Plan) -> None:
        verb, base = {"time_offset": ("offset", "base_rfc3339"), "time_rotating": ("rotation", "rfc3339")}.get(
            kind, ("", "")
        )
        spans = [name for name in plan.planned if verb and name.startswith(f"{verb}_")]
        if prior is None or all(prior[name] == plan.planned[name] for name in spans):
            return
        if isinstance(plan.planned[base], Unknown):
            plan.planned[base] = prior[base]
        if known(plan.planned[base]) and all(known(plan.planned[n]) for n in spans if n != "rotation_rfc3339"):
            _compute(kind, plan.planned)

    def create(self, kind: str, new: Object) -> list[Problem] | None:
        if kind == "time_sleep":
            self._sleep(new["create_duration"])
            new["id"] = _text(datetime.now(UTC))
        else:
            _compute(kind, new)
        return None

    def update(self, kind: str, prior: Object, new: Object) -> list[Problem] | None:
        if kind in ("time_offset", "time_rotating"):
            _compute(kind, new)
        return super().update(kind, prior, new)

    def delete(self, kind: str, prior: Object) -> list[Problem] | None:
        if kind == "time_sleep":
            self._sleep(prior["destroy_duration"])
        return None

    def read(self, kind: str, state: Object) -> Object | None:
        end = state.get("rotation_rfc3339")
        return None if end and datetime.now(UTC) > _parse(end) else state

    def import_(self, kind: str, identity: str) -> Object:
        base, *rest = identity.split(",")
        out: Object = {"triggers": {}}
        if kind == "time_static":
            out["rfc3339"] = base
        elif kind == "time_offset" and len(rest) == 6:
            out |= {"base_rfc3339": base, **{f"offset_{u}": int(v) for u, v in zip(UNITS, rest, strict=False) if v}}
        elif kind == "time_rotating" and len(rest) in (1, 5):
            parts = (
                {"rotation_rfc3339": rest[0]}
                if len(rest) == 1
                else {f"rotation_{u}": int(v) for u, v in zip(UNITS, rest, strict=False) if v}
            )
            out |= {"rfc3339": base, **parts}
        elif kind == "time_sleep" and len(rest) == 1:
            return {
                **out,
                "create_duration": base or None,
                "destroy_duration": rest[0] or None,
                "id": _text(datetime.now(UTC)),
            }
        else:
            raise ProviderError("Unexpected Format of ID", f"Unexpected format of ID ({identity!r})")
        _compute(kind, out)
        return out

    def _sleep(self, duration: str | None) -> None:
        match = re.fullmatch(r"([0-9.]+)(ms|s|m|h)", duration or "")
        if match and not self.here.get("TFSIM_NO_SLEEP"):
            seconds = float(match[1]) * {"ms": 0.001, "s": 1, "m": 60, "h": 3600}[match[2]]
            if self.stopping.wait(seconds):
                raise ProviderError("Create time sleep error", "Original Error: context canceled")


def _parse(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise ProviderError("Invalid RFC3339 time", str(error)) from None


def _text(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _add(moment: datetime, unit: str, amount: int) -> datetime:
    if unit not in ("years", "months"):
        return moment + timedelta(**{unit: amount})
    years, month = divmod(moment.month - 1 + (amount if unit == "months" else 12 * amount), 12)
    # As in Go, a day that the month does not have runs over into the next one.
    last = calendar.monthrange(moment.year + years, month + 1)[1]
    moved = moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, last))
    return moved + timedelta(days=max(0, moment.day - last))


def _compute(kind: str, values: Object) -> None:
    """Set what follows from the base time."""
    base = "base_rfc3339" if kind == "time_offset" else "rfc3339"
    given = values.get(base)
    start = _parse(given) if isinstance(given, str) and given else datetime.now(UTC).replace(microsecond=0)
    values[base] = values["id"] = given if isinstance(given, str) and given else _text(start)
    moment = start
    if kind == "time_offset":
        for unit in ORDER:
            moment = _add(moment, unit, int(values.get(f"offset_{unit}") or 0))
        values["rfc3339"] = _text(moment)
    elif kind == "time_rotating":
        end = values.get("rotation_rfc3339")
        moment = _parse(end) if isinstance(end, str) and end else start
        for unit in ORDER:  # the last one that is set counts, they do not add up
            if values.get(f"rotation_{unit}"):
                moment = _add(start, unit, int(values[f"rotation_{unit}"]))
        values["rotation_rfc3339"] = _text(moment)
    for unit in UNITS:
        values[unit.removesuffix("s")] = getattr(moment, unit.removesuffix("s"))
    values["unix"] = int(moment.timestamp())
