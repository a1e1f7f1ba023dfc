# ruff: noqa: E501
"""Markup as the makers of newsletters write it: nothing in it is hidden from a person, and nothing is withheld."""

import re

import pytest

from intake.sanitize import sanitize

PREHEADER = (
    '<div style="display:none!important;font-size:1px;color:#fff;line-height:1px;max-height:0;max-width:0;'
    'opacity:0;overflow:hidden;mso-hide:all">Your order at a glance &zwnj;&nbsp;&zwnj;&nbsp;</div>'
)
PIXEL = '<img src="https://t.example/o.gif" width="1" height="1" alt="" style="display:none">'
MJML_HEAD = """<!doctype html><html xmlns:v="urn:schemas-microsoft-com:vml"><head><title>Our news</title>
<!--[if !mso]><!--><meta http-equiv="X-UA-Compatible" content="IE=edge"><!--<![endif]-->
<style type="text/css">#outlook a{padding:0}body{margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}
table,td{border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt}
img{border:0;height:auto;line-height:100%;outline:none;text-decoration:none;-ms-interpolation-mode:bicubic}p{display:block;margin:13px 0}</style>
<!--[if mso]><noscript><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml></noscript><![endif]-->
<style type="text/css">@media only screen and (min-width:480px){.mj-column-per-50{width:50%!important;max-width:50%}.mj-column-per-100{width:100%!important;max-width:100%}}</style>
<style media="screen and (min-width:480px)">.moz-text-html .mj-column-per-50{width:50%!important;max-width:50%}</style>
<style type="text/css">@media only screen and (max-width:479px){table.mj-full-width-mobile{width:100%!important}td.mj-full-width-mobile{width:auto!important}}</style>
</head>"""
MJML_COLUMN = """<div class="mj-column-per-50 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"><tbody><tr><td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;">
<div style="font-family:Ubuntu,Helvetica,Arial,sans-serif;font-size:13px;line-height:1;text-align:left;color:#000000;">@</div></td></tr></tbody></table></div>"""
MJML_SECTION = """<!--[if mso | IE]><table align="center" role="presentation" style="width:600px;" width="600"><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div style="background:#ffffff;background-color:#ffffff;margin:0px auto;max-width:600px;"><table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#ffffff;width:100%;"><tbody><tr>
<td style="direction:ltr;font-size:0px;padding:20px 0;text-align:center;">@</td></tr></tbody></table></div><!--[if mso | IE]></td></tr></table><![endif]-->"""


def _mjml(*texts: str) -> str:
    return MJML_SECTION.replace("@", "".join(MJML_COLUMN.replace("@", text) for text in texts))


