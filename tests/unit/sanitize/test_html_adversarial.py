# ruff: noqa: E501
"""Mails written against the engine by somebody who had not read it, and looks that must survive it.

Words of three letters that begin with H are hidden from a person in Chromium at 1000 px, those with V are seen.
"""

import re

import pytest

from intake.sanitize import Limits, sanitize_html

HIDING = {
    "class-rule": "<style>.k{display:none}</style><p>Vaa<span class=k>Haa</span></p>",
    "important-over-inline": "<style>.k{display:none!important}</style><p class=k style='display:block'>Haa</p>Vaa",
    "two-classes-later-wins": "<style>.a{display:block}.b{display:none}</style><p class='b a'>Haa</p>Vaa",
    "var-chain": "<style>:root{--n:none;--m:var(--n)}p i{display:var(--m)}</style><p>Vaa<i>Haa</i></p>",
    "var-fallback": "<p>Vaa<i style='display:var(--zz, none)'>Haa</i></p>",
    "var-colour-on-parent": "<div style='--c:#fff'><p style='color:var(--c)'>Haa</p></div>Vaa",
    "calc-font": "<p style='font-size:calc(1px - 1px)'>Haa</p>Vaa",
    "calc-left": "<p style='position:absolute;left:calc(-50vw - 3000px)'>Haa</p>Vaa",
    "nested-rule": "<style>.o{& .i{display:none} color:#000}</style><div class=o>Vaa<b class=i>Haa</b></div>",
    "nested-media": "<style>.i{@media (min-width:500px){display:none}}</style>Vaa<b class=i>Haa</b>",
    "media-screen": "<style>@media screen and (min-width:601px){.m{display:none}}</style><p class=m>Haa</p>Vaa",
    "layer-important": "<style>@layer a{.m{display:none!important}}.m{display:block!important}</style><p class=m>Haa</p>Vaa",
    "translate-own": "<p style='translate:-5000px 0'>Haa</p>Vaa",
    "scale-own": "<p style='scale:0 1'>Haa</p>Vaa",
    "scale-transform-tiny": "<p style='transform:scale(.001)'>Haa</p>Vaa",
    "matrix-zero": "<p style='transform:matrix(0,0,0,0,0,0)'>Haa</p>Vaa",
    "inset-off": "<p style='position:fixed;inset:-900px auto auto -900px'>Haa</p>Vaa",
    "logical-inset": "<p style='position:absolute;inset-inline-start:-4000px'>Haa</p>Vaa",
    "clip-path-polygon": "<p style='clip-path:polygon(0 0,0 0,0 0)'>Haa</p>Vaa",
    "clip-path-inset-half": "<p style='clip-path:inset(50%)'>Haa</p>Vaa",
    "clip-path-ellipse": "<p style='-webkit-clip-path:ellipse(0 0 at 0 0)'>Haa</p>Vaa",
    "clip-path-class-var": "<style>:root{--r:0}.c{clip-path:circle(var(--r))}</style><p class=c>Haa</p>Vaa",
    "white-on-bgcolor-ancestor": "<table bgcolor=#123456 style='color:#fff'><tr><td bgcolor=white>Haa</td><td>Vaa</td></tr></table>",
    "dark-on-dark-far": "<div style='background:#111'><div><div><p style='color:#121212'>Haa</p></div></div></div>Vaa",
    "font-tag-white": "<font color=white>Haa</font>Vaa",
    "link-attr-white": "<body bgcolor=#fefefe text=#fdfdfd>Haa<p style='color:#000'>Vaa</p></body>",
    "hsl-white": "<p style='color:hsl(0deg 0% 100%)'>Haa</p>Vaa",
    "colour-mix": "<p style='color:color-mix(in srgb, white 100%, black)'>Haa</p>Vaa",
    "oklch-white": "<p style='color:oklch(1 0 0)'>Haa</p>Vaa",
    "relative-alpha": "<p style='color:rgb(0 0 0 / .5%)'>Haa</p>Vaa",
    "gradient-same": "<p style='background:linear-gradient(#224,#224);color:#222244'>Haa</p>Vaa",
    "em-chain": "<div style='font-size:.2em'><div style='font-size:.2em'><p style='font-size:20%'>Haa</p></div></div>Vaa",
    "font-vw": "<p style='font-size:.05vw'>Haa</p>Vaa",
    "font-shorthand-zero": "<p style='font:bold 0/1 Arial'>Haa</p>Vaa",
    "font-min": "<p style='font-size:min(1px,12px)'>Haa</p>Vaa",
    "margin-left-off": "<p style='margin-left:-5000px;width:300px'>Haa</p>Vaa",
    "float-off": "<div style='float:left;margin-left:-9999px'>Haa</div>Vaa",
    "margin-top-off": "<div style='position:relative;top:-20000px'>Haa</div>Vaa",
    "indent-class": "<style>.t{text-indent:-999em;overflow:hidden}</style><p class=t>Haa</p>Vaa",
    "one-px-box": "<div style='width:1px;height:1px;overflow:hidden'>Haa</div>Vaa",
    "max-zero-both": "<div style='max-height:0;max-width:0;overflow:hidden'>Haa</div>Vaa",
    "overflow-clip": "<div style='height:0;overflow:clip'>Haa</div>Vaa",
    "overflow-y-only": "<div style='height:0;overflow-y:hidden'>Haa</div>Vaa",
    "block-size": "<div style='block-size:0;overflow:hidden'>Haa</div>Vaa",
    "padding-in-zero-table": "<div style='height:1px;overflow:hidden'><table><tr><td>Haa</td></tr></table></div>Vaa",
    "grid-zero-row": "<div style='display:grid;grid-template-rows:0fr'><div style='overflow:hidden;min-height:0'>Haa</div></div>Vaa",
    "contain-strict": "<div style='contain:strict'>Haa</div><p>Vaa</p>",
    "opacity-product": "<div style='opacity:.1'><div style='opacity:.1'><p style='opacity:.5'>Haa</p></div></div>Vaa",
    "opacity-percent": "<p style='opacity:0%'>Haa</p>Vaa",
    "filter-chain": "<p style='filter:blur(0) opacity(0)'>Haa</p>Vaa",
    "visibility-nested": "<div style='visibility:hidden'>Haa<p style='visibility:visible'>Vaa<i style='visibility:hidden'>Hbb</i></p></div>",
    "details-nested": "<details><summary>Vaa</summary><p>Haa</p></details>Vbb",
    "template": "<template><p>Haa</p></template>Vaa",
    "noscript-head": "<p>Vaa</p><template><noscript>Haa</noscript></template>",
    "svg-title-desc": "<svg width=100 height=30><title>Haa</title><desc>Hbb</desc><text y=20>Vaa</text></svg>",
    "svg-opacity": "<svg width=100 height=30><text y=20 fill-opacity=0>Haa</text></svg>Vaa",
    "svg-none": "<svg width=100 height=30><text y=20 fill=none>Haa</text></svg>Vaa",
    "self-closing": "<p>Vaa<span style='display:none'/>Haa</p>Vbb",
    "comment-bang": "<p>Vaa</p><!-- Haa --!><p>Vbb</p><!-->",
    "mso": "<!--[if gte mso 9]><p>Haa</p><![endif]--><p>Vaa</p>",
    "bogus-comment": "<p>Vaa</p><? Haa ?><p>Vbb</p>",
    "cdata-html": "<p>Vaa</p><![CDATA[ Haa ]]><p>Vbb</p>",
    "hidden-until-found": "<p hidden=until-found>Haa</p>Vaa",
    "hidden-attr-case": "<p HIDDEN>Haa</p>Vaa",
    "escape-in-css": "<p style='d\\69splay:n\\6fne'>Haa</p>Vaa",
    "comment-in-css": "<p style='display/**/:/**/none'>Haa</p>Vaa",
    "entity-in-style": "<p style='display&colon;none'>Haa</p>Vaa",
    "not-selector": "<style>p:not(.k){display:none}</style><p class=k>Vaa</p><p>Haa</p>",
    "has-selector": "<style>div:has(> u) b{display:none}</style><div><u>Vaa</u><b>Haa</b></div>",
    "attr-ends": "<style>[data-q$='x' i]{display:none}</style><p data-q=zX>Haa</p><p data-q=zy>Vaa</p>",
    "nth": "<style>p:nth-of-type(2n+1){display:none}</style><p>Haa</p><p>Vaa</p><p>Hbb</p>",
    "is-where": "<style>:is(#z,.q){color:#fff}:where(.q){color:#000}</style><p class=q>Haa</p>Vaa",
    "text-stroke-fill": "<p style='-webkit-text-fill-color:#fff;color:#000'>Haa</p>Vaa",
    "inherit-keyword": "<div style='background:#fff;color:#000'>Vaa<p style='color:#ffffff'><b style='color:inherit'>Haa</b></p></div>",
    "content-visibility-class": "<style>.c{content-visibility:hidden}</style><div class=c>Haa</div>Vaa",
    "content-none-element": "<p>Vaa<span style='content:none;display:none'>Haa</span></p>",
    "display-contents-hidden": "<div style='display:contents;visibility:hidden'>Haa</div>Vaa",
    "select-options": "<select><option>Vaa<option>Haa</select>",
    "iframe-srcdoc-body": "<iframe width=1 height=1>Haa</iframe>Vaa",
    "audio-fallback": "<audio controls>Haa</audio>Vaa",
    "dialog": "<dialog>Haa</dialog>Vaa",
    "popover": "<div popover>Haa</div>Vaa",
    "zoom": "<p style='zoom:.01'>Haa</p>Vaa",
    "backface": "<p style='transform:rotateY(180deg);backface-visibility:hidden'>Haa</p>Vaa",
    "perspective-edge": "<p style='transform:rotateX(90deg)'>Haa</p>Vaa",
    "rotate-own": "<p style='rotate:y 90deg'>Haa</p>Vaa",
    "offset-path": "<p style='offset-path:path(\"M-5000 -5000\");offset-distance:0'>Haa</p>Vaa",
    "mask-gradient": "<p style='-webkit-mask-image:linear-gradient(transparent,transparent)'>Haa</p>Vaa",
    "columns-cut": "<div style='columns:1;height:0;overflow:hidden'>Haa</div>Vaa",
    "line-clamp-zero": "<div style='line-height:0;height:0;overflow:hidden'>Haa</div>Vaa",
    "first-line-white": "<style>p::first-line{color:#fff}</style><p>Haa</p>Vaa",
    "keyframes": "<style>@keyframes k{to{opacity:0}}p{animation:k 0s forwards}</style><p>Haa</p>Vaa",
    "cover-abs": "<div style='position:relative'>Haa<div style='position:absolute;inset:0;background:#fff'></div></div><p>Vaa</p>",
    "cover-negative": "<div style='height:40px'>Haa</div><div style='position:relative;margin-top:-40px;height:40px;background:#fff'></div><p>Vaa</p>",
    "z-minus": "<div style='background:#fff'><p style='position:relative;z-index:-1'>Haa</p></div>Vaa",
    "style-in-body-late": "<p class=w>Haa</p>Vaa<style>.w{font-size:0}</style>",
    "xmp-style": "<svg><style>.w{display:none}</style></svg><p class=w>Haa</p>Vaa",
    "scope": "<style>@scope (.s){p{display:none}}</style><div class=s><p>Haa</p></div>Vaa",
    "container": "<style>.c{container-type:inline-size}@container (min-width:100px){p{display:none}}</style><div class=c><p>Haa</p></div>Vaa",
    "supports": "<style>@supports (display:grid){.g{display:none}}</style><p class=g>Haa</p>Vaa",
    "starting": "<style>p{all:unset;display:none}</style><p>Haa</p>Vaa",
    "word-spacing": "<div style='width:100px;overflow:hidden;white-space:nowrap'>Vaa<span style='padding-left:900px'>Haa</span></div>",
    "letter-spacing": "<p style='letter-spacing:-5000px;text-indent:-5000px'>Haa</p>Vaa",
    "marquee": "<style>tr.k{visibility:collapse}</style><table><tr class=k><td>Haa</td></tr><tr><td>Vaa</td></tr></table>",
    "caption-hidden": "<table><caption style='display:none'>Haa</caption><tr><td>Vaa</td></tr></table>",
    "optgroup": "<datalist id=d><option>Haa</option></datalist>Vaa",
    "head-in-body": "<title>Haa</title><p>Vaa</p>",
    "position-sticky": "<p style='position:relative;left:-100vw;width:300px'>Haa</p>Vaa",
    "right-off": "<p style='position:absolute;right:150%'>Haa</p>Vaa",
    "bottom-off": "<p style='position:fixed;bottom:-50%'>Haa</p>Vaa",
    "blend": "<p style='color:#fff;mix-blend-mode:normal'>Haa</p>Vaa",
    "text-shadow-none": "<p style='color:transparent;text-shadow:none'>Haa</p>Vaa",
    "currentcolor-bg": "<p style='color:#777;background:currentColor'>Haa</p>Vaa",
    "box-on-indented-line": "<div style='text-indent:-9999px'><a style='display:inline-block;text-indent:0'><p>Haa</p></a></div>Vaa",
    "place-on-indented-line": "<div style='text-indent:-9999px'><i style='position:absolute;text-indent:0'>Haa</i></div>Vaa",
    "display-run-in": "<p style='display:none;display:run-in'>Haa</p>Vaa",
    "choices-below-the-last-row": "<select size=2><option>Vaa<option>Vbb<option>Haa</select>",
    "choice-indented": "<select multiple><option style='text-indent:-999px'>Haa</select>Vaa",
    "group-of-choices-hidden": "<select size=4><optgroup style='width:0;overflow:hidden'><option>Haa</optgroup></select>Vaa",
    "choice-behind-its-label": "<select><option label=Vaa>Haa</select>",
    "choice-that-cannot-be-made": "<select><option disabled>Haa<option>Vaa</select>",
    "break-without-box": "<style>br{display:none}</style><p style='white-space:nowrap;overflow:hidden;width:90px'>Vaa word word word<br>Haa</p>",
    "float-out-of-a-low-box": "<div style='height:0'><i style='float:left;height:300px'>x</i></div><p style='clear:both'>Haa</p><div style='position:absolute;top:290px;left:0;width:900px;height:200px;background:#fff'></div>",
    "drawing-too-narrow": "<svg width=60 height=30><text x=5 y=20>Vaa word word word Haa</text></svg>",
    "drawing-made-low": "<svg width=300 height=80 style='max-height:5px'><text x=5 y=20>Haa</text></svg>Vaa",
    "drawing-from-right-to-left": "<div dir=rtl><svg width=300 height=80><text x=5 y=20>Haa</text></svg></div>Vaa",
    "legend-inline": "<fieldset><legend style='display:inline;height:0;overflow:hidden'>Haa</legend>Vaa</fieldset>",
    "bare-formula": "<math>Haa</math>Vaa",
    "second-meaning": "<math><semantics><mi>Vaa</mi><mi>Haa</mi></semantics></math>",
    "cellpadding": "<table cellpadding=9999><tr><td>Haa</td></tr></table>Vaa",
    "far-along-the-line": "Vaa<pre>" + " " * 1500 + "Haa</pre>",
    "below-the-screen": "<p style='position:fixed;bottom:-50px'>Haa</p>Vaa",
    "above-the-ground-of-its-line": "<p style='color:#fff'><b style='background:#123'><ruby>Vaa<rt>Haa</rt></ruby></b></p>",
    "enlarged": "<p style='transform:scale(1.5)'>Haa</p>Vaa",
    "enlarged-a-little": "<p style='scale:1.1'>Haa</p>Vaa",
    "swung-around-a-far-point": "<p style='transform:scale(.9);transform-origin:-90000px 0'>Haa</p>Vaa",
    "unicode-tags": "Vaa" + "".join(chr(0xE0000 + ord(c)) for c in "Haa") + " Vbb",
}  # fmt: skip
"""What only a browser sees is told by words; one sample, one means."""

