"""What is dropped as invalid is what Chromium drops: each grammar against the browser's own answer."""

import json
import random

import pytest

from intake.sanitize.browser import Browser
from intake.sanitize.css.values import _GRAMMARS, validity
from tests.servers.browser import chromium_path

SEED, PAIRS, LISTS = 20261128, 200, 40
COLOURS = """
red
#fff
#ffff
#ffffff80
rgb(0,0,0)
rgb(0 0 0)
rgb(0 0 0 / .5)
rgba(0,0,0,.5)
rgba(0, 0, 0, 50%)
hsl(120,50%,50%)
hsl(120deg 50% 50%)
hsla(120,50%,50%,.3)
hwb(90 10% 10%)
lab(50% 20 30)
lch(50% 20 30)
oklab(.5 .1 .1)
oklch(.5 .1 90)
color(srgb 1 0 0)
color(display-p3 1 0 0 / .5)
color-mix(in srgb,red,blue)
color-mix(in srgb, red 20%, blue)
currentcolor
transparent
light-dark(#000,#fff)
rgb(from red r g b)
Canvas
rgb(100%,0%,0%)
rgb(0.5,1,2)
hsl(0.5turn 20% 20%)
rgb(none 0 0)
rgb(calc(1 + 1) 0 0)
hsl(120 50 50)
lab(50 20 30)
lch(50% 20 30deg)
-webkit-link
ButtonText
rgb(255,255,255,1)
#FFF
RED
rgb(1e2,0,0)
""".strip().splitlines()
SIZES = """
0
1px
-1px
1.5em
.5rem
10%
-10%
calc(1px + 2%)
min(1px,2em)
max(0px,1vw)
clamp(1px,2vw,3px)
1pt
1cm
0.1in
1vh
1dvh
1svw
1ch
1ex
1lh
1rlh
1cqw
1Q
1e1px
+1px
calc(1px*2)
calc(2*(1px + 1em))
1PX
0%
env(x,1px)
calc(-1px)
1e-2em
1.px
1 px
10
auto
none
fit-content
min-content
max-content
round(1px,2px)
abs(-1px)
sqrt(4)
calc(1px - 1px)
""".strip().splitlines()
NUMBERS = """
0
1
.5
50%
calc(1/2)
1e0
-1
2
1.0
+.5
calc(50% + 10%)
0.0000
""".strip().splitlines()
WORDS = """
none
normal
auto
inherit
initial
unset
revert
revert-layer
hidden
visible
collapse
block
inline
flex
grid
table
inline-block
contents
list-item
flow-root
absolute
relative
fixed
sticky
static
left
right
both
clip
scroll
overlay
nowrap
pre
pre-wrap
uppercase
bold
italic
solid
dotted
thin
medium
thick
inset
small
larger
x-large
math
underline
line-through
wavy
from-font
url(x.png)
linear-gradient(red,blue)
linear-gradient(90deg,#fff 0%,rgb(0,0,0) 100%)
radial-gradient(circle at 50% 50%, red, blue)
linear-gradient(to right, rgba(0,0,0,.1), transparent 50%)
repeating-linear-gradient(45deg,#fff 0 10px,#eee 10px 20px)
conic-gradient(red,blue)
radial-gradient(ellipse farthest-corner at top left, rgb(1 2 3), #fff)
linear-gradient(in oklch, red, blue)
image-set("a.png" 1x)
cross-fade(url(a),url(b),50%)
no-repeat
repeat-x
cover
contain
center
top
padding-box
text
content-box
inset(10px)
circle(50%)
polygon(0 0,1px 1px,2px 2px)
ellipse(10px 20px at 50% 50%)
path("M0 0")
rect(0,0,0,0)
rect(0 0 0 0)
blur(2px)
brightness(.5)
drop-shadow(0 1px 2px rgb(0,0,0))
opacity(50%)
grayscale(1)
translate(1px,2px)
scale(1)
scale(1,2)
rotate(1deg)
rotate(.5turn)
matrix(1,0,0,1,0,0)
translate3d(0,0,0)
translateX(10%)
skew(1deg)
rotateY(90deg)
perspective(10px)
x 10deg
1 1 1 10deg
10deg
Arial
"Segoe UI",Arial,sans-serif
16px Arial
bold 12px/1.5 Arial
italic small-caps bold condensed 16px/2 cursive
12px/20px "A B",serif
caption
"x"
open-quote
attr(title)
counter(x)
"a" / "b"
counters(x,".")
layout paint
size
strict
from-image
rgb(0,0,0) 0 1px
0 0 2px rgb(0,0,0)
1px 1px #000
0 1px 0 #fff, 0 -1px 0 rgba(0,0,0,.2)
#000 1px 1px 2px
1px rgb(0,0,0)
rgb(0,0,0) 1px
thin #000
1px solid rgb(0,0,0)
underline rgb(1,2,3) 2px
2px 4px
1px 2px 3px 4px
1px auto
0 auto
10px 10%
hidden auto
multiply
screen
plus-lighter
dark light
light
only light
100
950
1 / 2
span 2
1 1 0%
0 0 auto
row wrap
column
dense
repeat(2,1fr)
1fr 2fr
subgrid
minmax(0,1fr)
vertical-rl
sideways-lr
url(#a)
alpha(opacity=50)
progid:DX
expression(1)
#12
rgb(255 255,255)
bogus(1)
0pxx
-4px
foo
12
abc
1px 2
calc(1 + 1px)
calc(1px+1px)
""".strip().splitlines()


def values() -> list[str]:
    """Each by itself, and some beside each other."""
    chance, kinds = random.Random(SEED), [COLOURS, SIZES, NUMBERS, WORDS]
    joints = [(" ", chance.choice([2, 2, 3])) for _ in range(PAIRS)] + [(", ", 2)] * LISTS
    beside = [
        joint.join(chance.choice(chance.choice(kinds)) for _ in range(count)) for joint, count in joints
    ]
    return [*COLOURS, *SIZES, *NUMBERS, *WORDS, *beside]


@pytest.mark.chromium
def test_nothing_is_dropped_that_chromium_takes() -> None:
    """A value taken for invalid leaves to an earlier declaration what it would hide, or show."""
    asked = [(name, value) for name in sorted(_GRAMMARS) for value in values()]
    with Browser(str(chromium_path()), seconds=60) as browser:
        browser.show("<!doctype html><p>x</p>")
        script = "(t => JSON.stringify(t.map(([n, v]) => CSS.supports(n, v))))(%s)"
        taken = json.loads(browser.run(script % json.dumps(asked)))
    assert sum(taken) > 5_000
    dropped = [one for one, yes in zip(asked, taken, strict=True) if yes and validity(*one, False) is False]
    assert dropped == []
