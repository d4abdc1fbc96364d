"""Markdown: what it makes, and that nothing in it can run, be fetched or break out."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.markdown import TAGS, to_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox)",
    "![x](javascript:alert(1))",
    "![x](https://tracker.example/pixel.png)",
    "<a href='javascript:alert(1)'>x</a>",
    "<javascript:alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    '[x](https://ok.example "\\" onmouseover=alert(1) x=\\"")',
    '[x](https://ok.example/"onmouseover="alert(1))',
    "```<script>\nalert(1)\n```",
    "`<script>alert(1)</script>`",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "<style>body{display:none}</style>",
    "<!--><script>alert(1)</script>-->",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "[x]: javascript:alert(1)\n\n[x]",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]


class Reader(HTMLParser):
    """Collects what a browser would see: tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def is_harmless(html: str) -> bool:
    seen = Reader(html).seen
    links = [str(attrs["href"]).strip().lower() for _, attrs in seen if attrs.get("href")]
    known = {"a": {"href", "title", "rel"}, "ol": {"start"}}
    return (
        {tag for tag, _ in seen} <= TAGS
        and all(set(attrs) <= known.get(tag, set()) for tag, attrs in seen)
        and not any(link.startswith(("javascript:", "vbscript:", "data:")) for link in links)
    )


def test_the_measure_itself_knows_harm() -> None:
    assert not is_harmless("<p onclick=x>a</p>")
    assert not is_harmless("<a href=' javascript:x'>a</a>")
    assert not is_harmless("<script>1</script>")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_gets_through(attack: str) -> None:
    assert is_harmless(to_html(attack))


def test_markdown_reads_as_one_expects() -> None:
    html = to_html("# Orders\n\n**One row** per `order`.\n\n- a\n- b\n\n| x | y |\n|---|--:|\n| 1 | 2 |")
    assert "<h3>Orders</h3>" in html
    assert "<strong>One row</strong> per <code>order</code>" in html
    assert html.count("<li>") == 2
    assert "<td>2</td>" in html


def test_links_leave_no_trace_and_images_become_links() -> None:
    assert 'rel="noopener noreferrer nofollow"' in to_html("[us](https://example.org)")
    assert "<img" not in to_html("![chart](https://example.org/a.png)")


@given(st.text(alphabet="<>\"'`[]()!#*_|-:\n \\&;javscriptonle=/x", max_size=200))
def test_whatever_is_written_only_known_tags_come_out(text: str) -> None:
    assert is_harmless(to_html(text))
