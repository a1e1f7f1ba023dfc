"""One call of a language model through LangChain: time-out, retries, rate limit, usage and money."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from intake.config import ModelSettings
from intake.errors import Misconfigured
from intake.mail import ModelUse
from intake.models.prompt import REPAIR, fenced

MAX_ANSWER = 100_000
MAX_CACHED = 1000
MAX_WAIT_S = 60.0

Shape = TypeVar("Shape", bound=BaseModel)


class ModelFailed(Exception):
    """Nothing usable came: `kind` is `timeout`, `malformed`, `refused`, `throttled` or `unreachable`."""

    def __init__(self, kind: str, use: ModelUse) -> None:
        super().__init__(kind)
        self.kind = kind
        self.use = use


class AnswerCache:
    """Answers by (model, prompt, inputs), in memory, the oldest forgotten first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        with self._lock:
            return self._answers.get(key)

    def put(self, key: str, answer: str) -> None:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > MAX_CACHED:
                self._answers.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    text: str
    use: ModelUse


class Caller:
    """A model as configured. The connection is made at the first call."""

    def __init__(self, model: ModelSettings, *, cache: AnswerCache | None) -> None:
        self._model = model
        self._cache = cache
        self._chat: Any = None
        self._lock = threading.Lock()
        self._next = 0.0

    def ask(self, system: str, data: str, shape: type[Shape]) -> tuple[Shape, ModelUse]:
        """The validated answer and what it cost; one try at repair. Raises ModelFailed."""
        key = hashlib.sha256(
            json.dumps([self._model.name, self._model.base_url, system, data]).encode()
        ).hexdigest()
        cached = self._cache.get(key) if self._cache else None
        if cached is not None:
            return shape.model_validate_json(cached), ModelUse(name=self._model.name)
        user = fenced(data)
        messages = [("system", system), ("user", user)]
        use = ModelUse(name=self._model.name)
        for _ in range(2):
            reply = self._invoke(messages, use)
            use = reply.use
            try:
                value = shape.model_validate_json(_object(reply.text))
            except (ValidationError, ValueError):
                messages = [("system", f"{system}\n{REPAIR}"), ("user", user)]
                continue
            if self._cache:
                self._cache.put(key, value.model_dump_json())
            return value, use
        raise ModelFailed("malformed", use)

    def text(self, system: str, data: str) -> str:
        """A free answer, for a probe. Raises ModelFailed."""
        use = ModelUse(name=self._model.name)
        return self._invoke([("system", system), ("user", fenced(data))], use).text

    def _invoke(self, messages: list[tuple[str, str]], use: ModelUse) -> _Reply:
        chat = self._connected()
        for attempt in range(self._model.retries + 1):
            self._pace()
            try:
                answer = chat.invoke(messages)
            except Exception as exc:  # each provider has errors of its own
                kind = failure_kind(exc)
                if kind in {"refused", "malformed"} or attempt == self._model.retries:
                    raise ModelFailed(kind, use) from exc
                time.sleep(min(MAX_WAIT_S, 0.2 * 2**attempt))
                continue
            return _Reply(text=_text(answer), use=self._counted(answer, use))
        raise ModelFailed("unreachable", use)

    def _connected(self) -> Any:
        with self._lock:
            if self._chat is None:
                self._chat = connect(self._model)
            return self._chat

    def _pace(self) -> None:
        if self._model.requests_per_minute is None:
            return
        with self._lock:
            now = time.monotonic()
            wait = max(0.0, self._next - now)
            self._next = max(now, self._next) + 60.0 / self._model.requests_per_minute
        time.sleep(wait)

    def _counted(self, answer: Any, use: ModelUse) -> ModelUse:
        usage = getattr(answer, "usage_metadata", None) or {}
        given, made = (
            max(0, int(usage.get("input_tokens") or 0)),
            max(0, int(usage.get("output_tokens") or 0)),
        )
        cached = min(given, max(0, int((usage.get("input_token_details") or {}).get("cache_read") or 0)))
        price = self._model.input_price if self._model.cached_price is None else self._model.cached_price
        cost = (
            (given - cached) * self._model.input_price + cached * price + made * self._model.output_price
        ) / 1e6
        return ModelUse(
            name=self._model.name,
            input_tokens=use.input_tokens + given,
            output_tokens=use.output_tokens + made,
            cost=use.cost + cost,
        )


def connect(model: ModelSettings) -> Any:
    """LangChain's chat model. Raises Misconfigured where provider or package is unknown."""
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {
        "timeout": model.timeout_s,
        "max_retries": 0,
        "max_tokens": model.max_output_tokens,
        "temperature": model.temperature,
        "base_url": model.base_url,
        "api_key": model.api_key() or ("none" if model.base_url else None),
    }
    if model.name.startswith("ollama:"):
        options["num_predict"] = options.pop("max_tokens")
        options["client_kwargs"] = {"timeout": options.pop("timeout")}
        options.pop("max_retries")
        options.pop("api_key")
    try:
        return init_chat_model(model.name, **{k: v for k, v in options.items() if v is not None})
    except (ImportError, ValueError, TypeError) as exc:
        raise Misconfigured(
            f"model {model.name}: {str(exc).splitlines()[0][:200]}",
            mend="write provider:model and install its extra",
        ) from exc


def failure_kind(exc: BaseException) -> str:
    """The class of a provider's error, by its status or name."""
    status = getattr(exc, "status_code", None)
    name = type(exc).__name__.lower()
    if status == 429 or "ratelimit" in name:
        return "throttled"
    if "timeout" in name:
        return "timeout"
    if isinstance(status, int) and 400 <= status < 500:
        return "refused"
    if isinstance(status, int) or "connect" in name:
        return "unreachable"
    return "malformed"


def _text(answer: Any) -> str:
    content = getattr(answer, "content", "")
    if isinstance(content, list):
        content = "".join(str(p.get("text", "")) if isinstance(p, dict) else str(p) for p in content)
    return str(content)[:MAX_ANSWER]


def _object(text: str) -> str:
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
