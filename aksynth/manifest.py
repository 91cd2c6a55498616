"""A manifest as an add-on's `data` brings it: base64 of YAML or JSON documents."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import yaml

Object = dict[str, Any]


def text(data: str) -> str:
    """What `data` encodes. Raises ValueError where it is not base64 of text."""
    try:
        return base64.b64decode("".join(data.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("this is not base64 of a text") from error


def objects(data: str) -> list[Object]:
    """Every object of the manifest, those of lists one by one. Raises ValueError with the reason where it is none."""
    try:
        documents = [document for document in yaml.safe_load_all(text(data)) if document is not None]
    except yaml.YAMLError as error:
        raise ValueError(f"this is not YAML: {' '.join(str(error).split())}") from error
    found = [item for document in documents for item in _items(document)]
    if not found:
        raise ValueError("there is no object in it")
    return found


def _items(document: Any) -> list[Object]:
    if not isinstance(document, dict):
        raise ValueError("a document of it is no object")
    if str(document.get("kind")).endswith("List") and isinstance(document.get("items"), list):
        return [item for part in document["items"] for item in _items(part)]
    metadata = document.get("metadata")
    if not document.get("apiVersion") or not document.get("kind"):
        raise ValueError("an object of it has no apiVersion or no kind")
    if not isinstance(metadata, dict) or not metadata.get("name"):
        raise ValueError(f"a {document['kind']} of it has no name")
    return [document]
