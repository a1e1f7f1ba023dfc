"""What changes something: signing in and out, and what a person decides about one mail."""

import hmac
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from intake.config import AccountSettings
from intake.deliver import acts
from intake.ledger import Row
from intake.ledger.judgements import Judgement, judge
from intake.operate import feedback
from intake.roles import Act, allowed
from intake.web.app import person_of, same_origin, set_cookie
from intake.web.session import COOKIE, Person

if TYPE_CHECKING:
    from intake.web.app import Desk
    from intake.web.render import Renderer

TOLD = {
    "approved": "Approved: it is sent within a minute",
    "half": "Approved by you. A second person has to approve it too (risk: high)",
    "rejected": "Rejected, and the reason is kept",
    "feedback": "Thank you: it is kept for the workflow's owner",
    "edited": "The draft in the mailbox has your text now",
    "retried": "Back in the queue",
    "undone": "Taken back",
}
"""What a page says after an act. The address holds the key alone, so that no link can put words there."""
Text = Annotated[str, Form()]


def router(desk: "Desk", render: "Renderer") -> APIRouter:
    """Everything that is done with POST, and the door."""

    def sealed(request: Request) -> Iterator[None]:
        # What a person did is anchored at once, not when the agent next looks.
        try:
            yield
        finally:
            if request.method == "POST":
                desk.ledger.seal()

    api = APIRouter(dependencies=[Depends(sealed)])
    _door(api, desk, render)
    _decisions(api, desk, render)
    return api


def _door(api: APIRouter, desk: "Desk", render: "Renderer") -> None:
    @api.get("/login")
    def login(request: Request, key: str = "") -> Response:
        if key:
            value = desk.door.sign_in_by_key(key, _peer(request)) if not _waits(desk, request) else None
            if value:
                answer = RedirectResponse("/", status_code=303)
                set_cookie(desk, request, answer, value)
                return answer
        return _login_page(request, "This link is not valid: take the one the terminal shows" if key else "")

    @api.post("/login")
    def signed(request: Request, name: Text = "", password: Text = "") -> Response:
        if not same_origin(request):
            raise HTTPException(403, "This form is not from here")
        if wait := _waits(desk, request):
            page = _login_page(request, f"Too many wrong passwords: wait {wait:.0f} seconds", 429)
            page.headers["Retry-After"] = f"{wait:.0f}"
            return page
        value = desk.door.sign_in(name[:200], password, _peer(request))
        if value is None:
            desk.ledger.note("sign-in refused", actor=name[:100] or "nobody")
            return _login_page(request, "Name and password do not fit", 401)
        desk.ledger.note("signed in", actor=name[:100])
        answer = RedirectResponse("/", status_code=303)
        set_cookie(desk, request, answer, value)
        return answer

    @api.post("/logout")
    def out(request: Request) -> Response:
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    def _login_page(request: Request, wrong: str, status: int = 200) -> Response:
        return render.page(
            request,
            "login.html",
            status=status,
            title="Sign in",
            wrong=wrong,
            users=bool(desk.settings.web.users),
        )


