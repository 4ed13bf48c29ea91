"""Markdown to clean HTML: raw HTML is shown as text, formulas become MathML, nothing reaches outside."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from homeroom.lazy import lazy

from .mathml import FormulaError, mathml
from .problems import Report

if TYPE_CHECKING:
    import markdown_it
    import nh3
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict
    from mdit_py_plugins import dollarmath
else:
    markdown_it, nh3, dollarmath = lazy("markdown_it"), lazy("nh3"), lazy("mdit_py_plugins.dollarmath")

ELEMENTS = """
    p br hr h2 h3 h4 h5 h6 strong em code pre blockquote ul ol li table thead tbody tr th td img span
    math mrow mfrac mn mi mo mtext msup msub msubsup msqrt mroot mover munder munderover mspace mstyle
    mtable mtr mtd mpadded mphantom menclose
"""
TAGS = frozenset(ELEMENTS.split())
ATTRIBUTES = {
    "img": {"src", "alt"},
    "span": {"data-gap"},
    "ol": {"start"},
    "math": {"alttext", "display", "xmlns"},
    "mo": {"stretchy", "fence"},
    "mover": {"accent"},
    "mspace": {"width"},
}
MEDIA_PATH = re.compile(r"(?:images|audio|video)/[a-z0-9][a-z0-9._/-]*")

Env: TypeAlias = MutableMapping[str, Any]


def parse(text: str) -> list[Token]:
    """The parts of a Markdown text, as markdown-it names them."""
    return _markdown().parse(text)


def render(tokens: Sequence[Token], line: int, report: Report) -> str:
    """Clean HTML for parts of a text whose first line is `line` of the file."""
    _look(tokens, line, report)
    env = {"line": line, "report": report}
    return clean(_markdown().renderer.render(tokens, _markdown().options, env))


def block(text: str, line: int, report: Report) -> str:
    """HTML with paragraphs, for prompts and explanations."""
    return render(parse(text), line, report)


def inline(text: str, line: int, report: Report) -> str:
    """HTML for one line in a list or on a button: without a paragraph around it."""
    html = block(text, line, report)
    alone = re.fullmatch(r"<p>(.*)</p>", html, re.DOTALL)
    return alone[1] if alone and "<p>" not in alone[1] else html


def clean(html: str) -> str:
    """Only the tags and attributes a card may use."""
    if "<" not in html and "&" not in html:
        return html.strip()
    return nh3.clean(html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(), link_rel=None).strip()


def _look(tokens: Sequence[Token], line: int, report: Report) -> None:
    """Report pictures without description, paths outside the pack and links that need the internet."""
    for token in tokens:
        here = line + token.map[0] if token.map else line
        for part in token.children or ():
            if part.type == "link_open":
                report.wrong(here, "Links do not work without the internet. Write what the child needs here.")
            if part.type == "image":
                _look_at_picture(str(part.attrs["src"]), part.content, here, report)


def _look_at_picture(src: str, alt: str, line: int, report: Report) -> None:
    if not MEDIA_PATH.fullmatch(src) or ".." in src:
        report.wrong(line, f"“{src}” must be a file of this pack, such as images/half.svg (small letters).")
    elif not src.startswith("images/"):
        report.wrong(line, f"“{src}” must stand alone, on a line of its own with empty lines around it.")
    if not alt.strip():
        report.wrong(line, f"The picture {src} needs a description: ![what it shows]({src}).")


def _formula(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    token = tokens[index]
    try:
        return mathml(token.content.strip(), block=token.type != "math_inline")
    except FormulaError as error:
        env["report"].wrong(env["line"] + (token.map[0] if token.map else 0), str(error))
        return ""


def _heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    """The card's title is the first heading of the page, so headings inside start at the second level."""
    level = min(int(tokens[index].tag[1]) + 1, 6)
    return f"<h{level}>" if tokens[index].nesting == 1 else f"</h{level}>\n"


@cache
def _markdown() -> markdown_it.MarkdownIt:
    markdown = markdown_it.MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(dollarmath.dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False)
    for name in ("math_inline", "math_inline_double", "math_block"):
        markdown.add_render_rule(name, _formula)
    markdown.add_render_rule("heading_open", _heading)
    markdown.add_render_rule("heading_close", _heading)
    return markdown
