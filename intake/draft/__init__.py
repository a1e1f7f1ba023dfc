"""The reply: sentences chosen from the sources, put into the workflow's template."""

from intake.draft.compose import compose, recipients, render, reply_subject
from intake.draft.extractive import Alike, ExtractiveWriter, readable, unmentioned
from intake.draft.greeting import greeting_name

__all__ = [
    "Alike",
    "ExtractiveWriter",
    "compose",
    "greeting_name",
    "readable",
    "recipients",
    "render",
    "reply_subject",
    "unmentioned",
]
