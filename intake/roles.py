"""Who may do what: one table for the command line and the dashboard, deny by default."""

import getpass
from typing import TYPE_CHECKING, Final, Literal, get_args

from intake.errors import Refused

if TYPE_CHECKING:
    from intake.config import GuardSettings

Role = Literal["viewer", "reviewer", "owner", "admin"]
"""In rising order; each may also do what those before it may."""

Act = Literal[
    "view",
    "approve",
    "reject",
    "edit",
    "feedback",
    "retry",
    "sample",
    "undo",
    "knowledge",
    "reconcile",
    "autonomy",
    "anchor",
    "export",
    "forget",
    "purge",
    "backup",
    "configure",
]
"""What a person can ask of the program. `view` changes nothing; all others do, or hand out personal data."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)
NEEDS: Final[dict[str, Role]] = {
    "view": "viewer",
    "approve": "reviewer",
    "reject": "reviewer",
    "edit": "reviewer",
    "feedback": "reviewer",
    "retry": "reviewer",
    "sample": "reviewer",
    "undo": "owner",
    "knowledge": "owner",
    "reconcile": "owner",
    "autonomy": "owner",
    "anchor": "owner",
    "export": "admin",
    "forget": "admin",
    "purge": "admin",
    "backup": "admin",
    "configure": "admin",
}
"""The least role of each act. What is not named here nobody may do."""


def allowed(role: str | None, act: str) -> bool:
    """Whether `role` may do `act`. Unknown roles and unknown acts: no."""
    needed = NEEDS.get(act)
    if needed is None or role not in ROLES:
        return False
    return ROLES.index(role) >= ROLES.index(needed)


def role_of(who: str, guard: "GuardSettings") -> Role:
    """The role of a person by `guard.people`.

    As long as nobody is named there, whoever can run the program runs it alone and is `admin`. Once
    somebody is named, all others are `viewer`.
    """
    if not guard.people:
        return "admin"
    return guard.people.get(who, "viewer")


def require(who: str, act: Act, guard: "GuardSettings") -> None:
    """Raises Refused where this person may not."""
    role = role_of(who, guard)
    if not allowed(role, act):
        raise Refused(
            f"{who} is {role} and may not {act}",
            mend=f"ask for the role {NEEDS.get(act, 'admin')} under guard.people, or a colleague who has it",
        )


def operator() -> str:
    """The name under which the person at this terminal acts: the login of the operating system."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"
