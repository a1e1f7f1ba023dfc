"""One call of a language model through LangChain: time-out, retries, rate limit, usage and money."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from intake.config import ModelSettings
from intake.mail import ModelUse
from intake.models.pace import MAX_WAIT_S, Pace, retry_after_s
from intake.models.price import counted, worst
from intake.models.prompt import REPAIR, fenced
from intake.models.providers import connect, failure_kind

MAX_ANSWER: Final = 100_000
MAX_CACHED: Final = 1000
FIRST_WAIT_S: Final = 0.2

Shape = TypeVar("Shape", bound=BaseModel)


class ModelFailed(Exception):
    """Nothing usable came.

    `kind` is `timeout`, `malformed`, `refused`, `throttled`, `unreachable`, `busy` (no place came free) or
    `budget` (a further call could cost more than is left).
    """

    def __init__(self, kind: str, use: ModelUse, *, retry_after: float | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.use = use
        self.retry_after_s = retry_after


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


class Caller:
    """A model as configured. The connection is made at the first call. Safe under threads."""

    def __init__(self, model: ModelSettings, *, cache: AnswerCache | None) -> None:
        self._model = model
        self._cache = cache
        self._chat: Any = None
        self._lock = threading.Lock()
        self._pace = Pace(concurrency=model.concurrency, requests_per_minute=model.requests_per_minute)

    def ask(
        self, system: str, data: str, shape: type[Shape], *, max_cost: float | None = None
    ) -> tuple[Shape, ModelUse]:
        """The validated answer and what it cost; one try at repair. Raises ModelFailed."""
        key = self._key(system, data, shape)
        cached = self._cache.get(key) if self._cache else None
        if cached is not None:
            return shape.model_validate_json(cached), ModelUse(name=self._model.name)
        use = ModelUse(name=self._model.name)
        for instructions in (system, f"{system}\n{REPAIR}"):
            # A faulty answer is not shown to the model again: it may hold what an attacker had written.
            text, use = self._invoke(instructions, fenced(data), use, max_cost)
            try:
                value = shape.model_validate_json(_object(text))
            except ValueError:  # pydantic's ValidationError is one
                continue
            if self._cache:
                self._cache.put(key, value.model_dump_json())
            return value, use
        raise ModelFailed("malformed", use)

    def text(self, system: str, data: str) -> str:
        """A free answer, for a probe. Raises ModelFailed."""
        return self._invoke(system, fenced(data), ModelUse(name=self._model.name), None)[0]

    def _key(self, system: str, data: str, shape: type[BaseModel]) -> str:
        m = self._model
        parts = [
            m.name,
            m.base_url,
            m.temperature,
            m.max_output_tokens,
            m.options,
            shape.__name__,
            system,
            data,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _invoke(self, system: str, user: str, use: ModelUse, max_cost: float | None) -> tuple[str, ModelUse]:
        model = self._model
        if max_cost is not None and use.cost + worst(model, len(system) + len(user)) > max_cost:
            raise ModelFailed("budget", use)
        chat, messages = self._connected(), prompted(model, system, user)
        for attempt in range(model.retries + 1):
            with self._pace.turn(model.timeout_s) as mine:
                if not mine:
                    raise ModelFailed("busy", use)
                try:
                    answer = within(model.timeout_s, lambda: chat.invoke(messages))
                except Exception as exc:
                    kind, asked = failure_kind(exc), retry_after_s(exc)
                    last = kind in {"refused", "malformed"} or attempt == model.retries
                    if last or (asked or 0.0) > MAX_WAIT_S:
                        raise ModelFailed(kind, use, retry_after=asked) from exc
                else:
                    return _text(answer), use.plus(counted(answer, model))
            if asked is None:
                time.sleep(min(MAX_WAIT_S, FIRST_WAIT_S * 2**attempt))
            else:
                self._pace.hold(asked)
        raise ModelFailed("unreachable", use)

    def _connected(self) -> Any:
        with self._lock:
            if self._chat is None:
                self._chat = connect(self._model)
            return self._chat


def prompted(model: ModelSettings, system: str, user: str) -> list[Any]:
    """The messages of a call: the stable part first, marked for the cache of a provider that asks for marks.

    OpenAI, Google and Mistral cache a stable beginning by themselves.
    """
    from langchain_core.messages import HumanMessage, SystemMessage

    if model.name.startswith("anthropic:"):
        part = {"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}
        return [SystemMessage(content=[part]), HumanMessage(content=user)]
    return [SystemMessage(content=system), HumanMessage(content=user)]


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """What `call` gives. Raises what it raises, and TimeoutError where all of it takes too long.

    The client's own time-out is for each read: an answer that drips in would hold a worker for hours. The
    thread that is left behind ends with its connection.
    """
    answer: Future[Any] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as exc:  # noqa: BLE001 - it is raised where the answer is waited for
            answer.set_exception(exc)

    threading.Thread(target=run, name="model", daemon=True).start()
    return answer.result(seconds)


def _text(answer: Any) -> str:
    content = getattr(answer, "content", "")
    if isinstance(content, list):
        content = "".join(str(p.get("text", "")) if isinstance(p, dict) else str(p) for p in content)
    return str(content)[:MAX_ANSWER]


def _object(text: str) -> str:
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
