"""One-time codes and links of a mail, each with a score, its span and the part that it was found in.

A code needs a reason: words such as "code", "PIN" or "認証コード" before or behind it, or its place alone in
a mail about signing in. Digits alone are a phone number, an order, a price, a year or a postcode. A word that
names a number binds to the next number only. All patterns are bounded; time is linear in the mail.
"""

from sandbox.extract.codes import codes
from sandbox.extract.links import links
from sandbox.extract.records import Code, Link, LinkKind

__all__ = ["Code", "Link", "LinkKind", "codes", "links"]
