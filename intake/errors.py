"""What can go wrong, split by what the caller does next.

MailroomError
├── Temporary            wait and try again
│   ├── Unreachable      a server did not answer, or broke off
│   ├── Throttled        it asks for patience (`retry_after_s`)
│   └── OverQuota        the mailbox or disk is full
└── Permanent            trying again changes nothing
    ├── Misconfigured    a person must change the configuration
    ├── Refused          the other side says no (credentials, rights)
    └── Poisoned         this one message cannot be handled
"""


class MailroomError(Exception):
    """Base of all errors of ours.

    `str()` is plain, for people, without secrets; `fields` are for the log: `account` or `service` names who
    did not answer, and says that the fault is not the mail's.
    """

    temporary: bool = False

    def __init__(self, text: str, *, mend: str = "", **fields: object) -> None:
        super().__init__(text)
        self.mend = mend
        """What a person does about it now, in one sentence."""
        self.fields = fields


class Temporary(MailroomError):
    temporary = True


class Unreachable(Temporary):
    pass


class Throttled(Temporary):
    def __init__(
        self, text: str, *, retry_after_s: float | None = None, mend: str = "", **fields: object
    ) -> None:
        super().__init__(text, mend=mend, **fields)
        self.retry_after_s = retry_after_s


class OverQuota(Temporary):
    pass


class Permanent(MailroomError):
    pass


class Misconfigured(Permanent):
    pass


class Refused(Permanent):
    pass


class Poisoned(Permanent):
    pass
