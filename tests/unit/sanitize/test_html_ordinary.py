"""Declarations as clients and shops write them withhold nothing: one line a style of an element."""

import pytest

from intake.sanitize import sanitize_html

STYLES = r"""
text-shadow:0 1px 1px rgba(0,0,0,.2)
border-top-color:rgb(1,2,3)
column-rule:1px solid rgb(1,2,3)
caret-color:rgb(1,2,3)
outline-color:rgb(1,2,3)
text-decoration-color:rgb(1,2,3)
text-decoration:underline rgb(1,2,3)
text-decoration:none solid rgb(204,204,204)
border-radius:calc(2px + 3px)
padding:calc(2px + 3px)
margin:0 calc(2px + 3px)
min-height:calc(2px + 3px)
line-height:calc(1.5)
line-height:calc(1em + 4px)
font-size:calc(10px + 1vw)
font-size:clamp(12px,2vw,20px)
letter-spacing:calc(1px)
max-width:min(600px,100%)
width:max(300px,50%)
transition:all .2s cubic-bezier(.4,0,.2,1)
cursor:url(x.cur),auto
list-style:url(x.png)
background-position:calc(100% - 10px) 0
background:url(x.png) no-repeat right 10px top calc(50% - 3px)/20px rgb(240,240,240)
box-shadow:0 0 0 1px rgb(0 0 0 / .1)
box-shadow:rgba(0,0,0,.1) 0px 1px 3px 0px,rgba(0,0,0,.06) 0px 1px 2px 0px
border:1px solid rgb(0 0 0 / 10%)
border-bottom:1px solid var(--x,#ccc)
border:medium none rgb(34,34,34)
border:0px none rgb(34,34,34)
outline:rgb(34,34,34) none 0px
font:400 14px/20px "Segoe UI",Arial
font-variant-ligatures:normal;font-variant-caps:normal;letter-spacing:normal;orphans:2;text-align:start;text-indent:0px;text-transform:none;widows:2;word-spacing:0px;-webkit-text-stroke-width:0px;white-space:normal;background-color:rgb(255,255,255);text-decoration-thickness:initial;text-decoration-style:initial;text-decoration-color:initial;display:inline!important;float:none
font-variant-numeric:inherit;font-variant-east-asian:inherit;font-stretch:inherit;line-height:inherit;font-family:inherit;vertical-align:baseline;border:0px;margin:0px;padding:0px
mso-margin-top-alt:auto;mso-margin-bottom-alt:auto;mso-fareast-language:EN-US
border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm
border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt
margin-bottom:.0001pt;font-size:11.0pt;font-family:"Calibri",sans-serif
text-size-adjust:auto;-webkit-text-stroke-width:0px;caret-color:rgb(0,0,0)
word-wrap:break-word;-webkit-nbsp-mode:space;line-break:after-white-space
color:rgb(0,0,0);font-family:Helvetica;font-size:12px;font-style:normal;text-decoration:none
border-style:solid;border-width:0px 0px 0px 1px;border-color:rgb(204,204,204)
border-left-width:1px;border-left-style:solid;border-left-color:rgb(204,204,204)
border-image:initial
border-collapse:collapse;border-spacing:0;table-layout:auto
background:none 0% 0% / auto repeat scroll padding-box border-box rgb(255,255,255)
background:rgba(0,0,0,0) none repeat scroll 0 0
min-width:0px;max-width:100%;overflow-wrap:anywhere
display:inline-block;max-width:100%;overflow:hidden
height:auto!important;width:100%!important
flex:0 0 calc(50% - 10px)
inset:0;margin:auto
color:currentcolor;fill:currentColor
font-feature-settings:"liga" 1;text-rendering:optimizeLegibility
-ms-text-size-adjust:100%;-webkit-text-size-adjust:100%
aspect-ratio:auto
scrollbar-width:thin
text-underline-offset:2px
text-decoration:underline dotted
mask:none;clip-path:none;filter:none;transform:none;animation:none
transition:none 0s ease 0s
outline:0;outline:none
zoom:1
opacity:1
visibility:visible
direction:ltr;unicode-bidi:embed
unicode-bidi:isolate
line-height:normal;line-height:1.15
size:A4
tab-size:4
-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale
color-scheme:light dark
forced-color-adjust:none
font-synthesis:none
margin-block:1em;padding-inline:10px;border-inline-start:3px solid rgb(200,200,200)
text-wrap:pretty;hanging-punctuation:first
accent-color:auto;appearance:none
object-fit:contain;object-position:50% 50%
page-break-inside:avoid
quotes:none
empty-cells:show
resize:none
float:none;clear:both
isolation:auto
all:revert
border:1px solid rgb(204,204,204)
border:1px solid rgb(204, 204, 204)
border-left:1px rgb(204,204,204) solid;margin:0px 0px 0px 0.8ex;padding-left:1ex
border:1px solid rgba(0,0,0,.3);border-color:hsl(0,0%,80%) rgb(1,2,3)
BORDER-BOTTOM:3PX DOUBLE RGB(204,204,204)
""".strip().splitlines()


@pytest.mark.parametrize("style", STYLES)
def test_an_ordinary_style_withholds_nothing(style: str) -> None:
    for start in ("", "<!doctype html>"):
        for tag in ("div", "span"):
            view = sanitize_html(f"{start}<{tag} style='{style}'>Words</{tag}>", where="sample")
            assert view.text == "Words", f"{start}{tag}"
