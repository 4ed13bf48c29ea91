"""Drawings: an SVG may draw, and do nothing else."""

import re
from xml.parsers import expat

ELEMENTS = """
    svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan
    textPath linearGradient radialGradient stop clipPath mask pattern marker style filter feGaussianBlur
    feOffset feBlend feColorMatrix feMerge feMergeNode feFlood feComposite feDropShadow animate
    animateTransform animateMotion mpath set switch view
"""
ALLOWED = frozenset(ELEMENTS.split())
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
OUTSIDE = re.compile(r"url\(\s*[\"']?(?!#)[^)]|@import|expression\(|javascript:|image-set\(", re.IGNORECASE)


class Unsafe(ValueError):
    """A drawing that could do more than draw; the message says what it holds."""


def check(data: bytes) -> None:
    """Raise Unsafe unless the drawing is well formed, self-contained and without scripts."""
    parser = expat.ParserCreate(namespace_separator=" ")
    seen = {"root": ""}

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        seen["root"] = seen["root"] or f"{space} {local}"
        _check_element(space, local, attributes)

    def doctype(*_: object) -> None:
        raise Unsafe("it has a DOCTYPE; take that line away.")

    def instruction(target: str, _: str) -> None:
        raise Unsafe(f"it has an instruction <?{target}?>; take it away.")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    parser.ProcessingInstructionHandler = instruction
    parser.CharacterDataHandler = _check_text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unsafe(f"it is not well-formed XML ({error}).") from error
    if seen["root"] != f"{SVG} svg":
        raise Unsafe('it must begin with <svg xmlns="http://www.w3.org/2000/svg">.')


def _check_element(space: str, local: str, attributes: dict[str, str]) -> None:
    if space != SVG:
        if local.lower() in ("script", "iframe", "object", "embed") or "xhtml" in space:
            raise Unsafe(f"it holds <{local}>.")
        return
    if local not in ALLOWED:
        raise Unsafe(f"it holds <{local}>; a drawing in a pack may not.")
    for name, value in attributes.items():
        _check_attribute(local, name.rpartition(" ")[2], value)


def _check_attribute(element: str, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise Unsafe(f"<{element}> has {name}=, which runs a script.")
    if name in ("href", "src") and not value.strip().startswith("#"):
        raise Unsafe(f"<{element}> points outside the drawing ({value[:60]}).")
    if element in ("animate", "set") and value.strip().lower() in ("href", "xlink:href"):
        raise Unsafe(f"<{element}> changes where something points to.")
    if OUTSIDE.search(value):
        raise Unsafe(f"<{element}> points outside the drawing ({value[:60]}).")


def _check_text(text: str) -> None:
    if OUTSIDE.search(text):
        raise Unsafe("its style points outside the drawing.")
