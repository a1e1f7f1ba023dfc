"""Custom properties with rules of their own."""

import pytest

from intake.sanitize import sanitize_html

LENGTH = "@property --x{syntax:'<length>';inherits:%s;initial-value:%s}"


def _seen(css: str) -> bool:
    html = f"<style>{css}</style><div class=a><p>Words</p></div>"
    return sanitize_html(html, where="sample").text == "Words"


@pytest.mark.parametrize(
    "css",
    [
        LENGTH % ("true", "0px") + ".a{--x:20px}p{font-size:var(--x)}",
        LENGTH % ("false", "20px") + ".a{--x:0px}p{font-size:var(--x)}",
        LENGTH % ("true", "20px") + ".a{--x:banana}p{font-size:var(--x)}",
        "@property --x{syntax:'<color>';inherits:true;initial-value:#fff}p{--x:#123;color:var(--x)}",
        "@property --x{syntax:'block | none';inherits:true;initial-value:none}p{--x:block;display:var(--x)}",
    ],
)
def test_a_registered_value_leaves_the_text_seen(css: str) -> None:
    assert _seen(css)


@pytest.mark.parametrize(
    "css",
    [
        LENGTH % ("false", "0px") + ".a{--x:20px}p{font-size:var(--x)}",
        LENGTH % ("false", "0px") + ".a{--x:20px}p{--y:var(--x);font-size:var(--y)}",
        LENGTH % ("true", "0px") + ".a{--x:20px}p{--x:initial;font-size:var(--x)}",
        LENGTH % ("true", "0px") + ".a{--x:var(--y);--y:banana}p{font-size:var(--x,20px)}",
        LENGTH % ("true", "20px") + ".a{--x:2em;font-size:0}p{font-size:var(--x)}",
        "@property --x{syntax:'<number>';inherits:true;initial-value:0}p{opacity:var(--x,1)}",
        "@property --x{syntax:'inherit | block';inherits:true;initial-value:block}p{display:var(--x,none)}",
    ],
)
def test_a_registered_value_lets_nothing_hidden_through(css: str) -> None:
    assert not _seen(css)
