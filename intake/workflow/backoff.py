"""How long to wait before the next try."""

import random

from intake.config.settings import Retries
from intake.errors import MailroomError, Throttled


def wait_s(tries: int, retries: Retries, error: MailroomError | None = None) -> float:
    """Seconds until try `tries` + 1: doubled each time, spread by chance, never above the maximum.

    Where the other side named a time (`retry_after_s`), that is the least.
    """
    base = min(retries.max_wait_s, retries.first_wait_s * 2.0 ** min(max(tries - 1, 0), 20))
    wait = base * random.uniform(0.75, 1.25)
    if isinstance(error, Throttled) and error.retry_after_s is not None:
        return max(wait, min(error.retry_after_s, 86_400.0))
    return wait
