"""HTML to the text that a person reads on the rendered page, in reading order, with a receipt."""

from intake.sanitize.html.compose import HtmlView
from intake.sanitize.html.view import sanitize_html

__all__ = ["HtmlView", "sanitize_html"]
