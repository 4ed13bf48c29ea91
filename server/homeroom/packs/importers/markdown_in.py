"""Markdown of strangers: through HTML, so that only what cards may hold comes back."""

from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from mdit_py_plugins.dollarmath import dollarmath_plugin


def html(text: str) -> str:
    """The HTML of a Markdown text; HTML inside it is shown as text, formulas stay between dollar signs."""
    return str(_markdown.render(text))


def _formula(renderer: RendererHTML, tokens: Any, index: int, options: Any, env: Any) -> str:
    return escape(f"${tokens[index].content.strip()}$", quote=False)


_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("table").use(dollarmath_plugin)
for _name in ("math_inline", "math_inline_double", "math_block"):
    _markdown.add_render_rule(_name, _formula)
