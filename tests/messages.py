"""What constructs ask of cdktf, written down without a Node.

A stack passes hundreds of messages to Node and waits for each answer, and its JSON follows from these messages alone.
Where only a difference matters, the messages show it in a quarter of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jsii
from jsii._kernel.providers.base import BaseProvider
from jsii._kernel.types import (
    CreateRequest,
    CreateResponse,
    GetRequest,
    GetResponse,
    InvokeRequest,
    InvokeResponse,
    ObjRef,
    SetRequest,
    SetResponse,
    StaticInvokeRequest,
)

from aksynth import fast_bindings
from aksynth.blueprint import Blueprint

_RECORD = "/cluster/record/"
"""The construct that repeats the model for a later plan, and builds nothing."""


class Asked(BaseProvider):
    """Answers as the kernel of jsii does: with references to what was made, and with texts in the place of tokens.

    `messages` are those of all that is built, and `record` those of the record.
    """

    def __init__(self) -> None:
        self.messages: list[tuple[Any, ...]] = []
        self.record: list[tuple[Any, ...]] = []
        self._stack = ""

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """The arguments of the resources of a kind, by the path of their construct, named as in the JSON."""
        made = (message for message in self.messages if message[1] == "create")
        return {_path(ref): content[2] for ref, _, content in made if _kind(ref) == kind}

    def create(self, request: CreateRequest) -> CreateResponse:
        arguments = _plain(request.args)
        place = f"{_path(str(arguments[0]))}/{arguments[1]}" if len(arguments) > 1 else ""
        ref = f"{request.fqn}@{place.removesuffix('/Resource')}"
        if request.fqn == "cdktf.TerraformStack":
            self._stack = ref
        self._write(ref, "create", arguments)
        return CreateResponse(ref)

    def get(self, request: GetRequest) -> GetResponse:
        of, name = request.objref.ref, request.property
        if name == "node":
            return GetResponse(ObjRef(f"constructs.Node@{_path(of)}"))
        return GetResponse(_token(f"{of}.{name}"))

    def set(self, request: SetRequest) -> SetResponse:
        self._write(request.objref.ref, request.property, _plain(request.value))
        return SetResponse()

    def invoke(self, request: InvokeRequest) -> InvokeResponse:
        self._write(request.objref.ref, request.method, _plain(request.args))
        return InvokeResponse(_token(f"{request.objref.ref}.{request.method}()"))

    def sinvoke(self, request: StaticInvokeRequest) -> InvokeResponse:
        called, arguments = f"{request.fqn}.{request.method}", _plain(request.args)
        if called == "cdktf.TerraformStack.of":
            return InvokeResponse(ObjRef(self._stack))
        if called == "cdktf.Token.isUnresolved":
            return InvokeResponse("${" in str(arguments))
        if request.fqn in ("cdktf.Fn", "cdktf.Token"):
            token = _token(f"{called}{arguments}")
            return InvokeResponse([token] if request.method == "asList" else token)
        raise NotImplementedError(f"{called} is not known here: say what it answers")

    def _write(self, ref: str, *content: Any) -> None:
        (self.record if f"{_path(ref)}/".startswith(_RECORD) else self.messages).append((ref, *content))

    def _unknown(self, *request: Any, **options: Any) -> Any:
        raise NotImplementedError(f"{request} is not known here: say what it answers")

    load = getScriptCommand = sget = sset = complete = sync_complete = delete = _unknown
    begin = sbegin = end = callbacks = stats = _unknown


def asked(plan: Blueprint) -> Asked:
    """What the stack of a blueprint asks for."""
    fast_bindings.install()
    from cdktf import App

    from aksynth.stacks import ClusterStack

    with _answering() as found:
        ClusterStack(App(), "cluster", blueprint=plan)
    return found


@contextmanager
def _answering() -> Iterator[Asked]:
    kernel, found = jsii.kernel, Asked()
    node, kernel.provider = kernel.provider, found
    try:
        yield found
    finally:
        kernel.provider = node


def _token(text: str) -> str:
    """Nobody takes it for an id of Azure."""
    return f"${{{text.replace('/', ':')}}}"


def _path(ref: str) -> str:
    return ref.rpartition("@")[2]


def _kind(ref: str) -> str:
    """As in `azurerm_subnet`, of a class as in `@cdktf/provider-azurerm.subnet.Subnet`."""
    provider, _, name = ref.rpartition("@")[0].removeprefix("@cdktf/provider-").partition(".")
    return f"{provider}_{_snake(name.rpartition('.')[2])}"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)[A-Z]", lambda letter: f"_{letter[0]}", name).lower()


def _plain(value: Any) -> Any:
    """As in the JSON, with references in the place of objects."""
    if isinstance(value, dict):
        if "$jsii.struct" in value:
            data = value["$jsii.struct"]["data"].items()
            return {_snake(name): _plain(part) for name, part in data if part is not None}
        return {name: _plain(part) for name, part in value.get("$jsii.map", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    reference = getattr(value, "__jsii_ref__", None)
    return reference.ref if reference is not None else value
