"""An OpenTelemetry collector on loopback that keeps what it is sent: the real protocol, over gRPC."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as service


class Collector(service.TraceServiceServicer):
    """`spans` holds every span that came, in the protocol's own form."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.url = ""

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol names it
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return messages.ExportTraceServiceResponse()


@contextmanager
def collector() -> Iterator[Collector]:
    """The collector while the block runs."""
    kept, server = Collector(), grpc.server(ThreadPoolExecutor(2))
    service.add_TraceServiceServicer_to_server(kept, server)
    kept.url = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield kept
    finally:
        server.stop(0)
