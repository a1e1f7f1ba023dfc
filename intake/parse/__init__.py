"""Raw bytes to a `ParsedMessage`: headers, thread, parts and charsets, with damage kept as data.

Nothing here judges or removes; that is the work of `intake.sanitize`. No input raises.
"""

from intake.parse.automatic import automatic_reason
from intake.parse.message import parse
from intake.parse.reply import Reply, split_reply

__all__ = ["Reply", "automatic_reason", "parse", "split_reply"]
