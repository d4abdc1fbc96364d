"""Markdown to HTML that can carry nothing but text: CommonMark with tables and strike-through, then sanitised.

What comes from people and from events is never trusted: raw HTML is shown as text, images become links (no address outside is asked for),
headings start below the page's own, and the sanitiser has the last word.
"""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

TAGS = frozenset(
    "p h3 h4 h5 h6 ul ol li strong em s code pre blockquote a hr br table thead tbody tr th td".split()  # noqa: SIM905 - reads as one line
)
DEEPEST_HEADING = 6
SHIFT = 2  # a page has its h1, a card its h2
LONGEST = 100_000


@lru_cache(maxsize=256)
def to_html(text: str) -> SafeString:
    """Render Markdown; the answer is safe to put into a page."""
    # Both are imported when the first text is shown: the projector and the worker load this module's neighbours, but never show any.
    import nh3
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    tokens = reader.parse(text[:LONGEST])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + SHIFT, DEEPEST_HEADING)}"
    html = reader.renderer.render(tokens, reader.options, {})
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308  # that is what it was sanitised for
