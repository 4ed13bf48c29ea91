"""What a QTI item says about right answers: declared ones, mapped ones, and simple rules."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from . import xmltree

EQUALS = ("match", "equal", "equalRounded", "stringMatch", "member")


@dataclass
class Response:
    """One response variable."""

    cardinality: str = "single"
    base: str = "identifier"
    right: list[str] = field(default_factory=list)
    worth: dict[str, float] = field(default_factory=dict)
    exact: bool = False
    tolerance: str = ""

    def accepted(self) -> list[str]:
        """Every answer that counts in full, the declared one first."""
        best = max(self.worth.values(), default=0.0)
        mapped = [key for key, worth in self.worth.items() if worth > 0 and worth == best]
        return list(dict.fromkeys([*self.right, *mapped]))

    def chosen(self) -> set[str]:
        """Every choice that belongs to the right answer."""
        return set(self.right) or {key for key, worth in self.worth.items() if worth > 0}


def responses(item: Element) -> dict[str, Response]:
    """All response variables of an item by name."""
    found = {node.get("identifier", ""): _declared(node) for node in xmltree.every(item, "responseDeclaration")}
    processing = xmltree.first(item, "responseProcessing")
    if processing is not None:
        for node in xmltree.every(processing, "responseIf", "responseElseIf"):
            _read_rule(node, found)
    return found


def _declared(node: Element) -> Response:
    made = Response(node.get("cardinality", "single"), node.get("baseType", "identifier"))
    correct = node.find("correctResponse")
    if correct is not None:
        made.right = [value for one in correct.findall("value") if (value := xmltree.text(one))]
    for entry in node.findall("mapping/mapEntry"):
        made.worth[entry.get("mapKey", "")] = _number(entry.get("mappedValue", "0"))
        made.exact = made.exact or entry.get("caseSensitive") == "true"
    return made


def _read_rule(rule: Element, found: dict[str, Response]) -> None:
    """`if RESPONSE equals 42 then SCORE = 1`: a right answer where none is declared; its tolerance in any case."""
    for test in xmltree.every(rule, *EQUALS):
        name = next((node.get("identifier", "") for node in test.findall("variable")), "")
        response = found.get(name)
        if response is None:
            continue
        if test.tag == "equal" and test.get("toleranceMode") in ("absolute", "relative"):
            _read_tolerance(test, response)
        value = test.findtext("baseValue")
        if value and _scores(rule) and not response.right and not response.worth and not _negated(rule, test):
            response.right.append(" ".join(value.split()))
            response.exact = response.exact or test.get("caseSensitive") == "true"


def _read_tolerance(test: Element, response: Response) -> None:
    spare = (test.get("tolerance") or "").split()[:1]
    if spare and _number(spare[0]) > 0:
        response.tolerance = spare[0] + ("%" if test.get("toleranceMode") == "relative" else "")


def _negated(rule: Element, test: Element) -> bool:
    return any(test in node.iter() for node in xmltree.every(rule, "not"))


def _scores(rule: Element) -> bool:
    """Does the rule give points?"""
    for node in rule.findall("setOutcomeValue"):
        values = [_number(xmltree.text(one)) for one in xmltree.every(node, "baseValue")]
        if "score" in node.get("identifier", "").lower() and any(value > 0 for value in values):
            return True
    return False


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
