"""XML of strangers: no entities, no outside files, no bottomless nesting. Names come without their namespaces."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from . import trouble
from .trouble import Unreadable

DEEPEST = 100
MOST_ELEMENTS = 400_000


def parse(data: bytes, name: str) -> Element:
    """The tree of an XML file. A DOCTYPE may name a standard; it may not define anything."""
    parser = expat.ParserCreate(namespace_separator=" ")
    builder = TreeBuilder()
    count = depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise Unreadable(trouble.DEEP, name=name[:80])
        builder.start(_local(tag), {_local(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(tag))

    def entity(*_: object) -> None:
        raise Unreadable(trouble.ENTITIES, name=name[:80])

    def doctype(_name: str, _system: str | None, _public: str | None, inside: int) -> None:
        if inside:
            entity()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = doctype, entity
    parser.SkippedEntityHandler = lambda named, _parameter: builder.data(" " if named == "nbsp" else "")
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(trouble.NOT_XML, name=name[:80], error=str(error)[:80]) from error


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def every(element: Element, *names: str) -> Iterator[Element]:
    """Every element of these names below, in order."""
    return (node for node in element.iter() if node.tag in names)


def first(element: Element, *names: str) -> Element | None:
    """The first element of these names below."""
    return next(every(element, *names), None)


def text(element: Element | None) -> str:
    """All text of an element, in one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
