"""MathML to TeX, the way formulas are written in cards."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from ..mathml import FormulaError, mathml

SIGNS = {
    "×": r"\times ", "·": r"\cdot ", "÷": r"\div ", "−": "-", "–": "-", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ",
    "≈": r"\approx ", "±": r"\pm ", "∞": r"\infty ", "π": r"\pi ", "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ",
    "θ": r"\theta ", "λ": r"\lambda ", "μ": r"\mu ", "Δ": r"\Delta ", "∑": r"\sum ", "∫": r"\int ", "√": r"\surd ",
    "→": r"\to ", "∈": r"\in ", "∪": r"\cup ", "∩": r"\cap ", "°": r"^{\circ}", "…": r"\ldots ", "⋯": r"\cdots ",
    "%": r"\%", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "\\": r"\backslash ",
    "\u2061": "", "\u2062": "", "\u2063": ",", "\u200b": "", "\xa0": r"\ ", "<": "<", ">": ">", "~": r"\sim ",
    "^": r"\hat{}", "′": "'",
}  # fmt: skip
Parts = list[str]


def tex(math: Element) -> str | None:
    """The formula as TeX that the box can draw; None if it can't."""
    return checked(_row(math))


def checked(text: str) -> str | None:
    """The TeX, if the box can draw it."""
    text = " ".join(text.split())
    if not text or len(text) > 2000 or "$" in text.replace(r"\$", ""):
        return None
    try:
        mathml(text)
    except (FormulaError, RecursionError):
        return None
    return text


def _row(node: Element) -> str:
    return "".join(_part(child) for child in node) if len(node) else _leaf(node)


def _part(node: Element) -> str:
    if node.tag in ("annotation", "annotation-xml", "mspace", "mphantom"):
        return " "
    make = SHAPES.get(node.tag)
    if make:
        need, build = make
        parts = [_row(child) if child.tag not in SHAPES else _part(child) for child in node]
        return build(parts) if len(parts) >= need else "".join(parts)
    return _row(node)


def _leaf(node: Element) -> str:
    text = (node.text or "").strip()
    if node.tag == "mtext":
        words = "".join(sign for sign in text if sign not in "\\{}$&#%_^~")
        return rf"\text{{{words}}}" if words.strip() else " "
    return "".join(SIGNS.get(sign, sign) for sign in text)


def _fenced(parts: Parts) -> str:
    return "(" + ",".join(parts) + ")"


def _table(parts: Parts) -> str:
    return r"\begin{matrix}" + r" \\ ".join(parts) + r"\end{matrix}"


SHAPES: dict[str, tuple[int, Callable[[Parts], str]]] = {
    "mfrac": (2, lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
    "msup": (2, lambda p: f"{{{p[0]}}}^{{{p[1]}}}"),
    "msub": (2, lambda p: f"{{{p[0]}}}_{{{p[1]}}}"),
    "msubsup": (3, lambda p: f"{{{p[0]}}}_{{{p[1]}}}^{{{p[2]}}}"),
    "munderover": (3, lambda p: f"{{{p[0]}}}_{{{p[1]}}}^{{{p[2]}}}"),
    "munder": (2, lambda p: rf"\underset{{{p[1]}}}{{{p[0]}}}"),
    "mover": (2, lambda p: rf"\overset{{{p[1]}}}{{{p[0]}}}"),
    "msqrt": (1, lambda p: rf"\sqrt{{{''.join(p)}}}"),
    "mroot": (2, lambda p: rf"\sqrt[{p[1]}]{{{p[0]}}}"),
    "mfenced": (0, _fenced),
    "mtable": (1, _table),
    "mtr": (1, " & ".join),
}