BUTTON = """<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;"><tr><td align="center" bgcolor="#414141" role="presentation" style="border:none;border-radius:3px;cursor:auto;mso-padding-alt:10px 25px;background:#414141;" valign="middle">
<a href="https://shop.example/go" style="display:inline-block;background:#414141;color:#ffffff;font-family:Arial;font-size:13px;font-weight:normal;line-height:120%;margin:0;text-decoration:none;text-transform:none;padding:10px 25px;mso-padding-alt:0px;border-radius:3px;" target="_blank">Vbu</a></td></tr></table>"""
FOUNDATION = """<style>@media only screen{html{min-height:100%;background:#f3f3f3}}@media only screen and (max-width:596px){.small-float-center{margin:0 auto!important;float:none!important;text-align:center!important}}
@media only screen and (max-width:596px){table.body table.container .hide-for-large{display:table!important;width:100%!important}}@media only screen and (max-width:596px){.show-for-large{display:none!important;width:0;mso-hide:all;overflow:hidden}}
table.body{background:#f3f3f3;height:100%;width:100%}table.container{background:#fefefe;margin:0 auto;width:580px}th.columns{padding-left:16px;padding-right:8px;padding-bottom:16px}
.expander{visibility:hidden;width:0;padding:0!important}.hide-for-large{display:none;mso-hide:all;overflow:hidden;max-height:0;font-size:0;width:0;line-height:0}
table.button table td{background:#2199e8;border:2px solid #2199e8;color:#fefefe}table.button table td a{color:#fefefe;display:inline-block;padding:8px 16px}</style>
<span class="preheader" style="color:#f3f3f3;display:none!important;font-size:1px;line-height:1px;max-height:0;max-width:0;mso-hide:all!important;opacity:0;overflow:hidden;visibility:hidden">Soon with you</span>
<table class="body"><tr><td class="center" align="center" valign="top"><center data-parsed><table align="center" class="container float-center"><tbody><tr><td>
<table class="row"><tbody><tr><th class="small-12 large-6 columns first"><table><tr><th><h1 style="font-size:34px;word-wrap:normal">Vhe</h1><p class="lead">Vle</p></th><th class="expander"></th></tr></table></th></tr></tbody></table>
<table class="button large"><tr><td><table><tr><td><a href="https://a.example/">Vbu</a></td></tr></table></td></tr></table>
<table class="spacer"><tbody><tr><td height="16" style="font-size:16px;line-height:16px;mso-line-height-rule:exactly">&nbsp;</td></tr></tbody></table>
<div class="show-for-large">Vde</div></td></tr></tbody></table></center></td></tr></table><div style="display:none;white-space:nowrap;font:15px courier;line-height:0">&nbsp; &nbsp; &nbsp;</div>"""
CERBERUS = """<style>html,body{margin:0 auto!important;padding:0!important;height:100%!important;width:100%!important}*{-ms-text-size-adjust:100%}div[style*="margin: 16px 0"]{margin:0!important}
a[x-apple-data-detectors],u+#body a,#MessageViewBody a{color:inherit!important;text-decoration:none!important}.im{color:inherit!important}img.g-img+div{display:none!important}
.button-td,.button-a{transition:all 100ms ease-in}.button-td-primary:hover,.button-a-primary:hover{background:#555!important}
@media screen and (max-width:600px){.stack-column{display:block!important;width:100%!important}.email-container p{font-size:17px!important}}
@media (prefers-color-scheme:dark){.email-bg{background:#111!important}.darkmode-bg{background:#222!important}h1,p{color:#f7f7f9!important}}</style>
<body width="100%" style="margin:0;padding:0!important;mso-line-height-rule:exactly;background-color:#222222;" class="email-bg"><center role="article" aria-roledescription="email" lang="en" style="width:100%;background-color:#222222;">
<div style="max-height:0;overflow:hidden;mso-hide:all;" aria-hidden="true">A short line beside the subject</div>
<div style="display:none;font-size:1px;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;mso-hide:all;">&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;</div>
<div style="max-width:680px;margin:0 auto;" class="email-container"><table align="center" width="100%" style="margin:auto"><tr><td style="background-color:#ffffff;" class="darkmode-bg">
<table width="100%"><tr><td style="padding:20px;font-family:sans-serif;font-size:15px;line-height:20px;color:#555555;"><h1 style="margin:0 0 10px;color:#333333">Vhe</h1><p style="margin:0">Vpa</p></td></tr></table></td></tr>
<tr><td style="text-align:center;background-image:url('https://a.example/bg.png');background-color:#222222;background-position:center center!important;background-size:cover!important;"><div><table align="center"><tr><td valign="middle" style="text-align:center;padding:40px;font-size:15px;color:#ffffff;"><p>Vbg</p></td></tr></table></div></td></tr></table></div>
<table width="100%" style="background-color:#709f2b"><tr><td><div align="center" style="max-width:680px;margin:auto"><p style="color:#ffffff">Vba</p></div></td></tr></table></center></body>"""
RESPONSIVE_GHOST = """<body style="margin:0;word-spacing:normal;background-color:#939297"><div role="article" style="text-size-adjust:100%;-webkit-text-size-adjust:100%;background-color:#939297"><table role="presentation" style="width:100%;border:none;border-spacing:0"><tr><td align="center" style="padding:0">
<!--[if mso]><table role="presentation" align="center" style="width:600px"><tr><td><![endif]--><table role="presentation" style="width:94%;max-width:600px;border:none;border-spacing:0;text-align:left;font-family:Arial,sans-serif;font-size:16px;line-height:22px;color:#363636">
<tr><td style="padding:35px 30px 11px 30px;font-size:0;background-color:#ffffff;border-bottom:1px solid #f0f0f5"><div style="display:inline-block;width:100%;max-width:145px;vertical-align:top;text-align:left;font-family:Arial,sans-serif;font-size:14px;color:#363636"><img src="https://a.example/i.png" width="115" alt="Val" style="width:80%;max-width:115px;margin-bottom:20px"></div>
<div style="display:inline-block;width:100%;max-width:395px;vertical-align:top;padding-bottom:20px;font-family:Arial,sans-serif;font-size:16px;line-height:22px;color:#363636"><p style="margin-top:0;margin-bottom:12px">Vpa</p><p style="margin:0"><a href="https://a.example/" style="background:#ff3884;text-decoration:none;padding:10px 25px;color:#ffffff;border-radius:4px;display:inline-block;mso-padding-alt:0;text-underline-color:#ff3884"><!--[if mso]><i style="letter-spacing:25px;mso-font-width:-100%;mso-text-raise:20pt">&nbsp;</i><![endif]--><span style="mso-text-raise:10pt;font-weight:bold">Vbu</span></a></p></div></td></tr></table></td></tr></table></div></body>"""
POSTMARK = """<style>body{width:100%!important;height:100%;margin:0;-webkit-text-size-adjust:none}.preheader{display:none!important;visibility:hidden;mso-hide:all;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden}
.button{background-color:#3869d4;border-top:10px solid #3869d4;border-right:18px solid #3869d4;display:inline-block;color:#fff!important;text-decoration:none;border-radius:3px;box-shadow:0 2px 3px rgba(0,0,0,.16);box-sizing:border-box}
.email-wrapper{width:100%;margin:0;padding:0;background-color:#f2f4f6}.purchase_footer{padding-top:15px;border-top:1px solid #eaeaec}.align-right{text-align:right}.sub{font-size:13px;color:#6b6e76}@media only screen and (max-width:500px){.button{width:100%!important;text-align:center!important}}
@media (prefers-color-scheme:dark){body,.email-body{background-color:#333!important;color:#fff!important}}:root{color-scheme:light dark;supported-color-schemes:light dark}</style><span class="preheader">This is a receipt for your recent purchase.</span>
<table class="email-wrapper" width="100%"><tr><td align="center"><table class="email-content" width="100%"><tr><td class="email-body" width="570"><h1>Vhe</h1><p>Vpa</p><table class="purchase" width="100%"><tr><td width="80%">Vit</td><td class="align-right" width="20%">Vpr</td></tr><tr><td class="purchase_footer"><p>Vto</p></td></tr></table>
<table class="body-action" align="center" width="100%"><tr><td align="center"><a href="https://a.example/" class="button">Vbu</a></td></tr></table><table class="body-sub"><tr><td><p class="sub">Vsu</p></td></tr></table></td></tr></table></td></tr></table>"""