LOOKS = {
    "button": "<table><tr><td bgcolor=#0055ff style='border-radius:4px'><a href='https://a.example' style='color:#fff;display:inline-block;padding:9px'>Vaa</a></td></tr></table>",
    "button-class": "<style>.b{background-color:#222;color:#fff!important;text-decoration:none}</style><a class=b href='https://a.example'>Vaa</a>",
    "clip-text": "<h1 style='background:linear-gradient(90deg,#f00,#00f);-webkit-background-clip:text;background-clip:text;color:transparent'>Vaa</h1>",
    "clip-text-fill": "<h1 style='background-image:linear-gradient(#a00,#00a);-webkit-background-clip:text;-webkit-text-fill-color:transparent'>Vaa</h1>",
    "before": "<style>.q::before{content:'Vaa '}</style><p class=q>Vbb</p>",
    "after-attr": "<style>.q::after{content:' (' attr(data-x) ')'}</style><p class=q data-x=Vaa>Vbb</p>",
    "form-values": "<input value=Vaa><input type=submit value=Vbb><textarea>Vcc</textarea><button>Vdd</button>",
    "dark-body": "<body style='background:#000;color:#eee'><p>Vaa</p></body>",
    "dark-cell": "<table width=600 bgcolor=#1a1a1a><tr><td><p style='color:#fafafa'>Vaa</p></td></tr></table>",
    "dark-class": "<style>.d{background:#101020}.d p{color:#fff}</style><div class=d><p>Vaa</p></div>",
    "gmail-quote": "<div>Vaa</div><div class=gmail_quote><div>On Mon, A wrote:</div><blockquote style='margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex'>Vbb</blockquote></div>",
    "outlook-quote": "<p class=MsoNormal style='mso-margin-top-alt:auto'>Vaa<o:p></o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p><b>From:</b> Vbb</p></div>",
    "td-bgcolor": "<table><tr bgcolor=#eeeeee><td bgcolor=navy><font color=white>Vaa</font></td><td>Vbb</td></tr></table>",
    "td-bgcolor-in-a-line": "<font color=#444>Vaa<table bgcolor=navy><tr><td><font color=white>Vbb</font></td></tr></table></font>",
    "choices": "<select><option>Vaa<option>Hbb</select><select size=2><option>Vcc<option>Vdd</select><select multiple><optgroup label=Vee><option>Vff</optgroup></select>",
    "drawing": "<svg width=200 height=40 role=img><text x=5 y=20 fill=#333>Vaa <tspan>Vbb</tspan></text></svg><svg width=200 height=40><text x=5 y=20 fill=none stroke=#900>Vcc</text></svg>",
    "first-line-of-a-low-box": "<p style='height:20px;line-height:20px;overflow:hidden'>Vaa<br></p>",
    "perhaps-shown": "<style>.a,.b:foo-bar{&{display:block}}</style><p>Vaa</p><p>Vbb</p>",
    "table-in-an-indented-box": "<div style='text-indent:-9999px'><table><tr><td>Vaa</td></tr></table></div>",
    "page-that-is-scrolled": "<body style='overflow:hidden;height:0'><p>Vaa</p></body>",
    "visible-child": "<div style='visibility:hidden'><span style='visibility:visible'>Vaa</span></div>",
    "font-child-back": "<div style='font-size:0'><div style='display:inline-block;font-size:14px'>Vaa</div><div style='display:inline-block;font-size:1rem'>Vbb</div></div>",
    "mobile-duplicate": "<style>.m{display:none}@media (max-width:480px){.m{display:block!important}.d{display:none!important}}</style><div class=d>Vaa</div><div class=m>Haa</div>",
    "img-alt": "<img src='https://a.example/l.png' alt=Vaa width=200 height=50><p>Vbb</p>",
    "line-height-zero-child": "<div style='line-height:0'><img src=x width=9 height=9><p style='line-height:20px'>Vaa</p></div>",
    "abs-child-escapes": "<div style='height:0;overflow:hidden'><p style='position:absolute;top:100px'>Vaa</p></div>",
    "relative-shift": "<p style='position:relative;left:-3px;top:2px'>Vaa</p>",
    "small-print": "<p style='font-size:9px;color:#999'>Vaa</p>",
    "grey-on-grey": "<div style='background:#f4f4f4;color:#888'>Vaa</div>",
    "rtl": "<p dir=rtl>Vaa</p>",
    "details-open": "<details open><summary>Vaa</summary>Vbb</details>",
    "overflow-wrapper": "<div style='overflow:hidden;max-width:600px;margin:0 auto'><p>Vaa</p></div>",
    "max-height-none": "<div style='max-height:0;max-height:none;overflow:hidden'>Vaa</div>",
    "background-image": "<table background='https://a.example/b.png' bgcolor=#333333><tr><td style='color:#ffffff'>Vaa</td></tr></table>",
    "background-url-dark": "<div style='background:#234 url(https://a.example/b.jpg) center/cover no-repeat;color:#fff'>Vaa</div>",
    "rounded-overflow": "<div style='border-radius:8px;overflow:hidden;box-shadow:0 1px 3px rgba(0,0,0,.2)'><div style='padding:20px'>Vaa</div></div>",
    "negative-margin-small": "<div style='margin:0 -10px'><p style='padding:0 10px'>Vaa</p></div>",
    "flex-grid": "<div style='display:flex;gap:9px;justify-content:space-between'><div style='flex:1'>Vaa</div><div>Vbb</div></div><div style='display:grid;grid-template-columns:1fr 2fr'><p>Vcc</p></div>",
    "prefers-dark": "<style>@media (prefers-color-scheme:dark){p{color:#fff!important}}</style><p>Vaa</p>",
    "noscript-seen": "<noscript><p>Vaa</p></noscript>",
    "transition": "<style>a{transition:all .3s ease;cursor:pointer}a:hover{opacity:0}</style><a href='https://a.example'>Vaa</a>",
    "ie-hacks": "<div style='*display:none;_height:0;filter:progid:DXImageTransform.Microsoft.gradient(x);-ms-text-size-adjust:100%;zoom:1'>Vaa</div>",
    "invalid-rule": "<p style='display:nonee;font-size:0 px;color:whitee;opacity:zero'>Vaa</p>",
    "sup-list": "<ol><li>Vaa<li>Vbb</ol><p>x<sup style='font-size:60%;line-height:0'>Vcc</sup></p>",
    "width-zero-visible": "<div style='width:0;height:0'>Vaa</div>",
    "downlevel-revealed": "<!--[if !mso]><!--><p>Vaa</p><!--<![endif]-->",
    "vml-button": "<!--[if mso]><v:rect><center>Haa</center></v:rect><![endif]--><!--[if !mso]> <!--><a style='color:#fff;background:#06c' href='https://a.example'>Vaa</a><!-- <![endif]-->",
}  # fmt: skip