def _decisions(api: APIRouter, desk: "Desk", render: "Renderer") -> None:
    ledger = desk.ledger

    def begin(request: Request, ident: int, csrf: str, act: Act) -> tuple[Person, Row]:
        """Who asks and for which mail; nothing is done before both are certain. Raises HTTPException."""
        person = person_of(request)
        if not hmac.compare_digest(person.csrf.encode(), csrf.encode("utf-8", "replace")):
            raise HTTPException(403, "This form has expired: open the page again")
        if not allowed(person.role, act):
            raise HTTPException(403, f"{person.name} is {person.role} and may not {act}")
        row = ledger.row(ident) if 0 < ident < 2**62 else None
        if row is None:
            raise HTTPException(404, "No mail has this id")
        return person, row

    def with_draft(row: Row, do: Callable[[acts.ActMailbox, AccountSettings], bool]) -> None:
        """Do something with the draft in its mailbox. Raises HTTPException where it is gone."""
        if row.outcome != "drafted":
            raise HTTPException(409, "This mail has no draft")
        account = desk.settings.account(row.account)
        with desk.mailbox(account) as box:
            if not do(box, account):
                raise HTTPException(409, "The draft is no longer in its folder: somebody moved or removed it")

    @api.post("/mails/{ident}/approve")
    def approve(request: Request, ident: int, csrf: Text) -> Response:
        person, row = begin(request, ident, csrf, "approve")
        workflow = desk.settings.workflow(row.workflow)
        if workflow is None or not workflow.send:
            raise HTTPException(
                409, f"Sending is off for {row.workflow}: send the draft from your mail client"
            )
        people: list[frozenset[str]] = []

        def do(box: acts.ActMailbox, account: AccountSettings) -> bool:
            found = acts.approve(box, row, account, ledger, risk=workflow.risk, actor=person.name)
            people.extend([found] if found is not None else [])
            return found is not None

        with_draft(row, do)
        if not acts.enough(people[0], workflow.risk):
            return _back(ident, "half")
        return _back(ident, "approved")

    @api.post("/mails/{ident}/reject")
    def reject(request: Request, ident: int, csrf: Text, reason: Text, words: Text = "") -> Response:
        person, row = begin(request, ident, csrf, "reject")
        tag = feedback.reason_of(reason)
        with_draft(row, lambda box, account: acts.move(box, row, account, account.folders.rejected))
        given = Judgement(
            message=row.id, at=ledger.now(), actor=person.name, verdict="rejected", origin="dashboard"
        )
        judge(ledger, given)
        feedback.record(ledger, row.id, reason=tag, actor=person.name, text=words.strip() or None)
        return _back(ident, "rejected")

    @api.post("/mails/{ident}/feedback")
    def said(
        request: Request, ident: int, csrf: Text, reason: Text, workflow: Text = "", words: Text = ""
    ) -> Response:
        person, row = begin(request, ident, csrf, "feedback")
        if workflow and desk.settings.workflow(workflow) is None:
            raise HTTPException(422, f"There is no workflow {workflow[:64]}")
        feedback.record(
            ledger,
            row.id,
            reason=reason,
            actor=person.name,
            workflow=workflow or None,
            text=words.strip() or None,
        )
        return _back(ident, "feedback")

    @api.get("/mails/{ident}/edit")
    def editor(request: Request, ident: int) -> Response:
        person = person_of(request)
        row = begin(request, ident, person.csrf, "edit")[1]
        found: list[str] = []

        def read(box: acts.ActMailbox, account: AccountSettings) -> bool:
            reply = acts.current_reply(box, row, account)
            found.extend([reply] if reply is not None else [])
            return reply is not None

        with_draft(row, read)
        return render.page(request, "edit.html", title=f"Edit: {row.subject}", row=row, reply=found[0])

    @api.post("/mails/{ident}/edit")
    def edited(request: Request, ident: int, csrf: Text, reply: Text) -> Response:
        person, row = begin(request, ident, csrf, "edit")
        if not reply.strip():
            raise HTTPException(422, "The reply is empty: reject the draft instead")

        def write(box: acts.ActMailbox, account: AccountSettings) -> bool:
            acts.edit(box, row, account, reply)
            return True

        with_draft(row, write)
        ledger.note("edited", actor=person.name, message=row.id, personal={"text": reply})
        return _back(ident, "edited")

    @api.post("/mails/{ident}/retry")
    def retry(request: Request, ident: int, csrf: Text) -> Response:
        person, row = begin(request, ident, csrf, "retry")
        if not ledger.again(row.id, actor=person.name):
            raise HTTPException(409, "This mail is no dead letter")
        return _back(ident, "retried")

    @api.post("/mails/{ident}/undo")
    def undo(request: Request, ident: int, csrf: Text) -> Response:
        person, row = begin(request, ident, csrf, "undo")
        account = desk.settings.account(row.account)
        with desk.mailbox(account) as box:
            done = acts.undo(box, row, account)
        if done.removed:
            ledger.undone(row.id, actor=person.name)
        if done.sent:
            raise HTTPException(
                409, "The reply was sent and cannot be taken back: write to the customer yourself"
            )
        if not done.removed:
            raise HTTPException(409, "Nothing of ours lies in the mailbox")
        return _back(ident, "undone")


def _back(ident: int, told: str) -> Response:
    return RedirectResponse(f"/mails/{ident}?told={told}", status_code=303)


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


def _waits(desk: "Desk", request: Request) -> float:
    return desk.door.wait_s(_peer(request))
