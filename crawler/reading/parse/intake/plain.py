"""Convert plain text, served as such or without any tag, to the markup of one `<pre>`."""

import html
import re

_TAG = re.compile(
    r"<(?:!doctype\b|!--|\?xml\b|/?(?:a|abbr|article|aside|b|base|basefont|big|blockquote|body|br"
    r"|center|cite|code|col|dd|div|dl|dt|em|fieldset|figure|font|footer|form|frame|frameset|h[1-6]"
    r"|head|header|hr|html|i|iframe|img|input|layer|li|link|main|map|meta|nav|noframes|noscript|ol|p"
    r"|pre|s|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|template|th|thead"
    r"|title|tr|tt|u|ul|xmp|[a-z]+-[\w-]+)(?=[\s>/]))",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[\s\ufeff]*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|\?xml)\b",
    re.IGNORECASE | re.DOTALL,
)
"""Start of an HTML page, whatever its content type."""


def is_plain(content_type: str | None, text: str) -> bool:
    """Return whether a page is plain text, in which `<` and `&` are literal."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type == "text/plain":
        return not _OPENING.match(text)
    return not _TAG.search(text)


def as_markup(text: str) -> str:
    """Return plain text as an HTML page."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"<html><body><pre>\n{html.escape(lines, quote=False)}</pre></body></html>"
