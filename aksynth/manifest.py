"""The manifest in `data` of an add-on: base64 of YAML or JSON documents."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import yaml

Object = dict[str, Any]


def text(data: str) -> str:
    """The text that `data` encodes. Raises ValueError if it is not base64 of text."""
    try:
        return base64.b64decode("".join(data.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("this is not base64-encoded text") from error


def objects(data: str) -> list[Object]:
    """All objects of the manifest. A list counts as its items. Raises ValueError with the reason if it is not a
    manifest."""
    found = [item for document in _documents(text(data)) for item in _items(document)]
    if not found:
        raise ValueError("it contains no object")
    for item in found:
        _check(item)
    return found


def _documents(manifest: str) -> list[Any]:
    """PyYAML also raises other errors: for values that contradict their tag, and for deep nesting."""
    try:
        return [document for document in yaml.safe_load_all(manifest) if document is not None]
    except yaml.YAMLError as error:
        raise ValueError(f"this is not YAML: {' '.join(str(error).split())}") from error
    except (AttributeError, LookupError, RecursionError, ValueError) as error:
        raise ValueError("this is not YAML: a value does not match its tag") from error


def _items(document: Any) -> list[Any]:
    is_list = isinstance(document, dict) and str(document.get("kind")).endswith("List")
    return list(document["items"]) if is_list and isinstance(document.get("items"), list) else [document]


def _check(item: Any) -> None:
    if not isinstance(item, dict):
        raise ValueError("a document is not an object")
    if not _is_text(item.get("apiVersion")) or not _is_text(item.get("kind")):
        raise ValueError("an object has no apiVersion or no kind")
    metadata = item.get("metadata")
    if not isinstance(metadata, dict) or not _is_text(metadata.get("name")):
        raise ValueError(f"a {item['kind']} has no name")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""
