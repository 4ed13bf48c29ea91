"""QTI 2.1, 2.2 and 3.0: one item as texts and questions. Only what needs no program to run."""

import re
from fractions import Fraction
from xml.etree.ElementTree import Element

from . import archive, make, qti_answers, trouble, xmltree
from .archive import Files
from .ask import Option, Question
from .cloze_text import MARK, filled
from .draft import Draft, Part
from .flow import Flow
from .plainmark import plain
from .qti_answers import Response
from .trouble import Unreadable

HERE = "\ue030{}\ue031"
SPLIT = re.compile("\ue030(\\d+)\ue031")
GAPS = re.compile("\ue020(\\d+)\ue021")
GRAPHIC = frozenset(
    {
        "hotspotInteraction",
        "selectPointInteraction",
        "graphicOrderInteraction",
        "graphicAssociateInteraction",
        "graphicGapMatchInteraction",
        "positionObjectInteraction",
        "positionObjectStage",
    }
)
FEEDBACK = ("feedbackInline", "feedbackBlock")
BREAKS = re.compile(r"^(?:\\\n)+|(?<!\\)\\$")
DROPPED = frozenset({"responseProcessing", "stylesheet", "modalFeedback", "templateBlock", "templateInline"})


def renamed(node: Element) -> Element:
    """An item of QTI 3.0 with the names of QTI 2: qti-item-body is itemBody, response-identifier responseIdentifier."""
    for one in node.iter():
        if one.tag.startswith("qti-"):
            one.tag = _camel(one.tag.removeprefix("qti-"))
            for key in [key for key in one.attrib if "-" in key and not key.startswith(("data-", "aria-"))]:
                one.set(_camel(key), one.attrib.pop(key))
    return node


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def parts(draft: Draft, what: str, item: Element, files: Files, base: str) -> list[Part]:
    """The texts and questions of an item. Raises Unreadable for one that needs a program."""
    body = xmltree.first(item, "itemBody")
    if body is None:
        raise Unreadable(trouble.EMPTY)
    if item.get("adaptive") == "true":
        raise Unreadable(trouble.ADAPTIVE)
    if xmltree.first(item, "templateDeclaration", "templateProcessing") is not None:
        raise Unreadable(trouble.RANDOM)
    if xmltree.first(item, "modalFeedback") is not None or _feedback_outside_choices(body):
        draft.simpler(what, trouble.NO_FEEDBACK)
    return _Reader(draft, what, item, files, base).parts(body)


