"""Loaders of the public sets that quality is measured on; the folder is given by who runs the benchmark."""

import csv
import json
import random
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Documents by name (file name to text), and queries with the names that are relevant."""

    name: str
    documents: dict[str, str]
    queries: list[tuple[str, set[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Texts with labels; `strange` are test texts of no class."""

    name: str
    train: list[tuple[str, str]]
    test: list[tuple[str, str]]
    strange: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Paragraphs, and the answerable questions of each."""

    title: str
    paragraphs: list[tuple[str, list[str]]]


def stackfaq(folder: Path) -> Search:
    pairs = json.loads((folder / "stackfaq.json").read_text())["root"]["qapair"]
    documents, queries = {}, []
    for number, pair in enumerate(pairs):
        name = f"{number}.md"
        answer = pair["answer"] if isinstance(pair["answer"], str) else " ".join(pair["answer"])
        documents[name] = f"# {_line(pair['question'])}\n\n{_line(answer)}\n"
        queries += [(q, {name}) for q in pair["rephr"] if q and len(q) > 3]
    return Search(name="StackFAQ", documents=documents, queries=queries)


def squad(folder: Path) -> Search:
    documents, queries = {}, []
    for a, article in enumerate(articles(folder)):
        for p, (text, questions) in enumerate(article.paragraphs):
            name = f"{a}-{p}.txt"
            documents[name] = text
            queries += [(q, {name}) for q in questions]
    return Search(name="SQuAD2", documents=documents, queries=queries)


def articles(folder: Path) -> list[Article]:
    """Half of SQuAD2's development set."""
    data = json.loads((folder / "squad_dev.json").read_text())["data"]
    return [
        Article(
            title=a["title"],
            paragraphs=[
                (p["context"], [q["question"].strip() for q in p["qas"] if not q["is_impossible"]])
                for p in a["paragraphs"]
            ],
        )
        for a in data
    ]


def false_premises(folder: Path) -> list[tuple[str, str, str]]:
    """Article, paragraph and a question about it that it does not answer."""
    data = json.loads((folder / "squad_dev.json").read_text())["data"]
    return [
        (a["title"], p["context"], q["question"].strip())
        for a in data
        for p in a["paragraphs"]
        for q in p["qas"]
        if q["is_impossible"]
    ]


def cranfield(folder: Path) -> Search:
    documents = {}
    for document in ElementTree.fromstring((folder / "cran.all.1400.xml").read_text()).iter("doc"):
        title, text = (_line(document.findtext(tag) or "") for tag in ("title", "text"))
        documents[f"{(document.findtext('docno') or '').strip()}.txt"] = text or title or "none"
    relevant: dict[int, set[str]] = {}
    for line in (folder / "cranqrel.trec.txt").read_text().splitlines():
        fields = line.split()
        if len(fields) == 4 and int(fields[3]) >= 1:
            relevant.setdefault(int(fields[0]), set()).add(f"{fields[2]}.txt")
    queries = []
    # Judgements count the queries from 1; their own numbers have gaps.
    tops = ElementTree.fromstring((folder / "cran.qry.xml").read_text()).iter("top")
    for number, top in enumerate(tops, start=1):
        queries.append((_line(top.findtext("title") or ""), relevant.get(number, set())))
    return Search(name="Cranfield", documents=documents, queries=[q for q in queries if q[1]])


def clinc(folder: Path, seed: int) -> Classes:
    data = json.loads((folder / "clinc_full.json").read_text())
    pairs = {part: [(text, label) for text, label in data[part]] for part in ("train", "test", "oos_test")}
    return Classes(
        name="CLINC150",
        train=_ten(pairs["train"], seed),
        test=pairs["test"],
        strange=[text for text, _ in pairs["oos_test"]],
    )


def banking(folder: Path, seed: int) -> Classes:
    return Classes(
        name="Banking77",
        train=_ten(_pairs(folder / "bank_train.csv"), seed),
        test=_pairs(folder / "bank_test.csv"),
    )


def curekart(folder: Path, seed: int) -> Classes:
    """HINT3's real customers' mails; its training part is used whole, as its papers do."""
    test = _pairs(folder / "hint3_curekart_test.csv")
    return Classes(
        name="HINT3 Curekart",
        train=_pairs(folder / "hint3_curekart_train.csv"),
        test=[(t, label) for t, label in test if label != "NO_NODES_DETECTED"],
        strange=[t for t, label in test if label == "NO_NODES_DETECTED"],
    )


def _pairs(path: Path) -> list[tuple[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [(row[0], row[1]) for row in list(csv.reader(file))[1:]]


def _ten(pairs: list[tuple[str, str]], seed: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    by_label: dict[str, list[str]] = {}
    for text, label in pairs:
        by_label.setdefault(label, []).append(text)
    found = []
    for label in sorted(by_label):
        texts = by_label[label][:]
        chance.shuffle(texts)
        found += [(text, label) for text in texts[:10]]
    return found


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
