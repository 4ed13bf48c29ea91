"""IMS Common Cartridge: pages, quizzes, discussions and assignments of a course."""

from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

from . import archive, page, qti12, trouble, xmltree
from .archive import Archive
from .ask import Question
from .draft import Draft
from .flow import Flow
from .licence import known
from .plainmark import item as in_one_line
from .qti_package import pictures

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
QUIET = ("associatedcontent", "course_settings/")


def take(path: Path, draft: Draft) -> None:
    """Everything in the order of the course; what it does not list comes after."""
    with Archive(path) as zipped:
        manifest = zipped.xml("imsmanifest.xml")
        metadata = manifest.find("metadata")
        draft.title = xmltree.text(xmltree.first(metadata, "title")) if metadata is not None else ""
        rights = xmltree.first(metadata, "rights") if metadata is not None else None
        said = rights.find("description") if rights is not None else None
        draft.report.found_licence = xmltree.text(said)
        draft.licence = known(draft.report.found_licence)
        course = _Course(zipped, draft, manifest)
        for entry in xmltree.every(manifest, "item"):
            course.resource(entry.get("identifierref", ""), xmltree.text(entry.find("title")))
        for name, node in course.resources.items():
            if not node.get("type", "").startswith(QUIET[0]):
                course.resource(name, "")


class _Course:
    """The resources of a cartridge, each taken over once."""

    def __init__(self, zipped: Archive, draft: Draft, manifest: Element) -> None:
        self.zipped, self.draft = zipped, draft
        self.resources = {node.get("identifier", ""): node for node in xmltree.every(manifest, "resource")}
        self.done: set[str] = set()

    def resource(self, name: str, title: str) -> None:
        node = self.resources.get(name)
        if node is None or name in self.done:
            return
        self.done.add(name)
        first = node.find("file")
        href = node.get("href") or (first.get("href", "") if first is not None else "")
        if not href or href.startswith(QUIET[1]):
            return
        what = title or PurePosixPath(href).stem.replace("-", " ")
        with self.draft.part(what):
            self.take(node.get("type", ""), archive.inside("", href), what)

    def take(self, kind: str, href: str, what: str) -> None:
        if kind.startswith("imsqti"):
            qti12.take(self.zipped.xml(href), self.draft, pictures(self.draft, what, self.zipped, href), what)
        elif kind.startswith("imsdt"):
            self.discussion(self.zipped.xml(href), href, what)
        elif kind.startswith("imswl"):
            link = xmltree.first(self.zipped.xml(href), "url")
            self.draft.left(what, trouble.EXTERNAL, address=(link.get("href", "") if link is not None else "")[:120])
        elif kind.startswith("assignment"):
            self.assignment(self.zipped.xml(href), href, what)
        elif kind.startswith("imsbasiclti"):
            self.draft.left(what, trouble.TOOL)
        elif kind.startswith("webcontent") or "learning-application-resource" in kind:
            self.web(href, what)

    def html(self, html: str, href: str, what: str) -> str:
        flow = Flow(special=pictures(self.draft, what, self.zipped, href))
        found = flow.html(html)
        self.draft.lost(what, flow.remarks)
        return found

    def discussion(self, root: Element, href: str, what: str) -> None:
        node = root.find("text")
        prompt = self.html("".join(node.itertext()) if node is not None else "", href, what)
        title = xmltree.text(root.find("title")) or what
        block = f"```discussion\nprompt: {in_one_line(prompt) or in_one_line(title)}\n```"
        self.draft.card(title, [block], kind="discussion")

    def assignment(self, root: Element, href: str, what: str) -> None:
        title = xmltree.text(root.find("title")) or what
        text = "".join(
            node.text or "" for node in (root.find("text"), root.find("instructor_text")) if node is not None
        )
        question = Question("free", self.html(text, href, what) or in_one_line(title), inputs="text photo")
        question.rubric = self.rubric(xmltree.text(xmltree.first(root, "rubric_identifierref")))
        self.draft.card(title, [question])

    def rubric(self, name: str) -> list[tuple[int, str]]:
        """The first criterion of a rubric, if it fits into four marks."""
        if not name or "course_settings/rubrics.xml" not in self.zipped.members:
            return []
        for rubric in xmltree.every(self.zipped.xml("course_settings/rubrics.xml"), "rubric"):
            if rubric.get("identifier") == name:
                criterion = xmltree.first(rubric, "criterion")
                ratings = list(xmltree.every(criterion if criterion is not None else rubric, "rating"))
                texts = [xmltree.text(rating.find("description")) for rating in ratings][::-1]
                return list(enumerate(texts, 1)) if 0 < len(texts) <= 4 and all(texts) else []
        return []

    def web(self, href: str, what: str) -> None:
        end = PurePosixPath(href).suffix.lower()
        if end in (".html", ".htm", ".xhtml"):
            html = self.zipped.text(href)
            title = page.title_of(html, what)
            page.reading(self.draft, title, self.html(html, href, title))
        elif end in PICTURES:
            self.draft.card(what, [self.draft.picture(what, href, archive.find(self.zipped, "", href))])
        else:
            self.draft.left(what, trouble.DOCUMENT, kind=end.lstrip(".") or "?")
