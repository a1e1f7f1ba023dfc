"""Which workflow a mail belongs to, learned from its owner's examples."""

from pathlib import Path

import pytest

from intake.classify import LinearClassifier
from intake.config import WorkflowSettings
from intake.mail import Address, SanitizedMessage
from retrieval.minilm import MiniLM, install

EXAMPLES = {
    "order-status": (
        "a customer asks for the state of an order",
        ["Where is my parcel?", "Has order SO-104233 shipped?", "When will my order arrive?",
         "Can you give me the tracking number?", "I have not received my order yet"],
    ),
    "returns": (
        "a customer wants to return an article",
        ["How do I return an item?", "I want to send this back", "Can I get a refund for the kettle?",
         "What is your return policy?", "It does not fit, can I exchange it?"],
    ),
    "invoice": (
        "a customer needs an invoice",
        ["Please send me the invoice", "I need a copy of my invoice", "I did not get a receipt",
         "Can you change the VAT number on the invoice?", "Send the bill to our accounting department"],
    ),
    "warranty": (
        "a product is broken",
        ["My kettle stopped working", "The device is broken after two months", "Is this covered by warranty?",
         "Can you repair my coffee machine?", "The lid is cracked, what can you do?"],
    ),
}  # fmt: skip


def workflow(name: str, trigger: str, examples: list[str], **more: object) -> WorkflowSettings:
    kpi = {"name": "time", "unit": "min", "baseline": {"mean": 1, "stdev": 1}, "target": 1}
    fixed = {"owner": "a@example.com", "purpose": "p", "done_when": "d", "kpi": kpi, "acceptance": {}}
    return WorkflowSettings.model_validate(
        {"name": name, "trigger": trigger, "examples": examples, **fixed, **more}
    )


def mail(text: str, subject: str = "") -> SanitizedMessage:
    someone = Address(name="A", address="a@example.com")
    return SanitizedMessage(
        message_id=None, digest="0", subject=subject, from_=someone, reply_to=(), to=(someone,), cc=(),
        date=None, in_reply_to=None, references=(), automatic=None, text=text, quoted="", signature="",
        verdict="clean", findings=(), attachments=(), defects=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM(install())


@pytest.fixture(scope="module")
def workflows() -> list[WorkflowSettings]:
    return [workflow(name, trigger, examples) for name, (trigger, examples) in EXAMPLES.items()]


@pytest.fixture(scope="module")
def classifier(model: MiniLM, workflows: list[WorkflowSettings]) -> LinearClassifier:
    return LinearClassifier.train(workflows, embedder=model, cache=None)


@pytest.mark.parametrize(
    ("expected", "language", "text"),
    [
        (
            "order-status",
            "en",
            "Hi,\nI ordered two mugs last week and nothing came so far. Where are they?\nThanks, Jo",
        ),
        ("order-status", "de", "Guten Tag, wo bleibt mein Paket? Ich warte seit zwei Wochen. Danke, Petra"),
        ("order-status", "fr", "Bonjour, ma commande n'est toujours pas arrivée. Quand sera-t-elle livrée ?"),
        ("returns", "de", "Ich möchte den Wasserkocher zurückgeben. Wie läuft die Rücksendung ab?"),
        ("returns", "fr", "Bonjour, je souhaite retourner un article et être remboursé."),
        ("invoice", "de", "Könnten Sie mir bitte die Rechnung zuschicken? Unsere Buchhaltung braucht sie."),
        ("warranty", "fr", "Ma bouilloire est cassée après un mois, est-elle sous garantie ?"),
    ],
)
def test_mails_in_three_languages_find_their_workflow(
    classifier: LinearClassifier, expected: str, language: str, text: str
) -> None:
    """English examples are enough for mail in languages that the glossary knows."""
    found = classifier.classify(mail(text))
    assert (found.workflow, found.language) == (expected, language)
    assert 0.5 <= found.confidence <= 1
    owners = {words for trigger, examples in EXAMPLES.values() for words in (trigger, *examples)}
    assert found.why
    assert set(found.why) <= owners, "a reviewer is shown the owner's words"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir, we offer SEO services to get your site to page one. Interested?",
        "Can I apply for a job at your company? My CV is attached.",
        "Let us meet for lunch on Tuesday, shall we?",
        "Können Sie unser Sommerfest sponsern?",
        "",
        "\x00\ud800🙂",
        "?" * 10_000,
    ],
)
def test_mail_of_no_workflow_is_none_of_them(classifier: LinearClassifier, text: str) -> None:
    """Strange, empty and broken mail belongs nowhere, and nothing is raised."""
    assert classifier.classify(mail(text)).workflow is None


