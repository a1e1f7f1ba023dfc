"""What each provider's LangChain class wants to be told in its own way, and how its errors are read."""

import math
from collections.abc import Callable
from typing import Any, Final

from intake.config import ModelSettings
from intake.errors import Misconfigured

Options = dict[str, Any]


def connect(model: ModelSettings) -> Any:
    """LangChain's chat model. Raises Misconfigured where provider or package is unknown."""
    from langchain.chat_models import init_chat_model

    provider, _, name = model.name.partition(":")
    options: Options = {
        "timeout": model.timeout_s,
        "max_retries": 0,  # `Caller` tries again itself, and counts each try
        "max_tokens": model.max_output_tokens,
        "temperature": model.temperature,
        "base_url": model.base_url,
        "api_key": model.api_key() or ("none" if model.base_url and provider not in _OTHER_SIGN_IN else None),
    }
    options = _OWN_WAY.get(provider, dict)(options) | model.options
    try:
        return init_chat_model(
            f"{_SERVED_BY.get(provider, provider)}:{name}" if name else model.name,
            **{k: v for k, v in options.items() if v is not None},
        )
    except (ImportError, ValueError, TypeError) as exc:
        raise Misconfigured(
            f"model {model.name}: {str(exc).splitlines()[0][:200]}",
            mend="write provider:model and install its extra",
        ) from exc


def _ollama(options: Options) -> Options:
    """No key, no retries of its own; the time-out belongs to the HTTP client."""
    return {
        "num_predict": options["max_tokens"],
        "client_kwargs": {"timeout": options["timeout"]},
        "temperature": options["temperature"],
        "base_url": options["base_url"],
    }


def _azure(options: Options) -> Options:
    """The resource's address is its own option; the model's name is that of the deployment."""
    return {**options, "base_url": None, "azure_endpoint": options["base_url"]}


def _google(options: Options) -> Options:
    """0 stands for the SDK's own number of tries, 1 for a single one."""
    return {**options, "max_retries": 1}


def _whole_seconds(options: Options) -> Options:
    return {**options, "timeout": math.ceil(options["timeout"])}


_OWN_WAY: Final[dict[str, Callable[[Options], Options]]] = {
    "ollama": _ollama,
    "azure_openai": _azure,
    "google_genai": _google,
    "mistralai": _whole_seconds,
    "bedrock": _whole_seconds,
    "bedrock_converse": _whole_seconds,
}
_SERVED_BY: Final = {"bedrock": "bedrock_converse"}
"""Bedrock's one interface for all of its models; the older one has a shape for each."""
_OTHER_SIGN_IN: Final = frozenset({"bedrock", "bedrock_converse"})
"""Who finds credentials by itself where no key is given."""


def failure_kind(exc: BaseException) -> str:
    """The class of a provider's error: by its status, else by its name."""
    status, name = _status(exc), type(exc).__name__.lower()
    if status == 429 or "ratelimit" in name or "throttl" in name:
        return "throttled"
    if "timeout" in name:
        return "timeout"
    if status is not None and 400 <= status < 500:
        return "refused"
    if status is not None or "connect" in name:
        return "unreachable"
    return "malformed"


def headers_of(exc: BaseException) -> Any:
    """The headers of the answer that the error stands for; empty where there are none."""
    for one in _causes(exc):
        response = getattr(one, "response", None)
        if isinstance(response, dict):  # botocore's
            found = response.get("ResponseMetadata", {}).get("HTTPHeaders")
        else:
            found = getattr(response, "headers", None)
        if found:
            return found
    return {}


def _status(exc: BaseException) -> int | None:
    for one in _causes(exc):
        response = getattr(one, "response", None)
        if isinstance(response, dict):
            response = None if response is None else response.get("ResponseMetadata", {})
            given = [response.get("HTTPStatusCode") if response else None]
        else:
            given = [getattr(one, "status_code", None), getattr(response, "status_code", None)]
            given.append(getattr(one, "code", None))  # Google's
        found = next((s for s in given if isinstance(s, int) and 300 <= s < 600), None)
        if found is not None:
            return found
    return None


def _causes(exc: BaseException) -> list[BaseException]:
    """The error and what it was raised from: LangChain's classes wrap those of the SDK."""
    found: list[BaseException] = []
    one: BaseException | None = exc
    while one is not None and len(found) < 5:
        found.append(one)
        one = one.__cause__
    return found