TEMPLATES = {
    "mjml-two-columns": MJML_HEAD + "<body style='word-spacing:normal;background-color:#f4f4f4'>" + PREHEADER + "<div style='background-color:#f4f4f4'>" + _mjml("Vca", "Vcb") + _mjml("Vcc") + "</div></body></html>",
    "mjml-hero-button": MJML_HEAD + "<body>" + PREHEADER + "<div style='margin:0 auto;max-width:600px;overflow:hidden;border-radius:12px'>" + _mjml("<h1 style='margin:0;line-height:1.1'>Vhe</h1>", BUTTON) + "</div>" + PIXEL,
    "mjml-image": MJML_HEAD + "<body><div>" + _mjml("<table><tr><td style='width:550px;line-height:0;font-size:0'><img alt='Val' height='auto' src='https://a.example/i.png' style='border:0;display:block;height:auto;width:100%;font-size:13px' width='550'></td></tr></table>Vca", "<p style='border-top:solid 4px #000;font-size:1px;margin:0 auto;width:100%'></p>Vcb") + "</div>",
    "foundation": FOUNDATION,
    "cerberus": CERBERUS,
    "ghost-columns": RESPONSIVE_GHOST,
    "postmark-receipt": POSTMARK,
    "overflow-card": "<body>" + PREHEADER + "<div style='width:100%;overflow:hidden;background:#f6f6f6'><center style='max-width:640px;margin:0 auto'><div style='overflow:hidden;border:1px solid #ddd;border-radius:8px;padding:24px 32px'><div style='overflow:auto'><table width='100%' style='margin:16px 0;table-layout:fixed'><tr><td style='padding:8px 12px;width:50%'>Vca</td><td align='right' style='white-space:nowrap'>Vcb</td></tr></table></div><p style='margin:0 0 16px;font:400 16px/1.5 Arial,sans-serif'>Vpa</p></div></center></div>" + PIXEL,
    "mobile-duplicate": "<style>.mob{display:none!important;max-height:0;overflow:hidden;mso-hide:all}@media only screen and (max-width:600px){.desk{display:none!important}.mob{display:block!important;max-height:none!important}}</style><body>" + PREHEADER + "<table class=desk width=600><tr><td style='padding:20px'>Vca</td></tr></table><!--[if !mso]><!--><div class=mob style='font-size:0;max-height:0;overflow:hidden;display:none'>Our news for small pages</div><!--<![endif]--><p style='color:#999;font-size:11px;line-height:1.4'>Vfo <a href='https://a.example/u' style='color:#999'>Vun</a></p>" + PIXEL,
    "shop-float": "<body style='background:#fff'><div style='width:600px;margin:0 auto;overflow:hidden'><div style='float:left;width:290px;padding:5px'>Vca</div><div style='float:right;width:290px'><img src='https://a.example/p.png' alt='Val' style='float:left;margin-right:10px'>Vcb</div><div style='clear:both;height:0;line-height:0;font-size:0'>&nbsp;</div></div><ul style='padding-left:20px;margin:0'><li>Vli</li></ul></body>",
}  # fmt: skip


def _mail(html: str) -> bytes:
    return (
        "From: shop@shop.example\r\nTo: me@b.example\r\nSubject: News\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        "Hello, see this mail in your browser. Follow the address below to read all about our news of this week "
        "and the many things that we have for you.\r\n\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_newsletter_keeps_every_word_and_is_clean(name: str) -> None:
    """No visible word is lost or withheld, and what is taken out is no reason for caution."""
    html = TEMPLATES[name]
    message = sanitize(_mail(html))
    text = f"{message.text}\n{message.quoted}\n{message.signature}"
    assert {word for word in re.findall(r"\bV[a-z]{2}\b", html) if word not in text} == set()
    assert message.uncertain_share == 0
    assert (message.verdict, [f for f in message.findings if f.action != "removed"]) == ("clean", [])
    assert "beside the subject" not in text
    assert "at a glance" not in text
