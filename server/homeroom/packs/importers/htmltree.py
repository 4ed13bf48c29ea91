"""HTML of strangers as a tree: forgiving, without scripts, never deeper than allowed."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from . import trouble
from .trouble import Unreadable

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SILENT = frozenset({"script", "style", "template", "noscript", "title"})
CLOSES = {
    "li": {"li"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "p": {"p"},
    "option": {"option"},
}
STOPS = frozenset({"ul", "ol", "table", "div", "section", "td", "th", "li", "body"})
DEEPEST = 100
MOST = 200_000


class _Tree(HTMLParser):
    """Builds the tree while the parser walks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self.open = [self.root]
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        if self.count > MOST:
            raise Unreadable(trouble.DEEP, name="HTML")
        tag = tag.rpartition(":")[2]
        self._close_for(tag)
        node = SubElement(self.open[-1], tag, {name.rpartition(":")[2]: value or "" for name, value in attrs})
        if tag not in VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        before = len(self.open)
        self.handle_starttag(tag, attrs)
        del self.open[max(before, 1) :]

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        node = self.open[-1]
        if len(node):
            node[-1].tail = (node[-1].tail or "") + data
        else:
            node.text = (node.text or "") + data

    def _close_for(self, tag: str) -> None:
        """A new item ends the one before: HTML need not say so."""
        for index in range(len(self.open) - 1, 0, -1):
            name = self.open[index].tag
            if name in CLOSES.get(tag, ()):
                del self.open[index:]
                return
            if name in STOPS:
                return


def parse(html: str) -> Element:
    """The tree of an HTML text, under a <body>."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.root
