"""One workflow's figures over a period, from what the ledger knows of its mails. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from intake.config import WorkflowSettings
from intake.ledger.facts import Fact
from intake.ledger.judgements import Judgement, Review
from intake.operate import stats
from intake.operate.stats import Estimate
from intake.operate.written import in_unit

TOP: Final = 10
BINS: Final = 5
WEEK_S: Final = 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """The workflow's number beside its baseline. `interval` is the 95 % interval of the mean.

    `measured` says what was measured: `time to send` where enough replies are known to have gone out, else
    `time to draft`.
    """

    name: str
    unit: str
    baseline: float | None
    value: float | None
    interval: tuple[float, float] | None
    target: float | None = None
    n: int = 0
    measured: str = "time to draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day (UTC) of a workflow. `minutes` is the mean time to draft, `sent` to the reply; None without."""

    day: date
    messages: int
    drafted: int
    escalated: int
    other: int
    judged: int
    accepted: int
    minutes: float | None
    sent: float | None
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Outcomes of like confidence that people looked at: how sure the machine was, how often it was right."""

    confidence: float
    right: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Tokens and money of the mails of one outcome; of `accepted reply`, all that was spent for them."""

    what: str
    count: int
    tokens: int
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowReport:
    """One workflow over the period; `workflow` is None for mail that belongs to none."""

    workflow: str | None
    messages: int
    drafted: int
    escalated: int
    quarantined: int
    ignored: int
    failed: int
    accepted_unchanged: int
    edited: int
    rejected: int
    """Refused, deleted, or answered by hand in other words; `replaced` counts the last."""
    replaced: int
    waiting: int
    """Drafts that nobody has judged yet."""
    accepted: Estimate
    """Share of judged drafts that were sent unchanged or edited."""
    edit_similarity: Estimate
    """Of edited drafts, 0..1: how much of the draft was kept."""
    to_draft: Estimate
    """Minutes from arrival to draft."""
    to_send: Estimate
    """Minutes from arrival to the reply that went out."""
    kpi: Kpi
    hours_recovered: float
    cost: float
    cost_per_outcome: float | None
    cost_per_accepted: float | None
    tokens: int
    spent: tuple[Spent, ...]
    """By outcome, then over all mails, then for each accepted reply."""
    cached: int
    """Drafts of a language model that cost nothing because its answer was kept."""
    cache_saved: float
    """Estimated: those drafts at the mean cost of the ones that were paid for."""
    unsupported: int
    """Sentences that a model wrote and no source held, caught before a draft was laid down."""
    missing: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    """The commonest reasons for not drafting, without the particulars of a mail."""
    flags: tuple[tuple[str, int], ...]
    """Techniques of hiding or instructing that were found in mails."""
    disagreement: Estimate
    """Of outcomes that people looked at: the share that they found wrong."""
    disagreement_trend: Estimate
    """How much that share changes from week to week of the mails' arrival."""
    kappa: Estimate
    """Cohen's kappa, people against machine, over the workflow of reviewed mails (only over all of them)."""
    kappa_people: Estimate
    """The same between two people, where two looked at a mail."""
    days: tuple[Day, ...]
    confusion: tuple[tuple[str, str, int], ...]
    """(what a person says, what the machine said, how often)."""
    calibration: tuple[Bin, ...]


