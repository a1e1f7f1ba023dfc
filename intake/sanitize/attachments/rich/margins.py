"""Headers and footers of rich text: which of them stand on a page (RTF 1.9.1, headers and footers)."""

from dataclasses import dataclass, field

from intake.sanitize.attachments.rich.story import Story

KINDS = frozenset(f"{part}{page}" for part in ("header", "footer") for page in ("", "l", "r", "f"))
LETTERS = 90
"""On a line, and lines on a page: a text of fewer may fill one page alone."""
LINES = 35


@dataclass(slots=True)
class Section:
    """A section: its headers and footers by kind, those before it where it has none of its own."""

    own: dict[str, Story] = field(default_factory=dict)
    title: bool = False
    breaks: int = 0
    lines: int = 0

    def shown(self, part: str, *, facing: bool) -> list[Story]:
        many = bool(self.breaks) or self.lines > LINES
        wanted = [f"{part}f"] if self.title else []
        if many or not self.title:
            odd = f"{part}r" if f"{part}r" in self.own else part
            wanted += [odd, f"{part}l" if f"{part}l" in self.own else part] if facing and many else [odd]
        return [self.own[kind] for kind in wanted if kind in self.own]


@dataclass(slots=True)
class Margins:
    """The sections as they are read."""

    sections: list[Section] = field(default_factory=lambda: [Section()])
    facing: bool = False
    stories: list[Story] = field(default_factory=list)

    def put(self, kind: str) -> Story:
        story = Story(kind)
        self.stories.append(story)
        self.sections[-1].own[kind] = story
        return story

    def take(self, word: str) -> None:
        """Words of the document and its sections that say which pages there are."""
        if word == "titlepg":
            self.sections[-1].title = True
        elif word == "sectd":
            self.sections[-1].title = False
        elif word == "facingp":
            self.facing = True
        elif word in {"page", "pagebb"}:
            self.sections[-1].breaks += 1
        elif word == "sect":
            before = self.sections[-1]
            self.sections.append(Section(dict(before.own), before.title))

    def line(self, letters: int) -> None:
        self.sections[-1].lines += 1 + letters // LETTERS

    def shown(self, part: str) -> list[Story]:
        """The headers (or footers) that stand on some page, in order."""
        out: list[Story] = []
        # A section that a break opens at the very end holds nothing.
        for section in [s for s in self.sections if s.lines] or self.sections[:1]:
            out += [one for one in section.shown(part, facing=self.facing) if not any(one is o for o in out)]
        return out
