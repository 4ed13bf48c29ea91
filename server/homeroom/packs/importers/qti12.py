"""QTI 1.2 as Common Cartridges and Canvas use it: assessments and question banks."""

from xml.etree.ElementTree import Element

from . import make, trouble, xmltree
from .ask import Option, Question
from .draft import Draft, Part
from .flow import Flow, Special
from .plainmark import plain
from .trouble import Unreadable


def take(root: Element, draft: Draft, special: Special, title: str) -> None:
    """All items of a questestinterop file."""
    test = xmltree.first(root, "assessment", "objectbank")
    name = (test.get("title") if test is not None else "") or title
    parts: list[Part] = []
    for item in xmltree.every(root, "item"):
        what = item.get("title") or name
        with draft.part(what):
            parts.append(_Item(draft, what, item, special).part())
    draft.questions(name, parts, kind="check" if test is not None and test.tag == "assessment" else "")


class _Item:
    """Reads one item."""

    def __init__(self, draft: Draft, what: str, item: Element, special: Special) -> None:
        self.draft, self.what, self.item, self.special = draft, what, item, special
        self.fields = {
            xmltree.text(field.find("fieldlabel")): xmltree.text(field.find("fieldentry"))
            for field in xmltree.every(item, "qtimetadatafield")
        }
        self.feedback = {node.get("ident", ""): self.markdown(node) for node in xmltree.every(item, "itemfeedback")}

    def kind(self) -> str:
        return (self.fields.get("cc_profile") or self.fields.get("question_type") or "").lower()

    def part(self) -> Part:
        presentation = xmltree.first(self.item, "presentation")
        if presentation is None:
            raise Unreadable(trouble.EMPTY)
        prompt = "\n\n".join(self.markdown(node) for node in presentation.findall("material"))
        prompt = prompt or "\n\n".join(self.markdown(node) for node in presentation.findall("flow/material"))
        lists = list(xmltree.every(presentation, "response_lid", "response_grp"))
        if "text_only" in self.kind():
            return prompt
        prompt = make.prompt_or(self.draft, self.what, prompt, self.what)
        if len(lists) > 1:
            return self.matched(prompt, lists)
        if lists:
            return self.choose(prompt, lists[0])
        return self.typed(prompt)

    def markdown(self, node: Element | None) -> str:
        """All material inside an element."""
        made = []
        for text in xmltree.every(node, "mattext") if node is not None else ():
            words = "".join(text.itertext())
            if "html" not in text.get("texttype", ""):
                made.append(plain(words))
                continue
            flow = Flow(special=self.special)
            made.append(flow.html(words))
            self.draft.lost(self.what, flow.remarks)
        return "\n\n".join(made)

    def right(self) -> dict[str, list[str]]:
        """Answers by response that the best-paid rule asks for."""
        best, found = 0.0, dict[str, list[str]]()
        for rule in xmltree.every(self.item, "respcondition"):
            points = max((_number(xmltree.text(node)) for node in rule.findall("setvar")), default=0.0)
            denied = {id(node) for no in xmltree.every(rule, "not") for node in no.iter()}
            asked = [node for node in xmltree.every(rule, "varequal", "varsubset") if id(node) not in denied]
            if not asked or points <= 0 or points < best:
                continue
            if points > best and not self.is_added(rule):
                found = {}
            best = points
            for node in asked:
                found.setdefault(node.get("respident", ""), []).append(xmltree.text(node))
        return found

    def is_added(self, rule: Element) -> bool:
        return any(node.get("action", "Set").lower() == "add" for node in rule.findall("setvar"))

    def feedback_of(self, name: str) -> str:
        for rule in xmltree.every(self.item, "respcondition"):
            if [xmltree.text(node) for node in xmltree.every(rule, "varequal")] == [name]:
                links = (node.get("linkrefid", "") for node in rule.findall("displayfeedback"))
                return next((self.feedback[link] for link in links if self.feedback.get(link)), "")
        return ""

    def choose(self, prompt: str, node: Element) -> Question:
        right = self.right().get(node.get("ident", ""), [])
        options = [
            Option(self.markdown(label), label.get("ident") in right, self.feedback_of(label.get("ident", "")))
            for label in xmltree.every(node, "response_label")
        ]
        made = make.choose(prompt, options, several=node.get("rcardinality", "Single").lower() == "multiple")
        made.shuffle = "true_false" not in self.kind()
        return made

    def matched(self, prompt: str, lists: list[Element]) -> Question:
        right = self.right()
        pairs = []
        for node in lists:
            labels = {label.get("ident", ""): self.markdown(label) for label in xmltree.every(node, "response_label")}
            wanted = right.get(node.get("ident", ""), [])
            pairs.append(
                (self.markdown(node.find("material")), next((labels[one] for one in wanted if one in labels), ""))
            )
        return make.match(self.draft, self.what, prompt, pairs)

    def typed(self, prompt: str) -> Question:
        if "essay" in self.kind() or "file_upload" in self.kind():
            return Question("free", prompt, inputs="photo" if "upload" in self.kind() else "text")
        if "calculated" in self.kind():
            raise Unreadable(trouble.RANDOM)
        answers = [answer for found in self.right().values() for answer in found]
        if not answers:
            raise Unreadable(trouble.NO_ANSWER)
        if "numerical" in self.kind() and make.decimal(answers[0]):
            return make.number(prompt, answers[0])
        if len(self.right()) > 1:
            raise Unreadable(trouble.SEVERAL)
        return make.typed(self.draft, self.what, prompt, answers)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
