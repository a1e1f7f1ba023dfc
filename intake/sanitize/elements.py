"""What the HTML standard says of elements by their name, for all who read HTML here."""


def names(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


BLOCKS = names(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol
    optgroup option p plaintext pre search section summary ul xmp
    """
)
"""They stand on lines of their own (HTML standard, 15.3)."""
TABLE_PARTS = {
    "table": "table", "tr": "table-row", "td": "table-cell", "th": "table-cell", "tbody": "table-row-group",
    "thead": "table-row-group", "tfoot": "table-row-group", "caption": "table-caption", "col": "table-column",
    "colgroup": "table-column-group",
}  # fmt: skip
"""The parts of tables with their `display`."""
VOID = names(
    """
    area base br col embed hr img input link meta param source track wbr
    """
)
"""They hold nothing and have no end tag (HTML standard, 13.1.2)."""
UNCLOSED = VOID | names("dd dt li option p tbody td th tr")
"""These, and those whose end tag is mostly left out."""
NEVER_SHOWN = names(
    """
    area audio base datalist embed head iframe link meta meter noembed noframes param
    progress rp script source style template title track video
    """
)
"""No mail client shows text in them."""
LAID = names("audio canvas embed iframe math meter progress video")
"""Clients that know them give them room and a ground, of a size that is not told here."""
REPLACED = names("button img input object select svg textarea")
"""They are painted by themselves: images and controls."""
LAID_ASIDE = names("table img iframe hr input object embed video applet")
"""Elements that an `align` attribute lays aside, not the lines in them,"""
ALIGNED = names("td th tr tbody div p h1 h2 h3 h4 h5 h6")
"""and those of which it lays the lines."""
