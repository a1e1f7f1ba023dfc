"""Invitations (RFC 5545): what, when, where, who, as a calendar shows them."""

from intake.sanitize.attachments.cards import lines, value
from intake.sanitize.attachments.decode import decode, is_text
from intake.sanitize.attachments.reader import Page, Reader, Source

_SHOWN = {
    "SUMMARY": "What",
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "DURATION": "Duration",
    "RRULE": "Repeats",
    "LOCATION": "Where",
    "STATUS": "Status",
    "ORGANIZER": "Organizer",
    "ATTENDEE": "Attendee",
    "DESCRIPTION": "Description",
    "URL": "Link",
}
_UNSEEN = ("COMMENT", "X-ALT-DESC", "CATEGORIES", "RESOURCES", "CONTACT")


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "text/calendar" if b"BEGIN:VCALENDAR" in data[:400].upper() and is_text(data) else None


def read(source: Source, page: Page) -> None:
    inside: list[str] = []
    event = 0
    for name, parameters, raw in lines(decode(source.data)):
        if name == "BEGIN":
            inside.append(raw.strip().upper())
            event += inside[-1] in {"VEVENT", "VTODO"}
        elif name == "END":
            inside = inside[:-1]
        elif inside and inside[-1] in {"VEVENT", "VTODO", "VJOURNAL"}:
            if name in _SHOWN:
                page.add("row", f"{_SHOWN[name]}: {_text(name, parameters, raw)}", location=f"event {event}")
            elif (name.startswith("X-") or name in _UNSEEN) and len(raw) > 24:
                page.find("calendar-property", value(raw), f"event {event} {name}")
        elif name in {"X-WR-CALDESC", "COMMENT", "DESCRIPTION"}:
            page.find("calendar-property", value(raw), name)


def _text(name: str, parameters: dict[str, str], raw: str) -> str:
    text = value(raw)
    if name in {"ORGANIZER", "ATTENDEE"}:
        address = text.partition(":")[2] or text
        return f"{parameters['CN']} <{address}>" if parameters.get("CN") else address
    if name in {"DTSTART", "DTEND", "DUE"} and len(text) >= 8 and text[:8].isdigit():
        day = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
        time = f" {text[9:11]}:{text[11:13]}" if text[8:9] == "T" and text[9:13].isdigit() else ""
        zone = " UTC" if text.endswith("Z") else f" {parameters['TZID']}" if parameters.get("TZID") else ""
        return day + time + zone * bool(time)
    return text


READER = Reader(name="ics", sniff=sniff, read=read, extensions=("ics", "ical", "ifb"))