def _words(initial: str, text: str) -> list[str]:
    return re.findall(rf"\b{initial}[a-z]{{2}}\b", text)


@pytest.mark.parametrize("name", [*HIDING, *LOOKS])
def test_a_fresh_trick_leaks_nothing(name: str) -> None:
    """No H word reaches the text, by whatever means it is hidden."""
    view = sanitize_html((HIDING | LOOKS)[name], where=name, limits=Limits())
    assert not _words("H", view.text)


@pytest.mark.parametrize(
    "html",
    [
        "<p style='overflow:clip;overflow-clip-margin:40px;height:0'>Vaa</p>",
        "<p style='line-height:0;min-height:50px;overflow:hidden'>Vaa</p>",
        "<div style='margin-left:-9999px'><p style='position:absolute;left:0;top:90px'>Vaa</p></div>",
        "<p style='height:0;overflow:hidden'><i style='contain:strict'><b style='position:absolute;top:90px'>Vaa</b></i>",
    ],
)
def test_what_may_be_shown_after_all_is_not_called_hidden(html: str) -> None:
    """It is in the text, or a browser is asked."""
    view = sanitize_html(html, where="w", limits=Limits())
    assert "Vaa" in view.text or [f.text for f in view.findings if f.action == "withheld"] == ["Vaa"]


@pytest.mark.parametrize("name", LOOKS)
def test_an_ordinary_look_survives(name: str) -> None:
    """Every V word of an ordinary look is in the text, and none of it is doubtful."""
    html = LOOKS[name]
    view = sanitize_html(html, where=name, limits=Limits())
    assert [word for word in _words("V", html) if word not in view.text] == []
    assert view.uncertain_chars == 0