class _Reader:
    """Walks through one item."""

    def __init__(self, draft: Draft, what: str, item: Element, files: Files, base: str) -> None:
        self.draft, self.what, self.files, self.base = draft, what, files, base
        self.responses = qti_answers.responses(item)
        self.gaps: list[str] = []
        self.typed: list[Response] = []
        self.blocks: list[Question] = []
        self.flow = Flow(special=self.special)

    def parts(self, body: Element) -> list[Part]:
        pieces = SPLIT.split(self.flow.tree(body))
        self.draft.lost(self.what, self.flow.remarks)
        made: list[Part] = []
        for number, piece in enumerate(pieces):
            if number % 2:
                made.append(self.asked(self.blocks[int(piece)], made))
            elif text := BREAKS.sub("", piece.strip()).strip():
                made.append(self.text(text))
        return made

    def asked(self, question: Question, before: list[Part]) -> Question:
        """A question without text asks what stands before it."""
        if not question.prompt.strip() and before and isinstance(before[-1], str):
            question.prompt = str(before.pop())
        question.prompt = make.prompt_or(self.draft, self.what, question.prompt, self.what)
        return question

    def text(self, piece: str) -> Part:
        """Text alone, or with gaps: one gap for a number is a number question, others are a cloze."""
        found = [int(number) for number in GAPS.findall(piece)]
        if not found:
            return piece
        only = self.typed[found[0]]
        if len(found) == 1 and only.base in ("float", "integer") and only.accepted():
            prompt = piece.replace(MARK.format(found[0]), r"\_\_\_")
            made = make.number(prompt, only.accepted()[0])
            made.tolerance = only.tolerance
            return made
        if any(self.typed[number].tolerance for number in found):
            self.draft.simpler(self.what, trouble.NO_RULES, rules="±")
        if not all(self.gaps[number] for number in found):
            raise Unreadable(trouble.NO_ANSWER)
        return filled(piece, self.gaps)

    def special(self, node: Element) -> str | None:
        """Interactions, pictures and what never shows."""
        tag = node.tag
        if tag == "img":
            return self.draft.picture(
                self.what,
                node.get("src", ""),
                archive.find(self.files, self.base, node.get("src", "")),
                node.get("alt", ""),
            )
        if tag == "object":
            return self.object(node)
        if (
            tag in DROPPED
            or tag in FEEDBACK
            or (tag == "rubricBlock" and "candidate" not in node.get("view", "candidate"))
        ):
            return ""
        if tag == "endAttemptInteraction":
            self.draft.simpler(self.what, trouble.NO_BUTTONS)
            return ""
        if tag in ("textEntryInteraction", "inlineChoiceInteraction", "gap"):
            return self.gap(node) if tag != "gap" else None
        if tag.endswith("Interaction"):
            self.blocks.append(self.block(node))
            return HERE.format(len(self.blocks) - 1)
        return None

    def object(self, node: Element) -> str:
        name = node.get("data", "")
        data = archive.find(self.files, self.base, name)
        if node.get("type", "").startswith("image/"):
            return self.draft.picture(self.what, name, data, xmltree.text(node))
        return self.draft.recording(self.what, name, data, xmltree.text(node))

    def response(self, node: Element) -> Response:
        return self.responses.get(node.get("responseIdentifier", ""), Response())

    def line(self, node: Element) -> str:
        """An answer as Markdown, without the feedback inside it."""
        return Flow(special=self.inside).line(node)

    def inside(self, node: Element) -> str | None:
        if node.tag in FEEDBACK:
            return ""
        return self.special(node) if node.tag in ("img", "object") else None

    def feedback(self, node: Element) -> str:
        """What a choice says when it is chosen."""
        return " ".join(Flow(special=self.special).line(one) for one in xmltree.every(node, *FEEDBACK))

    def gap(self, node: Element) -> str:
        response = self.response(node)
        if node.tag == "textEntryInteraction":
            made = make.gap(response.accepted())
        else:
            right = response.chosen()
            options = {one.get("identifier", ""): xmltree.text(one) for one in node.findall("inlineChoice")}
            chosen = next((text for name, text in options.items() if name in right), "")
            made = make.pick(chosen, [text for name, text in options.items() if name not in right])
        self.gaps.append(made)
        self.typed.append(response)
        return MARK.format(len(self.gaps) - 1)

    def block(self, node: Element) -> Question:
        if node.tag in GRAPHIC:
            raise Unreadable(trouble.IMAGE_AREA)
        build = BLOCKS.get(node.tag)
        if build is None:
            raise Unreadable(trouble.INTERACTION, kind=node.tag.removesuffix("Interaction")[:40])
        prompt = node.find("prompt")
        return build(self, node, Flow(special=self.inside).tree(prompt) if prompt is not None else "")

    def choose(self, node: Element, prompt: str) -> Question:
        response = self.response(node)
        right = response.chosen()
        options = [
            Option(self.line(one), one.get("identifier") in right, self.feedback(one))
            for one in node.findall("simpleChoice")
        ]
        made = make.choose(prompt, options, several=response.cardinality == "multiple")
        made.shuffle = node.get("shuffle") == "true"
        return made

    def hottext(self, node: Element, prompt: str) -> Question:
        response = self.response(node)
        right = response.chosen()
        options = [Option(self.line(one), one.get("identifier") in right) for one in xmltree.every(node, "hottext")]
        whole = Flow(special=lambda one: "" if one.tag == "prompt" else self.inside(one)).tree(node)
        made = make.choose(f"{prompt}\n\n{whole}", options, several=response.cardinality == "multiple")
        made.shuffle = False
        return made

    def order(self, node: Element, prompt: str) -> Question:
        texts = {one.get("identifier", ""): self.line(one) for one in node.findall("simpleChoice")}
        right = [name for name in self.response(node).right if name in texts]
        if not right:
            raise Unreadable(trouble.NO_ANSWER)
        if len(right) < len(texts):
            self.draft.simpler(self.what, trouble.SUBSET)
        return make.order(prompt, [texts[name] for name in right])

    def match(self, node: Element, prompt: str) -> Question:
        texts = {one.get("identifier", ""): self.line(one) for one in xmltree.every(node, "simpleAssociableChoice")}
        response = self.response(node)
        wanted = response.right or [key for key, worth in response.worth.items() if worth > 0]
        pairs = [(parts[0], parts[1]) for one in wanted if len(parts := one.split()) == 2]
        if not pairs:
            raise Unreadable(trouble.NO_ANSWER)
        if len({left for left, _ in pairs}) < len(pairs):
            pairs = [(right, left) for left, right in pairs]
        if len({left for left, _ in pairs}) < len(pairs):
            raise Unreadable(trouble.SEVERAL)
        rest = set(texts) - {name for pair in pairs for name in pair}
        if rest:
            self.draft.simpler(self.what, trouble.EXTRA_SIDES, answers=", ".join(texts[name] for name in sorted(rest)))
        return make.match(self.draft, self.what, prompt, [(texts.get(a, ""), texts.get(b, "")) for a, b in pairs])

    def gap_match(self, node: Element, prompt: str) -> Question:
        texts = {one.get("identifier", ""): xmltree.text(one) for one in xmltree.every(node, "gapText")}
        response = self.response(node)
        homes = {gap: name for pair in (response.right or response.chosen()) for name, gap in [_pair(pair)]}
        gaps: list[str] = []

        def place(one: Element) -> str | None:
            if one.tag in ("gapText", "gapImg", "prompt"):
                return ""
            if one.tag != "gap":
                return self.inside(one)
            right = texts.get(homes.get(one.get("identifier", ""), ""), "")
            gaps.append(make.pick(right, [text for text in texts.values() if text != right]))
            return MARK.format(len(gaps) - 1)

        text = Flow(special=place).tree(node)
        if not all(gaps):
            raise Unreadable(trouble.NO_ANSWER)
        return filled(f"{prompt}\n\n{text}".strip(), gaps)

    def free(self, node: Element, prompt: str) -> Question:
        accepted = self.response(node).accepted()
        return Question("free", prompt, solution=plain(accepted[0]) if accepted else "")

    def upload(self, node: Element, prompt: str) -> Question:
        return Question("free", prompt, inputs="photo")

    def drawing(self, node: Element, prompt: str) -> Question:
        return Question("free", prompt, inputs="drawing photo")

    def slider(self, node: Element, prompt: str) -> Question:
        response = self.response(node)
        if not response.accepted():
            raise Unreadable(trouble.NO_ANSWER)
        made = make.number(prompt, response.accepted()[0])
        made.tolerance = response.tolerance
        low, high = make.decimal(node.get("lowerBound", "")), make.decimal(node.get("upperBound", ""))
        if low and high and "/" not in low + high and Fraction(low) < Fraction(high):
            made.prompt = f"{prompt}\n\n({plain(low)} – {plain(high)})".strip()
        return made


def _feedback_outside_choices(body: Element) -> bool:
    inside = {id(one) for choice in xmltree.every(body, "simpleChoice") for one in xmltree.every(choice, *FEEDBACK)}
    return any(id(one) not in inside for one in xmltree.every(body, *FEEDBACK))


def _pair(text: str) -> tuple[str, str]:
    first, _, second = text.partition(" ")
    return first, second.strip()


BLOCKS = {
    "choiceInteraction": _Reader.choose,
    "hottextInteraction": _Reader.hottext,
    "orderInteraction": _Reader.order,
    "matchInteraction": _Reader.match,
    "associateInteraction": _Reader.match,
    "gapMatchInteraction": _Reader.gap_match,
    "extendedTextInteraction": _Reader.free,
    "uploadInteraction": _Reader.upload,
    "drawingInteraction": _Reader.drawing,
    "sliderInteraction": _Reader.slider,
}