def test_two_requests_name_two_workflows(classifier: LinearClassifier) -> None:
    """The second intent is told as an alternative, and both requests are slices of the mail."""
    text = "Where is my parcel? I also need a copy of my invoice."
    found = classifier.classify(mail(text))
    assert {found.workflow, *(name for name, _ in found.alternatives)} >= {"order-status", "invoice"}
    assert len(found.questions) == 2
    assert all(q in text for q in found.questions)


def test_the_subject_alone_can_tell(classifier: LinearClassifier) -> None:
    """A mail with an empty body asks in its subject."""
    assert classifier.classify(mail("", "Re: Where is my parcel?")).workflow == "order-status"


def test_training_is_read_from_the_cache(
    model: MiniLM, workflows: list[WorkflowSettings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same examples are learned once; another example, or a broken file, learns again."""
    first = LinearClassifier.train(workflows, embedder=model, cache=tmp_path)
    calls: list[int] = []
    monkeypatch.setattr(MiniLM, "embed", _counted(MiniLM.embed, calls))
    again = LinearClassifier.train(workflows, embedder=model, cache=tmp_path)
    assert calls == []
    question = mail("Where is my parcel?")
    assert again.classify(question) == first.classify(question)
    (cached,) = tmp_path.glob("*.npz")
    cached.write_bytes(b"broken")
    calls.clear()
    LinearClassifier.train(workflows, embedder=model, cache=tmp_path)
    assert calls
    LinearClassifier.train(
        workflows, embedder=model, cache=tmp_path, corrections={"returns": ["Take it back!"]}
    )
    assert len(list(tmp_path.glob("*.npz"))) == 2


def _counted(embed, calls: list[int]):  # type: ignore[no-untyped-def]
    def counting(self, texts):  # type: ignore[no-untyped-def]
        calls.append(len(texts))
        return embed(self, texts)

    return counting


def test_without_a_model_words_decide(workflows: list[WorkflowSettings]) -> None:
    """Words and letters carry the clear cases."""
    found = LinearClassifier.train(workflows, embedder=None).classify(mail("Where is my parcel?"))
    assert found.workflow == "order-status"


def test_one_workflow_or_none_at_all(model: MiniLM) -> None:
    """A single workflow still tells its own mail from others; without workflows all is none."""
    only = [workflow("returns", *EXAMPLES["returns"])]
    one = LinearClassifier.train(only, embedder=model)
    assert one.classify(mail("How can I return the item?")).workflow == "returns"
    assert one.classify(mail("Are you free for lunch on Friday?")).workflow is None
    nothing = LinearClassifier.train([], embedder=model).classify(mail("Where is my parcel?"))
    assert (nothing.workflow, nothing.confidence) == (None, 1.0)


def test_examples_come_from_a_file_too(model: MiniLM, tmp_path: Path) -> None:
    """One line an example; a missing file leaves the others."""
    path = tmp_path / "more.txt"
    path.write_text("Where does the giraffe sleep?\nWhen are the giraffes fed?\n")
    zoo = workflow("zoo", "a visitor asks about animals", ["Do you have tigers?", "May I feed the apes?"])
    fed = zoo.model_copy(update={"examples_file": path})
    lost = zoo.model_copy(update={"examples_file": tmp_path / "gone.txt"})
    returns = workflow("returns", *EXAMPLES["returns"])
    found = LinearClassifier.train([fed, returns], embedder=model).classify(
        mail("When are the giraffes fed?")
    )
    assert found.workflow == "zoo"
    assert LinearClassifier.train([lost, returns], embedder=model)
