"""Api models at another place of a file than its top."""

from __future__ import annotations

from typing import Any

_PROFILES = {"masterprofile", "orchestratorprofile"}
_DEEPEST = 3


def misplaced(value: dict[str, Any]) -> tuple[str, str] | None:
    """Where the api model or its profiles are and what to do, if the object is not an api model itself."""
    if "properties" in _lower(value):
        return None
    if _PROFILES & set(_lower(value)):
        return "the profiles are outside of properties", 'put them into "properties", beside "apiVersion": "vlabs"'
    path = _inside(value, ())
    return (f"the api model is below {'.'.join(path)}", "write it to a file of its own") if path else None


def is_model(value: Any) -> bool:
    return bool(_PROFILES & set(_lower(_lower(value).get("properties"))))


def _lower(value: Any) -> dict[str, Any]:
    return {str(key).lower(): item for key, item in value.items()} if isinstance(value, dict) else {}


def _inside(value: dict[str, Any], path: tuple[str, ...]) -> tuple[str, ...]:
    for key, item in value.items():
        here = (*path, str(key))
        if is_model(item):
            return here
        if isinstance(item, dict) and len(here) < _DEEPEST and (found := _inside(item, here)):
            return found
    return ()
