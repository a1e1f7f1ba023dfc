"""Who may do what."""

import pytest

from intake.config import GuardSettings
from intake.errors import Refused
from intake.roles import NEEDS, ROLES, allowed, require, role_of


def test_each_role_may_do_what_the_one_before_it_may() -> None:
    """The table only grows from viewer to admin, and admin may do all of it."""
    for act in NEEDS:
        given = [allowed(role, act) for role in ROLES]
        assert given == sorted(given)
        assert given[-1]


@pytest.mark.parametrize(
    ("role", "act", "may"),
    [
        ("viewer", "view", True),
        ("viewer", "approve", False),
        ("reviewer", "approve", True),
        ("reviewer", "undo", False),
        ("owner", "undo", True),
        ("owner", "forget", False),
        ("admin", "forget", True),
        ("admin", "launch", False),
        ("root", "view", False),
        (None, "view", False),
        ("", "view", False),
    ],
)
def test_what_is_not_in_the_table_is_denied(role: str | None, act: str, may: bool) -> None:
    """Unknown roles and unknown acts are no."""
    assert allowed(role, act) is may


def test_once_somebody_is_named_the_others_only_look_on() -> None:
    """Alone, whoever runs the program is admin."""
    assert role_of("eve", GuardSettings()) == "admin"
    guard = GuardSettings(people={"ana": "reviewer"})
    assert role_of("ana", guard) == "reviewer"
    assert role_of("eve", guard) == "viewer"
    require("ana", "approve", guard)
    with pytest.raises(Refused, match="eve is viewer and may not approve"):
        require("eve", "approve", guard)
