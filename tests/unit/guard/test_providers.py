"""Each provider's LangChain client, as configured, against a server on loopback that speaks its protocol.

Google, Mistral and Bedrock run where `mailroom[google,mistral,bedrock]` is installed.
"""

import importlib.util
import json
import time
from typing import Any

import pytest

from intake.config.policy import ModelSettings
from intake.errors import Misconfigured
from intake.models.answers import LabelAnswer
from intake.models.call import Caller, ModelFailed
from intake.models.prompt import CLASSIFY
from tests.loopback import server as loopback

ANSWER = '{"workflow": "returns", "confidence": 0.9}'
PROVIDERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    # name: the package, the path after the server's address, further options
    "openai": ("langchain_openai", "/v1", {}),
    "azure_openai": ("langchain_openai", "", {"api_version": "2024-10-21"}),
    "anthropic": ("langchain_anthropic", "", {}),
    "ollama": ("langchain_ollama", "", {}),
    "google_genai": ("langchain_google_genai", "", {}),
    "mistralai": ("langchain_mistralai", "/v1", {}),
    "bedrock": ("langchain_aws", "", {"region_name": "eu-central-1"}),
}


@pytest.fixture(params=list(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if importlib.util.find_spec(PROVIDERS[name][0]) is None:
        pytest.skip(f"{PROVIDERS[name][0]} is not installed")
    return name


def caller(provider: str, url: str, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Caller:
    _, path, options = PROVIDERS[provider]
    monkeypatch.setenv("PROVIDER_KEY", "k3y-of-the-test")
    settings: dict[str, Any] = {"base_url": url + path, "options": options, "retries": 0}
    if provider == "bedrock":  # its keys go over TLS only; signed requests go anywhere
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cret-of-the-test")
    else:
        settings["api_key_env"] = "PROVIDER_KEY"
    prices = {"input_price": 1.0, "output_price": 2.0}
    model = ModelSettings.model_validate({"name": f"{provider}:m", **settings, **prices, **more})
    return Caller(model, cache=None)


def test_an_answer_is_validated_and_paid_for(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our instructions arrive as the system part alone, the limit as a number, the usage as money."""
    with loopback.serving(lambda _: ANSWER) as server:
        asked = caller(provider, server.url, monkeypatch, max_output_tokens=321)
        answer, use = asked.ask(CLASSIFY, '{"mail": "Where is it?"}', LabelAnswer)
        (body,) = server.requests
    assert answer == LabelAnswer(workflow="returns", confidence=0.9)
    assert (use.input_tokens, use.output_tokens) == (100, 10)
    assert use.cost == pytest.approx((100 * 1.0 + 10 * 2.0) / 1e6)
    text = json.dumps(body)
    assert text.count(json.dumps(CLASSIFY)[1:-1]) == 1
    assert text.count("Where is it?") == 1
    assert "321" in text


def test_a_faulty_answer_is_asked_for_once_more(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["I would rather not say", ANSWER])
    with loopback.serving(lambda _: next(answers)) as server:
        answer, use = caller(provider, server.url, monkeypatch).ask(CLASSIFY, "{}", LabelAnswer)
    assert answer.workflow == "returns"
    assert use.input_tokens == 200


@pytest.mark.parametrize(
    ("status", "kind"), [(401, "refused"), (429, "throttled"), (500, "unreachable"), (503, "unreachable")]
)
def test_an_error_is_told_apart_and_not_tried_by_the_client_itself(
    provider: str, status: int, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with loopback.serving(lambda _: (status, {"Retry-After": "7"})) as server:
        with pytest.raises(ModelFailed) as failed:
            caller(provider, server.url, monkeypatch).ask(CLASSIFY, "{}", LabelAnswer)
        assert len(server.requests) == 1
    assert failed.value.kind == kind
    if provider != "ollama":  # its client keeps no headers
        assert failed.value.retry_after_s == 7


def test_a_silent_server_is_not_waited_for(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: dict[str, Any]) -> str:
        time.sleep(2.5)
        return ANSWER

    with loopback.serving(slow) as server:
        begin = time.monotonic()
        with pytest.raises(ModelFailed) as failed:
            caller(provider, server.url, monkeypatch, timeout_s=1).ask(CLASSIFY, "{}", LabelAnswer)
        took = time.monotonic() - begin
        requests = len(server.requests)
    assert failed.value.kind == "timeout"
    assert took < 2.4
    assert requests == 1


def test_nobody_there(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelFailed) as failed:
        caller(provider, "http://127.0.0.1:9", monkeypatch).ask(CLASSIFY, "{}", LabelAnswer)
    assert failed.value.kind == "unreachable"


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(Misconfigured, match="nonesuch:m"):
        Caller(ModelSettings(name="nonesuch:m"), cache=None).text("x", "{}")
