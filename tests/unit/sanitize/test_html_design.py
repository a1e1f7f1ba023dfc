# ruff: noqa: E501 - markup
"""Ordinary design of mails, as people and template builders write it, withholds no word."""

import pytest

from intake.sanitize import sanitize_html

FRAMES = {
    "alone": "{}",
    "in a table in the middle": (
        '<!DOCTYPE html><body style="margin:0;background:#f4f4f4"><table width="100%" cellpadding="0" cellspacing="0"><tr>'
        '<td align="center"><table width="640" cellpadding="0" cellspacing="0" style="background:#fff"><tr>'
        '<td style="padding:24px;font:15px/22px Arial;color:#333">{}</td></tr></table></td></tr></table></body>'
    ),
}
DESIGN = {
    "ribbon": '<div style="position:relative;width:300px;border:1px solid #ddd;padding:20px"><div style="position:absolute;top:-10px;right:-10px;background:#e00;color:#fff;padding:4px 10px;border-radius:12px">Vaa new</div><h3>Product Vbb</h3><p>Only 20 euros Vcc</p></div>',
    "card over header": '<div style="background:#036;height:120px;color:#fff;padding:20px"><h1>Welcome Vaa</h1></div><div style="background:#fff;margin:-40px 30px 0;padding:20px;border-radius:8px;box-shadow:0 2px 8px rgba(0,0,0,.2);position:relative">Card Vbb text</div><p>After Vcc</p>',
    "hero overlay": '<div style="position:relative;width:600px;height:200px;background:#123"><div style="position:absolute;bottom:20px;left:20px;color:#fff"><h2 style="margin:0">Summer Vaa</h2><p style="margin:0">Up to Vbb off</p></div></div><p>Vcc</p>',
    "hero bg image": '<div style="background:#123 url(https://x.example/h.jpg) center/cover no-repeat;padding:60px 20px;color:#fff;text-align:center"><h1>Big Vaa sale</h1><a href="#" style="background:#fff;color:#123;padding:10px 20px;display:inline-block">Shop Vbb</a></div>',
    "progress": '<div style="background:#eee;border-radius:8px;overflow:hidden;height:20px;width:400px"><div style="width:60%;background:#4a4;color:#fff;height:20px;line-height:20px;text-align:center">60% Vaa</div></div><p>Vbb to go</p>',
    "timeline": '<ul style="list-style:none;border-left:2px solid #ccc;padding-left:20px;position:relative"><li style="position:relative;margin-bottom:20px"><span style="position:absolute;left:-29px;top:4px;width:16px;height:16px;border-radius:50%;background:#4a4"></span>Ordered Vaa</li><li style="position:relative"><span style="position:absolute;left:-29px;top:4px;width:16px;height:16px;border-radius:50%;background:#ccc"></span>Shipped Vbb</li></ul>',
    "price strike": '<p><del style="color:#999">49 Vaa</del> <strong style="color:#c00">29 Vbb</strong></p>',
    "sup badge": '<p>Cart<sup style="background:#e00;color:#fff;border-radius:8px;padding:1px 5px;font-size:10px;position:relative;top:-6px">Vaa</sup> items Vbb</p>',
    "table invoice": '<table width="600" cellspacing="0" cellpadding="8" style="border-collapse:collapse"><thead><tr style="background:#f4f4f4"><th align="left" style="border-bottom:2px solid #ccc">Item Vaa</th><th align="right" style="border-bottom:2px solid #ccc">Price</th></tr></thead><tbody><tr><td style="border-bottom:1px solid #eee">Boots Vbb</td><td align="right" style="border-bottom:1px solid #eee">20</td></tr></tbody><tfoot><tr><td colspan="2" align="right"><b>Total Vcc</b></td></tr></tfoot></table>',
    "flex header": '<div style="display:flex;justify-content:space-between;align-items:center;padding:12px 20px;background:#222;color:#fff"><span>Logo Vaa</span><span>Account Vbb</span></div><p>Body Vcc</p>',
    "grid cards": '<div style="display:grid;grid-template-columns:1fr 1fr;gap:16px"><div style="border:1px solid #ddd;padding:12px">One Vaa</div><div style="border:1px solid #ddd;padding:12px">Two Vbb</div></div><p>Vcc</p>',
    "grid 3": '<div style="display:grid;grid-template-columns:repeat(3,1fr);gap:10px;max-width:600px"><div>One Vaa</div><div>Two Vbb</div><div>Three Vcc</div></div>',
    "float columns": '<div style="width:600px"><div style="float:left;width:290px">Left Vaa</div><div style="float:right;width:290px">Right Vbb</div><div style="clear:both"></div></div><p>Vcc</p>',
    "float clearfix": '<style>.cf::after{content:"";display:table;clear:both}</style><div class="cf"><img src="cid:x" alt="Photo Vaa" width="120" height="80" style="float:left;margin-right:12px"><p>Text next to Vbb the photo.</p></div><p>Vcc</p>',
    "blockquote bar": '<blockquote style="margin:20px 0;padding:10px 20px;border-left:4px solid #36c;background:#f5f8ff;font-style:italic">Quote Vaa<footer style="margin-top:8px;font-size:12px;color:#666">by Vbb</footer></blockquote>',
    "code": '<pre style="background:#272822;color:#f8f8f2;padding:12px;overflow:auto;border-radius:4px">line one Vaa\nline two Vbb</pre><p>Vcc</p>',
    "code wrap": '<pre style="white-space:pre-wrap;background:#f6f8fa;padding:12px">git log Vaa</pre><p><code style="background:#eee;padding:2px 4px">Vbb</code></p>',
    "ellipsis": '<div style="width:300px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">Short Vaa</div><p>Vbb</p>',
    "max height box": '<div style="max-height:200px;overflow:auto;border:1px solid #ccc;padding:8px">Terms Vaa apply.</div><p>Vbb</p>',
    "fixed height row": '<div style="height:40px;line-height:40px;background:#36c;color:#fff;padding:0 16px">Bar Vaa</div><p>Vbb</p>',
    "circle number": '<div style="width:40px;height:40px;border-radius:50%;background:#36c;color:#fff;text-align:center;line-height:40px">1</div><p>Step Vaa</p><p>Vbb</p>',
    "vertical centre": '<div style="display:table;height:100px;width:100%"><div style="display:table-cell;vertical-align:middle">Middle Vaa</div></div><p>Vbb</p>',
    "transform centre": '<div style="position:relative;height:100px;background:#eef"><p style="position:absolute;top:50%;left:50%;transform:translate(-50%,-50%);margin:0">Centre Vaa</p></div><p>Vbb</p>',
    "stamp": '<div style="position:relative;width:500px;padding:20px;border:1px solid #ccc">Invoice Vaa<span style="position:absolute;top:10px;right:20px;transform:rotate(-12deg);border:3px solid #c00;color:#c00;padding:4px 8px;font-weight:bold">PAID Vbb</span></div><p>Vcc</p>',
    "gradient button": '<a href="#" style="display:inline-block;padding:12px 24px;background:linear-gradient(90deg,#36c,#63c);color:#fff;border-radius:24px;text-decoration:none">Go Vaa</a><p>Vbb</p>',
    "gradient text": '<h1 style="background:linear-gradient(90deg,#36c,#c36);-webkit-background-clip:text;background-clip:text;-webkit-text-fill-color:transparent">Title Vaa</h1><p>Vbb</p>',
    "shadow text": '<h1 style="color:#fff;background:#36c;text-shadow:1px 1px 2px rgba(0,0,0,.5);padding:20px">Title Vaa</h1><p>Vbb</p>',
    "opacity": '<p style="opacity:.7">Muted Vaa</p><p style="opacity:.85;color:#333">Vbb</p>',
    "small print": '<p style="font-size:9px;color:#999;line-height:1.2">Small print Vaa</p><p style="font-size:11px;color:#888">Vbb</p>',
    "uppercase spaced": '<p style="text-transform:uppercase;letter-spacing:3px;font-size:12px">Heading Vaa</p><p style="letter-spacing:-.5px">Vbb</p>',
    "rtl": '<div dir="rtl" style="text-align:right">مرحبا Vaa شكرا</div><p>Vbb</p>',
    "columns": '<div style="column-count:2;column-gap:20px"><p>First Vaa column text runs here.</p><p>Second Vbb text.</p></div><p>Vcc</p>',
    "details open": "<details open><summary>More Vaa</summary><p>Inside Vbb</p></details><p>Vcc</p>",
    "fieldset": '<fieldset style="border:1px solid #ccc;padding:10px"><legend>Address Vaa</legend><p>Street Vbb</p></fieldset><p>Vcc</p>',
    "dl": '<dl><dt style="float:left;width:100px;clear:left">Name Vaa</dt><dd style="margin-left:110px">Value Vbb</dd></dl><p>Vcc</p>',
    "sticky": '<div style="position:sticky;top:0;background:#fff;border-bottom:1px solid #ddd;padding:10px">Nav Vaa</div><p>Body Vbb</p><p>Vcc</p>',
    "negative margin pull": '<div style="padding:20px"><div style="margin:0 -20px;background:#f4f4f4;padding:20px">Full bleed Vaa</div><p>Vbb</p></div>',
    "row negative": '<style>.row{margin:0 -15px}.row::after{content:"";display:table;clear:both}.col{float:left;width:50%;padding:0 15px;box-sizing:border-box}</style><div style="padding:0 15px"><div class="row"><div class="col">A Vaa</div><div class="col">B Vbb</div></div></div><p>Vcc</p>',
    "triangle": '<div style="position:relative;background:#36c;color:#fff;padding:12px;width:200px">Tip Vaa<span style="position:absolute;left:20px;bottom:-10px;width:0;height:0;border-left:10px solid transparent;border-right:10px solid transparent;border-top:10px solid #36c"></span></div><p>Vbb</p>',
    "before bullet": '<style>.x li{list-style:none}.x li::before{content:"\\2713";color:#4a4;margin-right:8px}</style><ul class="x"><li>Yes Vaa</li><li>Also Vbb</li></ul>',
    "after overlay": '<style>.o{position:relative;background:#123;color:#fff;padding:30px}.o::before{content:"";position:absolute;inset:0;background:rgba(0,0,0,.3)}.o>*{position:relative}</style><div class="o"><h2>Over Vaa</h2><p>Text Vbb</p></div>',
    "hover": '<style>a.b:hover{color:#fff!important;background:#000}.t .tip{visibility:hidden;position:absolute}.t:hover .tip{visibility:visible}</style><a class="b" href="#">Link Vaa</a><p>Vbb</p>',
    "media": '<style>.m{display:none}@media (max-width:600px){.d{display:none!important}.m{display:block!important}}</style><p class="d">Desktop Vaa</p><p>Vbb</p>',
    "dark scheme": '<style>@media (prefers-color-scheme:dark){body{background:#000!important}.t{color:#fff!important}}</style><meta name="color-scheme" content="light dark"><p class="t" style="color:#222">Dark Vaa</p><p>Vbb</p>',
    "vml": '<!--[if mso]><v:roundrect href="#" style="height:40px;width:200px"><center>Button</center></v:roundrect><![endif]--><!--[if !mso]><!--><a href="#" style="background:#36c;border-radius:4px;color:#fff;display:inline-block;line-height:40px;text-align:center;width:200px;mso-hide:all">Button Vaa</a><!--<![endif]--><p>Vbb</p>',
    "preheader": '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">pre</div><p>Body Vaa</p><p>Vbb</p>',
    "spacer": '<table cellpadding=0 cellspacing=0><tr><td height="20" style="font-size:0;line-height:0">&nbsp;</td></tr><tr><td>Text Vaa</td></tr><tr><td height="1" style="background:#ccc;font-size:1px;line-height:1px">&nbsp;</td></tr><tr><td>Vbb</td></tr></table>',
    "font0 inline-block": '<div style="font-size:0;text-align:center"><div style="display:inline-block;width:48%;vertical-align:top;font-size:14px">Left Vaa</div><div style="display:inline-block;width:48%;vertical-align:top;font-size:14px">Right Vbb</div></div><p>Vcc</p>',
    "calendar": '<div style="width:80px;text-align:center;border:1px solid #ccc;border-radius:6px;overflow:hidden"><div style="background:#c00;color:#fff;font-size:12px">MAY Vaa</div><div style="font-size:28px;line-height:40px">12</div></div><p>Vbb</p>',
    "rating": '<p style="color:#fa0;font-size:20px">★★★★☆ <span style="color:#333;font-size:14px">4.1 Vaa</span></p><p>Vbb</p>',
    "qr": '<div style="float:right;width:120px;height:120px;background:#eee"></div><p>Show Vaa the code.</p><p>Seat Vbb</p>',
    "tabs": '<div><span style="display:inline-block;padding:8px 16px;border:1px solid #ccc;border-bottom:0;background:#fff;margin-bottom:-1px;position:relative">Tab Vaa</span><span style="display:inline-block;padding:8px 16px;background:#eee">Tab Vbb</span></div><div style="border:1px solid #ccc;padding:12px">Panel Vcc</div>',
    "svg icon": '<p><svg width="16" height="16" viewBox="0 0 16 16" style="vertical-align:-3px"><path d="M2 8l4 4 8-8" stroke="#4a4" fill="none"/></svg> Done Vaa</p><p>Vbb</p>',
    "buttons row": '<p><a href="#" style="background:#36c;color:#fff;padding:10px 18px">Accept Vaa</a> &nbsp; <a href="#" style="border:1px solid #36c;color:#36c;padding:10px 18px">Decline Vbb</a></p><p>Vcc</p>',
    "hr label": '<div style="border-bottom:1px solid #ccc;height:10px;text-align:center;margin:20px 0"><span style="background:#fff;padding:0 10px">or Vaa</span></div><p>Vbb</p>',
    "highlight": '<p>We <mark>found Vaa</mark> and <span style="background:#ff0">marked Vbb</span> it</p>',
    "tooltip like": '<p>Hover <span style="border-bottom:1px dotted #333" title="a title with many words for people who look">here Vaa</span></p><p>Vbb</p>',
    "logo img text": '<table><tr><td><img src="https://x.example/l.png" alt="Company Vaa" width="160" height="40" style="display:block"></td><td style="padding-left:12px">Name Vbb</td></tr></table>',
    "counter": '<style>ol{counter-reset:s;list-style:none}ol li{counter-increment:s}ol li::before{content:counter(s) ". "}</style><ol><li>One Vaa</li><li>Two Vbb</li></ol>',
    "translate hover card": '<div style="transition:transform .2s;transform:translateY(-2px);box-shadow:0 4px 8px rgba(0,0,0,.1);padding:12px">Card Vaa</div><p>Vbb</p>',
    "animation fade": '<style>@keyframes f{from{opacity:0;transform:translateY(10px)}to{opacity:1;transform:none}}.f{animation:f .6s ease both}</style><div class="f">Fades in Vaa</div><p>Vbb</p>',
    "object fit": '<img src="https://x.example/a.jpg" alt="Shoes Vaa" style="width:200px;height:200px;object-fit:cover"><p>Vbb</p>',
    "clip round": '<div style="clip-path:inset(0 round 12px);background:#eee;padding:20px">Round Vaa</div><p>Vbb</p>',
    "filter": '<div style="filter:drop-shadow(0 2px 4px rgba(0,0,0,.3));background:#fff;padding:12px">Shadow Vaa</div><p style="filter:grayscale(1)">Vbb</p>',
    "vertical label": '<table><tr><td style="writing-mode:vertical-rl;background:#eee;padding:6px">Side Vaa</td><td>Main Vbb</td></tr></table>',
    "calc width": '<div style="width:calc(100% - 40px);margin:0 20px;box-sizing:border-box;padding:10px;border:1px solid #ccc">Box Vaa</div><p>Vbb</p>',
    "vars": '<style>:root{--c:#222;--p:12px}.v{color:var(--c);padding:var(--p)}.w{color:var(--n,#333)}</style><p class="v">Var Vaa</p><p class="w">Vbb</p>',
    "nested css": '<style>.n{color:#222;& b{color:#c00}&:hover{color:#00c}}</style><p class="n">Nest <b>Vaa</b></p><p>Vbb</p>',
    "logical": '<p style="margin-inline:20px;padding-block:8px;inset-inline-start:0;border-inline-start:3px solid #36c">Logical Vaa</p><p>Vbb</p>',
    "min clamp": '<h1 style="font-size:clamp(20px,4vw,40px);width:min(100%,600px)">Clamp Vaa</h1><p>Vbb</p>',
    "scroll table": '<div style="overflow-x:auto"><table style="min-width:500px"><tr><td>One Vaa</td><td>Two Vbb</td></tr></table></div><p>Vcc</p>',
    "rounded table": '<table style="border-radius:8px;overflow:hidden;border-collapse:separate;border-spacing:0;width:600px"><tr><td style="background:#36c;color:#fff;padding:10px">Head Vaa</td></tr><tr><td style="padding:10px">Body Vbb</td></tr></table>',
    "dark footer": '<div style="background:#222;color:#aaa;padding:20px;font-size:12px;text-align:center">Footer Vaa <a href="#" style="color:#fff">Unsubscribe Vbb</a></div>',
    "outlook p": '<p class="MsoNormal" style="margin:0cm;margin-bottom:.0001pt"><span style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;color:#1F497D">Hello Vaa<o:p></o:p></span></p><p class="MsoNormal"><b>From:</b> Vbb</p>',
    "gmail quote": '<div dir="ltr">Reply Vaa</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Old Vbb</blockquote></div>',
    "apple mail": '<body style="word-wrap:break-word;-webkit-nbsp-mode:space;line-break:after-white-space"><div>Hi Vaa</div><div><br><blockquote type="cite"><div>On 1 May:</div><br class="Apple-interchange-newline"><div>Vbb</div></blockquote></div></body>',
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", DESIGN)
def test_ordinary_design_is_read_as_a_whole(name: str, frame: str) -> None:
    page = DESIGN[name]
    view = sanitize_html(FRAMES[frame].replace("{}", page), where="x")
    assert [f for f in view.findings if f.action == "withheld"] == []
    assert [
        mark for mark in ("Vaa", "Vbb", "Vcc") if mark in page and mark.lower() not in view.text.lower()
    ] == []
