"""Answers in three values: True, False, and None where it is not known (Kleene 1952, 64)."""

from collections.abc import Collection

Answer = bool | None


def some(answers: Collection[Answer]) -> Answer:
    """Whether one of them at least is so; of none, no."""
    return True if True in answers else None if None in answers else False


def every(answers: Collection[Answer]) -> Answer:
    """Whether all of them are so; of none, yes."""
    return False if False in answers else None if None in answers else True


def negated(answer: Answer) -> Answer:
    """The opposite, where it is known."""
    return None if answer is None else not answer
