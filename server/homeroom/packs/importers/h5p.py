"""H5P: question types become questions, texts and pictures come along; programs are named and left out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import archive, cloze_text, make, shape, trouble
from .archive import Archive
from .ask import Option, Question
from .draft import Draft, Part
from .flow import Flow
from .licence import known
from .plainmark import line, plain
from .trouble import Unreadable

DEEPEST = 6
CONTENT = "content/content.json"


def take(path: Path, draft: Draft) -> None:
    """Everything native that an H5P file holds."""
    with Archive(path) as zipped:
        about = zipped.json("h5p.json")
        draft.title = shape.text(about, "title")
        language = shape.text(about, "defaultLanguage") or shape.text(about, "language")
        draft.language = draft.language or (language if language != "und" else "")
        said = f"{shape.text(about, 'license')} {shape.text(about, 'licenseVersion')}".strip()
        draft.report.found_licence = "" if said.startswith("U") and len(said) < 5 else said
        draft.licence = known(draft.report.found_licence)
        names = [shape.text(one, "name") for one in shape.rows(about, "authors")]
        source = draft.source(draft.title or path.stem, draft.licence, authors=[name for name in names if name])
        library = shape.text(about, "mainLibrary")
        reader = _Reader(draft, zipped)
        parts = list(reader.parts(library, zipped.json(CONTENT), draft.title or path.stem, 0))
        draft.questions(draft.title or path.stem, parts, source=source)


class _Reader:
    """Walks through nested content."""

    def __init__(self, draft: Draft, zipped: Archive) -> None:
        self.draft, self.zipped = draft, zipped

    def parts(self, library: str, values: Any, what: str, depth: int) -> Iterator[Part]:
        """Native parts of a piece of content, whatever is inside it."""
        name = library.partition(" ")[0]
        if depth > DEEPEST:
            raise Unreadable(trouble.DEEP, name=what)
        inner = list(_inside(name, values))
        if inner:
            for title, (kind, more) in inner:
                if title:
                    yield f"## {plain(line(title))}"
                yield from self.parts(kind, more, line(title) or what, depth + 1)
            return
        build = KINDS.get(name)
        if build is None:
            self.draft.left(what, trouble.INTERACTION, kind=name or "?")
            return
        made: list[Part] = []
        with self.draft.part(what):
            picture = self.media(shape.table(values, "media"), what)
            made = [part for part in [picture, *build(self, values, what)] if part]
        yield from made

    def markdown(self, html: str, what: str) -> str:
        flow = Flow()
        found = flow.html(html)
        self.draft.lost(what, flow.remarks)
        return found

    def line(self, html: str, what: str) -> str:
        return line(self.markdown(html, what))

    def media(self, media: dict[str, Any], what: str) -> str:
        """The picture or film that stands above a question."""
        params = shape.table(media, "type", "params")
        return self.file(params, what) if params else ""

    def file(self, params: dict[str, Any], what: str) -> str:
        sources = [params.get("file"), *shape.rows(params, "files"), *shape.rows(params, "sources")]
        for one in sources:
            name = shape.text(one, "path")
            if not name:
                continue
            if "://" in name:
                self.draft.simpler(what, trouble.EXTERNAL, address=name[:120])
                return ""
            data = archive.find(self.zipped, CONTENT, name)
            words = shape.text(params, "alt") or shape.text(params, "title")
            if shape.text(one, "mime").startswith("image/"):
                return self.draft.picture(what, name, data, words)
            return self.draft.recording(what, name, data, words)
        return ""

    def choose(self, values: Any, what: str) -> list[Part]:
        options = [
            Option(
                self.line(shape.text(one, "text"), what),
                shape.yes(one, "correct"),
                self.line(shape.text(one, "tipsAndFeedback", "chosenFeedback"), what),
            )
            for one in shape.rows(values, "answers")
        ]
        prompt = self.markdown(shape.text(values, "question"), what)
        several = shape.text(values, "behaviour", "type") == "multi"
        return [make.choose(make.prompt_or(self.draft, what, prompt, what), options, several=several)]

    def truth(self, values: Any, what: str) -> list[Part]:
        prompt = make.prompt_or(self.draft, what, self.markdown(shape.text(values, "question"), what), what)
        right = shape.text(values, "correct") == "true"
        behaviour = shape.table(values, "behaviour")
        good, bad = (plain(shape.text(behaviour, key)) for key in ("feedbackOnCorrect", "feedbackOnWrong"))
        return [make.truth(prompt, right, self.draft.language, (good, bad) if right else (bad, good))]

    def blanks(self, values: Any, what: str) -> list[Part]:
        texts = [shape.text(one) for one in shape.rows(values, "questions")]
        intro = shape.text(values, "text")
        return [self.markdown(intro, what), *(cloze_text.starred(self.draft, what, text) for text in texts)]

    def drag_text(self, values: Any, what: str) -> list[Part]:
        text, intro = shape.text(values, "textField"), shape.text(values, "taskDescription")
        words = [found[1].partition(":")[0].partition("/")[0] for found in cloze_text.STARRED.finditer(text)]
        more = [found[1] for found in cloze_text.STARRED.finditer(shape.text(values, "distractors"))]
        gaps = [make.pick(word, [other for other in [*words, *more] if other != word]) for word in words]
        if not gaps or not all(gaps):
            return [self.markdown(intro, what), cloze_text.starred(self.draft, what, text.replace("\n", "<br>"))]
        numbers = iter(range(len(gaps)))
        marked = cloze_text.STARRED.sub(lambda _: cloze_text.MARK.format(next(numbers)), text)
        return [self.markdown(intro, what), cloze_text.filled(self.markdown(marked.replace("\n", "<br>"), what), gaps)]

    def single(self, values: Any, what: str) -> list[Part]:
        """The first answer is the right one; the player shuffles."""
        made: list[Part] = []
        for one in shape.rows(values, "choices"):
            answers = [self.line(shape.text(answer), what) for answer in shape.rows(one, "answers")]
            options = [Option(text, number == 0) for number, text in enumerate(answers)]
            made.append(make.choose(self.markdown(shape.text(one, "question"), what) or plain(what), options))
        return made

    def summary(self, values: Any, what: str) -> list[Part]:
        intro = self.markdown(shape.text(values, "intro"), what) or plain(what)
        made: list[Part] = []
        for one in shape.rows(values, "summaries"):
            texts = [self.line(shape.text(text), what) for text in shape.rows(one, "summary")]
            if len(texts) > 1:
                made.append(make.choose(intro, [Option(text, number == 0) for number, text in enumerate(texts)]))
        return made

    def order(self, values: Any, what: str) -> list[Part]:
        prompt = self.markdown(shape.text(values, "taskDescription"), what)
        items = [
            self.line(shape.text(one) or shape.text(one, "text"), what) for one in shape.rows(values, "paragraphs")
        ]
        return [make.order(make.prompt_or(self.draft, what, prompt, what), items)]

    def essay(self, values: Any, what: str) -> list[Part]:
        prompt = self.markdown(shape.text(values, "taskDescription") or shape.text(values, "question"), what)
        return [Question("free", make.prompt_or(self.draft, what, prompt, what))]

    def spoken(self, values: Any, what: str) -> list[Part]:
        prompt = self.markdown(shape.text(values, "title"), what)
        return [Question("free", make.prompt_or(self.draft, what, prompt, what), inputs="audio")]

    def cards(self, values: Any, what: str) -> list[Part]:
        made: list[Part] = []
        for one in [*shape.rows(values, "cards"), *shape.rows(values, "dialogs")]:
            front = self.markdown(shape.text(one, "text"), what)
            answer = self.line(shape.text(one, "answer"), what)
            if front and answer:
                made.append(Question("free", front, solution=answer))
        return made

    def text(self, values: Any, what: str) -> list[Part]:
        return [self.markdown(shape.text(values, "text"), what)]

    def show(self, values: Any, what: str) -> list[Part]:
        return [self.file(shape.table(values), what)]


def _inside(name: str, values: Any) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Content within content, with a title where there is one."""
    lists = {
        "H5P.QuestionSet": shape.rows(values, "questions"),
        "H5P.Column": [shape.table(one, "content") for one in shape.rows(values, "content")],
        "H5P.InteractiveBook": shape.rows(values, "chapters"),
        "H5P.Accordion": [],
    }
    for one in lists.get(name, []):
        yield shape.text(one, "metadata", "title"), (shape.text(one, "library"), shape.at(one, "params"))
    if name == "H5P.CoursePresentation":
        for slide in shape.rows(values, "presentation", "slides"):
            for one in shape.rows(slide, "elements"):
                if shape.text(one, "action", "library"):
                    yield "", (shape.text(one, "action", "library"), shape.at(one, "action", "params"))
    if name == "H5P.InteractiveVideo":
        video = shape.table(values, "interactiveVideo", "video")
        yield "", ("H5P.Video", video)
        for one in shape.rows(values, "interactiveVideo", "assets", "interactions"):
            yield "", (shape.text(one, "action", "library"), shape.at(one, "action", "params"))
    if name == "H5P.Accordion":
        for one in shape.rows(values, "panels"):
            yield shape.text(one, "title"), (shape.text(one, "content", "library"), shape.at(one, "content", "params"))


KINDS = {
    "H5P.MultiChoice": _Reader.choose,
    "H5P.TrueFalse": _Reader.truth,
    "H5P.Blanks": _Reader.blanks,
    "H5P.DragText": _Reader.drag_text,
    "H5P.SingleChoiceSet": _Reader.single,
    "H5P.Summary": _Reader.summary,
    "H5P.SortParagraphs": _Reader.order,
    "H5P.Essay": _Reader.essay,
    "H5P.AudioRecorder": _Reader.spoken,
    "H5P.Flashcards": _Reader.cards,
    "H5P.Dialogcards": _Reader.cards,
    "H5P.AdvancedText": _Reader.text,
    "H5P.Text": _Reader.text,
    "H5P.Image": _Reader.show,
    "H5P.Video": _Reader.show,
    "H5P.Audio": _Reader.show,
}
