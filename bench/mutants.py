# ruff: noqa: E501 - tables of declarations
"""Mails made by chance from a seed: hiding, showing and ordinary declarations, spelt, ordered and nested.

Nobody says beforehand which of their words is seen; the judge does. The same seed gives the same mails.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Declared = list[tuple[str, str]]

HIDING: list[Declared] = [
    [("display", "none")],
    [("visibility", "hidden")],
    [("visibility", "collapse")],
    [("opacity", "0")],
    [("opacity", ".01")],
    [("opacity", "1%")],
    [("font-size", "0")],
    [("font-size", "1px")],
    [("font-size", ".05em")],
    [("font-size", "2%")],
    [("font", "0/0 a")],
    [("font", "1px/1 Arial")],
    [("color", "#fff")],
    [("color", "white")],
    [("color", "#fefefe")],
    [("color", "transparent")],
    [("color", "rgba(0,0,0,0)")],
    [("color", "hsl(0 0% 100%)")],
    [("color", "rgb(255 255 255 / 100%)")],
    [("color", "#123456"), ("background", "#123456")],
    [("color", "#222"), ("background-color", "#212121")],
    [("-webkit-text-fill-color", "transparent")],
    [("-webkit-text-fill-color", "#ffffff")],
    [("position", "absolute"), ("left", "-9999px")],
    [("position", "absolute"), ("top", "-5000px")],
    [("position", "fixed"), ("top", "-900px")],
    [("position", "fixed"), ("left", "-2000px"), ("top", "0")],
    [("position", "relative"), ("left", "-2000px")],
    [("position", "absolute"), ("right", "1500px")],
    [("position", "absolute"), ("inset", "-4000px auto auto 0")],
    [("position", "absolute"), ("left", "-100%")],
    [("position", "absolute"), ("left", "calc(0px - 300vw)")],
    [("text-indent", "-9999px")],
    [("text-indent", "-9999px"), ("overflow", "hidden")],
    [("text-indent", "200%"), ("white-space", "nowrap"), ("overflow", "hidden")],
    [("margin-left", "-9999px")],
    [("margin", "0 0 0 -3000px")],
    [("margin-top", "-3000px")],
    [("margin-inline-start", "-4000px")],
    [("transform", "translateX(-9999px)")],
    [("transform", "translate(-300%, 0)")],
    [("transform", "scale(0)")],
    [("transform", "scale(.01)")],
    [("transform", "scaleX(0)")],
    [("transform", "rotateY(90deg)")],
    [("transform", "rotateX(90deg)")],
    [("transform", "matrix(0,0,0,0,0,0)")],
    [("transform", "skew(90deg)")],
    [("translate", "-5000px")],
    [("translate", "-400% 0")],
    [("scale", "0")],
    [("rotate", "y 90deg")],
    [("position", "absolute"), ("clip", "rect(0,0,0,0)")],
    [("position", "absolute"), ("clip", "rect(1px 1px 1px 1px)")],
    [("clip-path", "inset(50%)")],
    [("clip-path", "inset(100%)")],
    [("clip-path", "circle(0)")],
    [("clip-path", "polygon(0 0, 0 0, 0 0)")],
    [("clip-path", "ellipse(0 0)")],
    [("height", "0"), ("overflow", "hidden")],
    [("width", "0"), ("overflow", "hidden")],
    [("max-height", "0"), ("overflow", "hidden")],
    [("max-width", "0"), ("max-height", "0"), ("overflow", "hidden")],
    [("height", "1px"), ("width", "1px"), ("overflow", "hidden")],
    [("height", "0"), ("overflow", "clip")],
    [("height", "0"), ("contain", "paint")],
    [("line-height", "0"), ("overflow", "hidden")],
    [("block-size", "0"), ("overflow", "hidden")],
    [("height", "0"), ("overflow-y", "auto")],
    [("filter", "opacity(0)")],
    [("filter", "brightness(0) invert(1)")],
    [("filter", "blur(40px)")],
    [("filter", "contrast(0)")],
    [("mask", "linear-gradient(transparent,transparent)")],
    [("-webkit-mask-image", "linear-gradient(transparent,transparent)")],
    [("mix-blend-mode", "screen"), ("color", "#000")],
    [("content-visibility", "hidden")],
    [("zoom", ".01")],
    [("zoom", "1%")],
    [("letter-spacing", "-1em")],
    [("word-spacing", "-9999px")],
    [("position", "relative"), ("z-index", "-1")],
    [("display", "table-column")],
    [("font-size", "0"), ("line-height", "0")],
    [("perspective", "1px"), ("transform", "translateZ(-9999px)")],
    [("backface-visibility", "hidden"), ("transform", "rotateY(180deg)")],
    [("offset-path", "path('M-900 -900 L-901 -900')")],
    [("columns", "2"), ("height", "0"), ("overflow", "hidden")],
    [("background-clip", "text"), ("color", "transparent")],
    [("position", "sticky"), ("top", "-100px")],
    [("float", "left"), ("margin-left", "-3000px")],
    [("width", "1px"), ("white-space", "nowrap"), ("overflow", "hidden")],
    [("text-shadow", "0 0 0 #fff"), ("color", "#fff")],
    [("contain", "strict")],
    [("contain", "size"), ("overflow", "hidden")],
    [("container-type", "size"), ("overflow", "hidden")],
    [("shape-outside", "circle(0)"), ("display", "none")],
    [("all", "initial"), ("display", "none")],
    [("animation", "gone 0s forwards")],
    [("flex", "0 0 0"), ("min-width", "0"), ("overflow", "hidden")],
    [("-webkit-line-clamp", "1"), ("display", "-webkit-box"), ("-webkit-box-orient", "vertical"), ("overflow", "hidden")],
    [("appearance", "none"), ("opacity", "0.0")],
    [("text-wrap", "nowrap"), ("width", "0"), ("overflow", "clip")],
    [("font-size-adjust", "0.01")],
    [("font-size-adjust", "0")],
]  # fmt: skip
SHOWING: list[Declared] = [
    [("visibility", "visible")],
    [("display", "block")],
    [("display", "inline")],
    [("opacity", "1")],
    [("font-size", "14px")],
    [("font-size", "1rem")],
    [("font", "13px/1.4 Arial, sans-serif")],
    [("color", "#000")],
    [("color", "#333333")],
    [("color", "inherit")],
    [("-webkit-text-fill-color", "#111")],
    [("-webkit-text-fill-color", "currentcolor")],
    [("background", "#fff")],
    [("background", "#000")],
    [("position", "static")],
    [("position", "absolute"), ("left", "20px"), ("top", "150px")],
    [("position", "fixed"), ("left", "300px"), ("top", "200px")],
    [("text-indent", "0")],
    [("line-height", "20px")],
    [("margin", "0")],
    [("margin-left", "9999px")],
    [("overflow", "visible")],
    [("height", "auto")],
    [("max-height", "none")],
    [("transform", "none")],
    [("clip-path", "none")],
    [("text-shadow", "0 0 1px #000")],
    [("all", "unset")],
    [("white-space", "normal")],
]
ORDINARY: list[Declared] = [
    [("padding", "20px")],
    [("padding", "10px 0 0 40px")],
    [("margin", "0 auto"), ("max-width", "600px")],
    [("margin", "8px")],
    [("margin-top", "-8px")],
    [("margin-left", "60px")],
    [("width", "100%")],
    [("width", "300px")],
    [("width", "50%")],
    [("width", "80px")],
    [("height", "100px")],
    [("height", "30px")],
    [("height", "18px")],
    [("max-height", "60px")],
    [("min-height", "50px")],
    [("background", "#eee")],
    [("background", "#222")],
    [("background-color", "#ffffff")],
    [("background", "linear-gradient(#333, #111)")],
    [("background-color", "rgba(0,0,0,.5)")],
    [("color", "#888")],
    [("color", "#eee")],
    [("color", "navy")],
    [("border", "1px solid #ccc")],
    [("border-radius", "6px")],
    [("float", "left")],
    [("float", "right"), ("width", "200px")],
    [("clear", "both")],
    [("display", "inline-block")],
    [("display", "flex")],
    [("display", "flex"), ("flex-direction", "column")],
    [("display", "grid"), ("grid-template-columns", "1fr 1fr")],
    [("display", "table")],
    [("display", "inline")],
    [("display", "contents")],
    [("overflow", "hidden")],
    [("overflow", "hidden"), ("width", "200px")],
    [("overflow", "hidden"), ("height", "40px")],
    [("overflow", "auto")],
    [("overflow-x", "hidden")],
    [("position", "relative")],
    [("position", "relative"), ("top", "4px")],
    [("position", "relative"), ("z-index", "2")],
    [("position", "absolute"), ("top", "100px")],
    [("position", "absolute"), ("top", "0"), ("left", "0")],
    [("text-align", "center")],
    [("text-align", "right")],
    [("text-transform", "uppercase")],
    [("line-height", "1.5")],
    [("font-weight", "bold")],
    [("font-size", "9px")],
    [("font-size", "30px")],
    [("letter-spacing", "1px")],
    [("opacity", ".8")],
    [("opacity", ".3")],
    [("white-space", "nowrap")],
    [("white-space", "pre-wrap")],
    [("vertical-align", "top")],
    [("box-sizing", "border-box")],
    [("direction", "rtl")],
    [("transform", "rotate(5deg)")],
    [("transform", "translateY(5px)")],
    [("text-decoration", "underline")],
    [("columns", "2")],
    [("text-overflow", "ellipsis"), ("overflow", "hidden"), ("white-space", "nowrap")],
]
COVERS = [
    "position:absolute;inset:0;background:#fff",
    "position:absolute;top:0;left:0;width:500px;height:200px;background:#fff",
    "position:relative;margin-top:-60px;height:80px;background:#fff",
    "position:fixed;inset:0;background:#fafafa",
    "margin-top:-40px;height:60px;background:#fff;position:relative",
    "position:relative;top:-50px;height:60px;background:white",
    "transform:translateY(-50px);height:60px;background:white",
    "float:left;margin-top:-40px;width:100%;height:50px;background:#fff",
    "position:absolute;top:10px;left:0;border-top:90px solid #fff;width:800px",
    "position:absolute;top:0;left:0;width:1px;height:1px;box-shadow:0 0 0 900px #fff",
    "position:absolute;top:0;left:0;width:1px;height:1px;outline:900px solid #fff",
    "position:relative;background:#fff;height:20px",
    "position:absolute;top:300px;height:20px;width:90px;background:#ccc",
    "height:30px;background:#eee",
]
SPACERS = [
    "<div style='height:80px'></div>",
    "<br><br><br>",
    "<img src=x width=40 height=90 style='display:block'>",
    "<div style='float:left;width:100%;height:30px'></div>",
    "<p>filler text of some words that takes a line</p>",
    "<hr>",
]
TAGS = ["div", "div", "div", "p", "span", "span", "b", "td", "li", "h2", "a", "section", "font", "blockquote", "center", "label", "i", "pre"]  # fmt: skip
UNITS = {"px": 1.0, "pt": 0.75, "in": 1 / 96, "em": 1 / 16, "cm": 2.54 / 96, "pc": 1 / 16}


@dataclass(slots=True)
class _Maker:
    chance: random.Random
    css: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    words: int = 0
    names: int = 0

    def word(self) -> str:
        self.words += 1
        return "W" + chr(97 + self.words // 26 % 26) + chr(97 + self.words % 26)

    def name(self) -> str:
        self.names += 1
        return f"k{self.names}"

    def value(self, value: str) -> str:
        """The same value in another spelling."""
        chance = self.chance.random()
        if chance < 0.12:
            return re.sub(r"(?<![\w.#-])(-?\d+)px", self._unit, value)
        if chance < 0.17:
            return value.upper() if "path" not in value and "url" not in value else value
        if chance < 0.22:
            return f"/*x*/{value}"
        if chance < 0.28 and re.fullmatch(r"-?[\d.]+px", value):
            return f"calc({value} * 1)"
        if chance < 0.36:
            name = f"--{self.name()}"
            self.variables.append(f"{name}:{value}")
            return f"var({name})" if self.chance.random() < 0.7 else f"var(--none-{self.names}, {value})"
        return value

    def _unit(self, found: re.Match[str]) -> str:
        unit = self.chance.choice(["pt", "in", "cm", "pc", "px"])
        return f"{float(found.group(1)) * UNITS[unit]:.4f}{unit}"

    def spelt(self, declared: Declared) -> str:
        out = []
        for name, value in declared:
            if self.chance.random() < 0.05:
                name = name.upper()
            out.append(f"{name}:{self.value(value)}")
        self.chance.shuffle(out)
        return ";".join(out)

    def styled(self, declared: Declared, tag: str) -> tuple[str, str]:
        """Attributes of the element and nothing else, or attributes and a rule in the sheet."""
        body = self.spelt(declared)
        how = self.chance.random()
        if how < 0.5 or not body:
            return f'style="{body}"', ""
        name = self.name()
        important = body.replace(";", "!important;") + "!important" if self.chance.random() < 0.2 else body
        rule = {
            0: f".{name}{{{important}}}",
            1: f"{tag}.{name}{{{important}}}",
            2: f"#{name}{{{important}}}",
            3: f"[data-x={name}]{{{important}}}",
            4: f"@media screen and (min-width:600px){{.{name}{{{important}}}}}",
            5: f"@media (max-width:600px){{.{name}{{{important}}}}}",
            6: f"@supports (display:grid){{.{name}{{{important}}}}}",
            7: f"@layer low{{.{name}{{{important}}}}}",
            8: f"body{{& .{name}{{{important}}}}}",
            9: f"body .{name}:not(.zz){{{important}}}",
            10: f":is(.{name},.zz){{{important}}}",
            11: f".{name}:first-child{{{important}}}",
            12: f"*>.{name}:nth-child(n){{{important}}}",
            13: f"@media print{{.{name}{{{important}}}}}",
            14: f":where(.{name}){{{important}}}",
            15: f"@media{{.{name}{{@media all{{{important}}}}}}}",
        }[self.chance.randrange(16)]
        self.css.append(rule)
        if self.chance.random() < 0.25:
            other = self.spelt(self.chance.choice(SHOWING))
            self.css.append(f".{name}{{{other}}}")
            if self.chance.random() < 0.5:
                self.css[-1], self.css[-2] = self.css[-2], self.css[-1]
        return f"class={name} id={name} data-x={name}", rule

    def element(self, depth: int, pool: float) -> str:
        tag = self.chance.choice(TAGS)
        declared: Declared = []
        if self.chance.random() < pool:
            declared += self.chance.choice(HIDING)
        while self.chance.random() < 0.45:
            declared += self.chance.choice(ORDINARY)
        if depth and self.chance.random() < 0.3:
            declared += self.chance.choice(SHOWING)
        if self.chance.random() < 0.1:
            declared = [*declared, *self.chance.choice(SHOWING)]
        attributes, _ = self.styled(declared, tag) if declared else ("", "")
        inside = self.inside(depth + 1, pool * 0.6)
        if tag == "td":
            cell = self.chance.choice(["", " bgcolor=#ffffff", " bgcolor=#333", " width=200"])
            return f"<table><tr><td{cell} {attributes}>{inside}</td><td>{self.word()}</td></tr></table>"
        if tag == "font":
            attributes += self.chance.choice([" color=white", " size=1", " color=#333333", ""])
        return f"<{tag} {attributes}>{inside}</{tag}>"

    def inside(self, depth: int, pool: float) -> str:
        parts = []
        for _ in range(self.chance.choice([1, 1, 2, 2, 3]) if depth < 4 else 1):
            chance = self.chance.random()
            if depth >= 4 or chance < 0.5:
                parts.append(self.chance.choice(["", "some text ", "a "]) + self.word())
            elif chance < 0.88:
                parts.append(self.element(depth, pool))
            elif chance < 0.94:
                parts.append(self.chance.choice(SPACERS))
            else:
                parts.append(f"<div style='{self.chance.choice(COVERS)}'></div>")
        return " ".join(parts)


def mutant(seed: int) -> str:
    """One mail of a seed."""
    maker = _Maker(chance=random.Random(seed))
    body = [maker.element(0, 0.75) for _ in range(maker.chance.choice([1, 1, 2]))]
    if maker.chance.random() < 0.1:
        body.append(f"<div style='{maker.chance.choice(COVERS)}'></div>")
    body.append(f"<p>{maker.word()}</p>")
    doctype = maker.chance.choice(["<!doctype html>", "", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'])  # fmt: skip
    variables = f":root{{{';'.join(maker.variables)}}}" if maker.variables else ""
    css = variables + "".join(maker.css)
    if "gone" in "".join(body) + css:
        css += "@keyframes gone{to{opacity:0}}"
    sheet = f"<style>{css}</style>" if css else ""
    late = maker.chance.random() < 0.2
    page = maker.chance.choice(["", "", "", " bgcolor=#f4f4f4", " style='margin:0'", " text=#222222"])
    inner = "".join(body)
    head, tail = ("", sheet) if late else (sheet, "")
    return f"{doctype}<html><head>{head}</head><body{page}>{inner}{tail}</body></html>"


def mutants(count: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """`count` mails with their names."""
    for number in range(seed, seed + count):
        yield f"mutant-{number}", mutant(number)