def figures(
    workflow: WorkflowSettings | None,
    name: str | None,
    mails: Sequence[Fact],
    judged: Mapping[int, Judgement],
    reviews: Sequence[Review],
    *,
    minutes_per_reply: float,
) -> WorkflowReport:
    """All of the above. `judged` and `reviews` may hold other mails too; only those of `mails` count."""
    outcomes = Counter(m.outcome for m in mails)
    drafts = [m for m in mails if m.outcome == "drafted"]
    known = {m.id: judged[m.id] for m in drafts if m.id in judged}
    verdicts = Counter(j.verdict for j in known.values())
    good = verdicts["unchanged"] + verdicts["edited"]
    cost = sum(m.cost for m in mails)
    finished = sum(1 for m in mails if m.outcome)
    paid = [m.cost for m in drafts if m.cost > 0]
    cached = sum(1 for m in drafts if m.read and m.model not in {"", "extractive"} and m.tokens == 0)
    to_draft = stats.mean(_minutes(drafts))
    to_send = stats.mean(_sent_minutes(drafts, known))
    by_id = {m.id: m for m in mails}
    words: dict[int, list[Review]] = {}
    for r in reviews:
        if r.message in by_id:
            words.setdefault(r.message, []).append(r)
    # Two people's words on one mail are not two mails: the first counts, the second only between people.
    looked = [found[0] for found in words.values()]
    twice = [(f[0].workflow or "none", f[1].workflow or "none") for f in words.values() if len(f) > 1]
    pairs = [(r.workflow or "none", by_id[r.message].workflow or "none") for r in looked]
    return WorkflowReport(
        workflow=name,
        messages=len(mails),
        drafted=outcomes["drafted"],
        escalated=outcomes["escalated"],
        quarantined=outcomes["quarantined"],
        ignored=outcomes["ignored"],
        failed=outcomes["failed"],
        accepted_unchanged=verdicts["unchanged"],
        edited=verdicts["edited"],
        rejected=verdicts["rejected"] + verdicts["deleted"] + verdicts["replaced"],
        replaced=verdicts["replaced"],
        waiting=len(drafts) - len(known),
        accepted=stats.share(good, len(known)),
        edit_similarity=stats.mean([j.similarity for j in known.values() if j.verdict == "edited"]),
        to_draft=to_draft,
        to_send=to_send,
        kpi=_kpi(workflow, to_draft, to_send),
        hours_recovered=round(
            sum(j.similarity for j in known.values() if j.verdict in {"unchanged", "edited"})
            * minutes_per_reply
            / 60,
            2,
        ),
        cost=round(cost, 6),
        cost_per_outcome=round(cost / finished, 6) if finished else None,
        cost_per_accepted=round(cost / good, 6) if good else None,
        tokens=sum(m.tokens for m in mails),
        spent=_spent(mails, good),
        cached=cached,
        cache_saved=round(cached * sum(paid) / len(paid), 6) if paid else 0.0,
        unsupported=sum(m.dropped for m in mails),
        missing=_top(f for m in mails for f in m.missing),
        reasons=_top(plain_reason(m.reason) for m in mails if m.reason and m.outcome != "drafted"),
        flags=_top(t for m in mails for t in m.techniques),
        disagreement=stats.share(sum(1 for r in looked if not r.agrees), len(looked)),
        disagreement_trend=_trend(by_id, looked),
        # With one answer of the machine there is nothing to agree on beyond chance.
        kappa=stats.kappa(pairs) if len({b for _, b in pairs}) > 1 else stats.nothing(len(pairs)),
        kappa_people=stats.kappa(twice),
        days=_days(mails, known),
        confusion=tuple((a, b, n) for (a, b), n in sorted(Counter(pairs).items())),
        calibration=_calibration(by_id, looked),
    )


def _spent(mails: Sequence[Fact], accepted: int) -> tuple[Spent, ...]:
    by: dict[str, list[Fact]] = {}
    for mail in mails:
        by.setdefault(mail.outcome or "in work", []).append(mail)
    rows = [(what, len(found), found) for what, found in sorted(by.items())]
    rows += [("all mails", len(mails), list(mails)), ("accepted reply", accepted, list(mails))]
    return tuple(
        Spent(what=what, count=n, tokens=sum(m.tokens for m in of), cost=round(sum(m.cost for m in of), 6))
        for what, n, of in rows
    )


