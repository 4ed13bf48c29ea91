"""Formulas: TeX to MathML when a card is made, so that tablets need no program to draw them."""

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from homeroom.lazy import lazy

if TYPE_CHECKING:
    from latex2mathml import converter
else:
    converter = lazy("latex2mathml.converter")

SPACE = "{http://www.w3.org/1998/Math/MathML}"


class FormulaError(ValueError):
    """A formula that cannot be read; the message says why."""


def mathml(tex: str, *, block: bool = False) -> str:
    """MathML for a formula; `alttext` holds the formula in plain characters, to be read aloud."""
    try:
        tree = ElementTree.fromstring(converter.convert(tex))
        tree.set("alttext", plain(tree))
    except Exception as error:  # latex2mathml raises a dozen kinds, IndexError among them
        raise FormulaError(f"The formula ${tex}$ cannot be read. Are all braces closed?") from error
    for node in tree.iter():
        if (node.text or "").startswith("\\"):
            raise FormulaError(f"The formula ${tex}$ uses {node.text}, which is not known here.")
    tree.set("display", "block" if block else "inline")
    ElementTree.register_namespace("", SPACE.strip("{}"))
    return ElementTree.tostring(tree, encoding="unicode")


def plain(node: ElementTree.Element) -> str:
    """The formula as people type it in one line: 1 3/4, x^2, √(2)."""
    return " ".join(_line(node).split())


def _line(node: ElementTree.Element) -> str:
    name = node.tag.removeprefix(SPACE)
    parts = [_line(child) for child in node]
    if name == "mfrac":
        return f" {_atom(parts[0])}/{_atom(parts[1])} "
    if name == "msup":
        return f"{parts[0]}^{_atom(parts[1])}"
    if name == "msub":
        return f"{parts[0]}_{_atom(parts[1])}"
    if name == "msqrt":
        return f"√{_atom(''.join(parts))}"
    if name == "mroot":
        return f"{_atom(parts[1])}√{_atom(parts[0])}"
    if name == "mo":
        text = node.text or ""
        return text if text in "(),.%" else f" {text} "
    return (node.text or "") + "".join(parts)


def _atom(text: str) -> str:
    text = text.strip()
    return text if len(text) < 2 or text.replace(".", "").replace(",", "").isalnum() else f"({text})"
