"""What the sandbox raises."""

from intake.errors import MailroomError, OverQuota, Permanent


class StoreFull(OverQuota):
    """The disk is full: nothing of this mail was kept, nothing acknowledged was lost."""


class StoreClosed(Permanent):
    """The store was closed while a mail was on its way in."""


class WaitTimeout(MailroomError, AssertionError):
    """The awaited mail did not come. `str()` tells what did arrive and why the nearest miss missed.

    An AssertionError too, so that test frameworks report a failed test, not an error.
    """


class NothingFound(MailroomError, AssertionError):
    """A mail has no code or link of the wanted kind. `str()` names the candidates."""
