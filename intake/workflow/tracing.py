"""Which run is in hand: an id through every line of the log, and a span a step where somebody collects them.

Spans are off until OpenTelemetry's own `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector. They hold ids and
names of steps, never the words of a mail.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from intake.errors import Misconfigured

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_provider: Any = None


@contextmanager
def collecting() -> Iterator[None]:
    """Send spans to the collector that the environment names, if any, while the block runs.

    Raises Misconfigured where OpenTelemetry is not installed.
    """
    global _provider
    if not any(os.environ.get(name) for name in ENDPOINTS):
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as exc:
        raise Misconfigured(
            f"{ENDPOINTS[0]} is set and OpenTelemetry is not installed", mend="install mailroom[otel]"
        ) from exc
    name = os.environ.get("OTEL_SERVICE_NAME", "mailroom")
    # A provider of our own, not the process's: other libraries' spans are not ours to send.
    _provider = TracerProvider(resource=Resource.create({"service.name": name}))
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield
    finally:
        _provider.shutdown()
        _provider = None


@contextmanager
def running(ident: int, run: int) -> Iterator[None]:
    """All that is logged inside belongs to this run of this mail."""
    from structlog.contextvars import bound_contextvars

    with bound_contextvars(run=f"{ident}-{run}"), span("mail", mail=ident, run=run):
        yield


def span(name: str, **attributes: str | int) -> Any:
    """A span under the one that is open on this thread."""
    if _provider is None:
        return nullcontext()
    named = {f"mailroom.{key}": value for key, value in attributes.items()}
    return _provider.get_tracer("mailroom").start_as_current_span(f"mailroom.{name}", attributes=named)
