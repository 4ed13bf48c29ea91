"""CNXML (OpenStax): one module as reading cards, its exercises as questions the teacher marks, with solutions."""

from pathlib import Path
from xml.etree.ElementTree import Element

from . import archive, make, page, trouble, xmltree
from .archive import Archive, Beside, Files, find
from .ask import Question
from .draft import Draft, Part
from .flow import Flow
from .licence import known
from .plainmark import line, plain

SKIPPED = ("metadata", "title", "glossary")
MOST = 500


def take(path: Path, draft: Draft) -> None:
    """A module, or all modules of a folder or ZIP."""
    if path.is_dir():
        files: Files = Beside(path)
        for file in sorted(path.rglob("*.cnxml"))[:MOST]:
            name = file.relative_to(path).as_posix()
            _module(draft, files.bytes(name), name, files)
    elif archive.is_zip(path):
        with Archive(path) as zipped:
            for name in [name for name in zipped.members if name.endswith(".cnxml")][:MOST]:
                _module(draft, zipped.bytes(name), name, zipped)
    else:
        _module(draft, archive.read(path), path.name, Beside(path.parent))


def _module(draft: Draft, data: bytes, name: str, files: Files) -> None:
    root = xmltree.parse(data, name)
    metadata, content = root.find("metadata"), root.find("content")
    title = xmltree.text(root.find("title")) or name
    draft.title = draft.title or title
    if metadata is not None:
        draft.language = draft.language or xmltree.text(metadata.find("language"))
        licence = metadata.find("license")
        if licence is not None:
            draft.report.found_licence = licence.get("url", "") or xmltree.text(licence)
            draft.licence = draft.licence or known(draft.report.found_licence)
    if content is None:
        draft.left(title, trouble.EMPTY)
        return
    reader = _Reader(draft, name, files)
    opening = [node for node in content if node.tag != "section"]
    reader.section(title, opening)
    for section in content.findall("section"):
        reader.section(xmltree.text(section.find("title")) or title, list(section))


class _Reader:
    """Walks through the sections of a module."""

    def __init__(self, draft: Draft, name: str, files: Files) -> None:
        self.draft, self.name, self.files = draft, name, files
        self.what = ""

    def section(self, title: str, nodes: list[Element]) -> None:
        """One section: its text first, then its exercises."""
        self.what = title
        body = Element("section")
        body.extend(node for node in nodes if node.tag not in SKIPPED)
        exercises = [self.exercise(node) for node in xmltree.every(body, "exercise")]
        text = self.markdown(body)
        if text.strip():
            page.reading(self.draft, title, text)
        parts: list[Part] = [made for made in exercises if made is not None]
        if parts:
            self.draft.simpler(title, trouble.NO_CHECK)
            self.draft.questions(title, parts, kind="exercise")

    def markdown(self, node: Element) -> str:
        flow = Flow(special=self.special)
        found = flow.tree(node)
        self.draft.lost(self.what, flow.remarks)
        return found

    def special(self, node: Element) -> str | None:
        if node.tag == "exercise" or node.tag in SKIPPED:
            return "" if node.tag != "title" else None
        if node.tag == "media":
            image = xmltree.first(node, "image")
            if image is None:
                self.draft.simpler(self.what, trouble.NO_PROGRAMS)
                return ""
            return self.picture(image.get("src", ""), node.get("alt", ""))
        if node.tag == "link":
            return plain(xmltree.text(node)) or "…"
        return None

    def picture(self, name: str, alt: str) -> str:
        data = find(self.files, self.name, name) or find(self.files, "", f"media/{name.rpartition('/')[2]}")
        return self.draft.picture(self.what, name, data, alt)

    def exercise(self, node: Element) -> Question | None:
        problem, solution = node.find("problem"), node.find("solution")
        if problem is None:
            return None
        prompt = self.markdown(problem)
        if not prompt.strip():
            self.draft.left(self.what, trouble.EMPTY)
            return None
        said = self.markdown(solution) if solution is not None else ""
        answer = make.decimal(xmltree.text(solution).replace("−", "-").strip(" .")) if solution is not None else None
        if answer and "/" not in answer and " " not in answer:
            return make.number(prompt, answer)
        return Question("free", prompt, solution=line(said))