def _trend(by_id: Mapping[int, Fact], looked: Sequence[Review]) -> Estimate:
    """Over whole weeks, so that the weekday of a sample plays no part."""
    weeks: dict[int, list[bool]] = {}
    for r in looked:
        weeks.setdefault(int(by_id[r.message].received_at // WEEK_S), []).append(not r.agrees)
    return stats.trend([(week, sum(wrong), len(wrong)) for week, wrong in sorted(weeks.items())])


def plain_reason(reason: str) -> str:
    """A reason without the words of a mail: what stands before the first colon, semicolon or number."""
    head = reason.split(":")[0].split(";")[0].split("(")[0].strip()
    return "duplicate" if head.startswith("duplicate of") else head[:80]


def _top(values: "Counter[str] | object") -> tuple[tuple[str, int], ...]:
    return tuple(Counter(values).most_common(TOP))  # type: ignore[arg-type]


def _minutes(drafts: Sequence[Fact]) -> list[float]:
    return [
        (m.finished_at - m.received_at) / 60
        for m in drafts
        if m.finished_at is not None and m.finished_at >= m.received_at
    ]


def _sent_minutes(drafts: Sequence[Fact], known: Mapping[int, Judgement]) -> list[float]:
    pairs = [(m.received_at, known[m.id].sent_at) for m in drafts if m.id in known]
    return [(sent - came) / 60 for came, sent in pairs if sent is not None and sent >= came]


def _kpi(workflow: WorkflowSettings | None, to_draft: Estimate, to_send: Estimate) -> Kpi:
    kpi = workflow.kpi if workflow else None
    found, what = (to_send, "time to send") if to_send.value is not None else (to_draft, "time to draft")
    unit = in_unit(kpi) if kpi else 1.0
    if kpi is not None and unit is None:
        # A KPI that counts no time cannot be measured here; it is shown with its baseline alone.
        found, unit, what = stats.nothing(0), 1.0, "not measured"
    unit = unit or 1.0
    interval = None
    if found.value is not None and found.low is not None and found.high is not None:
        interval = (round(found.low / unit, 3), round(found.high / unit, 3))
    return Kpi(
        name=kpi.name if kpi else "time to draft",
        unit=kpi.unit if kpi else "minutes",
        baseline=kpi.baseline.mean if kpi else None,
        value=None if found.value is None else round(found.value / unit, 3),
        interval=interval,
        target=kpi.target if kpi else None,
        n=found.n,
        measured=what,
    )


def _days(mails: Sequence[Fact], known: Mapping[int, Judgement]) -> tuple[Day, ...]:
    by: dict[date, list[Fact]] = {}
    for mail in mails:
        by.setdefault(datetime.fromtimestamp(mail.received_at, UTC).date(), []).append(mail)
    return tuple(_day(day, by[day], known) for day in sorted(by))


def _day(day: date, mails: Sequence[Fact], known: Mapping[int, Judgement]) -> Day:
    drafts = [m for m in mails if m.outcome == "drafted"]
    minutes, sent = _minutes(drafts), _sent_minutes(drafts, known)
    fates = [known[m.id].verdict for m in drafts if m.id in known]
    escalated = sum(1 for m in mails if m.outcome == "escalated")
    return Day(
        day=day,
        messages=len(mails),
        drafted=len(drafts),
        escalated=escalated,
        other=len(mails) - len(drafts) - escalated,
        judged=len(fates),
        accepted=sum(1 for f in fates if f in {"unchanged", "edited"}),
        minutes=sum(minutes) / len(minutes) if minutes else None,
        sent=sum(sent) / len(sent) if sent else None,
        cost=sum(m.cost for m in mails),
    )


def _calibration(by_id: Mapping[int, Fact], looked: Sequence[Review]) -> tuple[Bin, ...]:
    """Reviewed mails in bins of equal size by confidence: was the workflow the one that people say?"""
    scored = sorted(
        (mail.confidence, (r.workflow or None) == (mail.workflow or None))
        for r in looked
        if (mail := by_id[r.message]).confidence is not None
    )
    bins = min(BINS, len(scored) // stats.MIN_SAMPLE)
    found = []
    for k in range(bins):
        part = scored[k * len(scored) // bins : (k + 1) * len(scored) // bins]
        sure = sum(c for c, _ in part if c is not None) / len(part)
        found.append(Bin(confidence=sure, right=stats.share(sum(ok for _, ok in part), len(part))))
    return tuple(found)
