"""The gRPC service around a simulated provider."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import grpc

from . import wire

if TYPE_CHECKING:
    from .provider import Provider


class Service(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Routes the calls of tfplugin5.Provider to the methods of a Provider that have the same name.

    ``provider`` is that of a connection, by the address of the other end.
    """

    def __init__(
        self, schema: Callable[[], bytes], provider: Callable[[str], Provider], shut_down: Callable[[], bytes]
    ) -> None:
        self.schema, self.provider, self.shut_down = schema, provider, shut_down

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        service, _, method = details.method.lstrip("/").rpartition("/")
        if (service, method) == ("plugin.GRPCController", "Shutdown"):
            return grpc.unary_unary_rpc_method_handler(lambda request, context: self.shut_down())
        if service != "tfplugin5.Provider":
            return None  # the broker and stdio streams: go-plugin accepts "unimplemented" there
        if method == "GetSchema":
            return grpc.unary_unary_rpc_method_handler(lambda request, context: self.schema())
        if method == "Stop":
            return grpc.unary_unary_rpc_method_handler(lambda request, context: self.stop(context.peer()))
        if f"{method}.Response" not in wire.MESSAGES:
            return None
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self.call(method, request, context.peer()))

    def call(self, method: str, request: bytes, peer: str) -> bytes:
        """One provider call; whatever goes wrong in it becomes an error that Terraform shows."""
        try:
            answer = getattr(self.provider(peer), method)(wire.decode(f"{method}.Request", request))
        except Exception:
            import traceback

            summary = f"tfsim: internal error in {method}"
            answer = {"diagnostics": [{"severity": 1, "summary": summary, "detail": traceback.format_exc()}]}
        return wire.encode(f"{method}.Response", answer)

    def stop(self, peer: str) -> bytes:
        self.provider(peer).stopping.set()
        return b""


def server(service: Service) -> grpc.Server:
    """A server of one provider, without a port."""
    made = grpc.server(ThreadPoolExecutor(32), options=[("grpc.max_receive_message_length", -1)])
    made.add_generic_rpc_handlers((service,))
    return made
