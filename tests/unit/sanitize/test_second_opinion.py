"""Uncertain texts are put before a real browser, and what it sees stands."""

import io
from pathlib import Path

import pytest
from PIL import Image

from intake.config import SanitizeSettings
from intake.sanitize import sanitize
from intake.sanitize.browser import Browser
from intake.sanitize.isolated import IsolatedSanitizer
from intake.sanitize.opinion import doubts
from tests.servers.browser import chromium_path

HEAD = b"From: a@b.example\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
MAIL = (
    HEAD
    + "<p>Vaa</p><div style='position:relative;height:40px'>Hbb"
    "<div style='position:absolute;inset:0;background:#fff'></div></div>"
    "<p style='transform:rotate(60deg);margin:90px;width:120px'>Vcc 😀 more</p>"
    "<div style='overflow:hidden;width:90px;white-space:nowrap'>Vdd one two three four five Hdd"
    "</div>".encode()
)


@pytest.mark.chromium
def test_what_the_browser_sees_stands_and_a_text_that_is_cut_keeps_its_visible_words() -> None:
    settings = SanitizeSettings(second_opinion="browser", browser=chromium_path())
    with IsolatedSanitizer(settings, workers=1) as sanitizer:
        message = sanitizer.sanitize(MAIL)
    first, second, cut = message.text.split("\n\n")
    assert (first, second) == ("Vaa", "Vcc 😀 more")
    # How many words fit into 90 px depends on the fonts of the machine.
    assert cut.startswith("Vdd one")
    assert "Hdd" not in cut
    assert ("cover-zindex", "Hbb", "removed") in [(f.technique, f.text, f.action) for f in message.findings]
    assert any("Hdd" in f.text and f.action == "removed" for f in message.findings)
    assert message.uncertain_share == 0
    assert not message.defects


@pytest.mark.chromium
@pytest.mark.parametrize(
    "html",
    [
        # What vanishes with its element, or with the ink of its letters, is no letter.
        "<p style='color:#fff;text-shadow:0 0 1px #fff;border:1px solid red'>Haa</p>",
        "<p style='color:#fff;text-shadow:0 0 1px #fff;text-decoration:underline wavy red 3px'>Haa</p>",
        "<div style='color:#fff;text-shadow:0 0 1px #fff'>Haa <b style='color:#000'>Vab</b></div>",
        "<p style='text-decoration:line-through 40px #fff'>Haa</p>",
        # A mail that looks at how it is looked at.
        "<style>p:has(*){color:#000!important}</style><p style='color:#fff;text-shadow:0 0 1px #fff'>Haa</p>",
        "<style>i::highlight(blank){color:red!important}</style>"
        "<i style='position:absolute;left:90px;top:90px;color:#fff;text-shadow:0 0 1px #fff'>Haa</i>",
        # What moves elsewhere is no ink of these letters.
        "<marquee>x</marquee><p style='color:#fff;text-shadow:0 0 1px #fff'>Haa</p>",
        "<progress></progress><p style='color:#fff;text-shadow:0 0 1px #fff'>Haa</p>",
        "<style>@keyframes k{to{color:red}}b{animation:k 1s infinite}</style><b>x</b>"
        "<p style='color:#fff;text-shadow:0 0 1px #fff'>Haa</p>",
        "<style>@keyframes k{from{opacity:0}}i{animation:k 1s 999999s both}</style><i>Haa</i>",
        # Two words of many, in a text that is not looked at word by word.
        f"<div style='position:relative;width:90ch;font:16px/20px monospace'>Vab one two Haa Haa{' one' * 70}"
        "<div style='position:absolute;left:11.5ch;top:0;width:8ch;height:20px;background:#fff'></div></div>",
    ],
)
def test_a_text_whose_letters_are_not_painted_is_not_taken_for_seen(html: str) -> None:
    settings = SanitizeSettings(second_opinion="browser", browser=chromium_path())
    with IsolatedSanitizer(settings, workers=1) as sanitizer:
        message = sanitizer.sanitize(HEAD + f"<p>Vaa</p>{html}".encode())
    assert "Vaa" in message.text
    assert "Haa" not in message.text
    assert ("Vab" in html) == ("Vab" in message.text)


def test_without_a_browser_the_doubt_stays_and_is_told() -> None:
    settings = SanitizeSettings(second_opinion="browser", browser=Path("/nowhere/chromium"))
    with IsolatedSanitizer(settings, workers=1) as sanitizer:
        message = sanitizer.sanitize(MAIL)
    # What surely stands before the place where a text is cut needs none.
    assert message.text == "Vaa\n\nVdd one"
    assert [d.note for d in message.defects] == ["no second opinion: no Chromium on this machine"]


def test_opinions_are_plain_data_and_only_about_what_is_in_doubt() -> None:
    page = doubts(MAIL).pages[0]
    told = {t.text: t.index for t in page.texts}
    assert set(told) == {"Hbb", "Vcc 😀 more", "Vdd one two three four five Hdd"}
    seen = sanitize(MAIL, opinions={page.part: {told["Hbb"]: False, told["Vcc 😀 more"]: True}})
    assert seen.text == "Vaa\n\nVcc 😀 more\n\nVdd one"
    some = sanitize(MAIL, opinions={page.part: {told["Vdd one two three four five Hdd"]: (0, 1, 2)}})
    assert some.text == "Vaa\n\nVdd one two"
    hidden = HEAD + b"<p>Vaa</p><p style='display:none'>Haa</p>"
    assert doubts(hidden).pages == ()
    assert sanitize(hidden, opinions={"1": dict.fromkeys(range(9), True)}).text == "Vaa"


@pytest.mark.chromium
def test_a_short_page_written_from_right_to_left_is_seen_where_it_stands() -> None:
    box = "<html dir=rtl><body style='margin:0'><p style='width:600px;height:20px;background:#000'>"
    with Browser(str(chromium_path()), seconds=60) as browser:
        browser.show(box)
        picture = Image.open(io.BytesIO(browser.picture())).convert("L")
    left, _, right, _ = picture.point(lambda level: 255 * (level < 128)).getbbox() or (0, 0, 0, 0)
    assert (left, right) == (400, 1000)
