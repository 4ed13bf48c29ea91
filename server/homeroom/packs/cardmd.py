"""A card: Markdown with front matter and fenced blocks in, card JSON ("card/1") and problems out."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from markdown_it.token import Token

from . import blocks, frontmatter, markup
from .problems import Problem, Report
from .questions import question

Card = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """A card and what is wrong with it; with serious problems the card is not to be used."""

    card: Card
    problems: list[Problem]
    source_sha: str = ""


def read(text: str, file: str = "card.md", defaults: frontmatter.Defaults | None = None) -> Read:
    """Turn the text of a card into its JSON."""
    report = Report(file)
    values, body, offset = frontmatter.split(text, report)
    if not values:
        return Read({}, report.problems)
    head = frontmatter.Head(values, text, report)
    card = frontmatter.fields(head, defaults or frontmatter.Defaults())
    card["blocks"] = _Body(body, offset, report).blocks()
    if not card["blocks"]:
        report.wrong(offset + 1, "The card is empty: nothing stands after the front matter.")
    _look_at_cover(card, head)
    return Read(card, report.problems, head.text("source_sha", ""))


def _look_at_cover(card: Card, head: frontmatter.Head) -> None:
    image = card["image"]
    if image and (not markup.MEDIA_PATH.fullmatch(image) or not image.startswith("images/")):
        head.wrong("image", f"“image: {image}” must be a picture of this pack, such as images/half.svg.")


class _Body:
    """Walks through the body: text, pictures and sound on lines of their own, fenced blocks."""

    def __init__(self, body: str, offset: int, report: Report) -> None:
        self.tokens, self.offset, self.report = markup.parse(body), offset, report
        self.counts: dict[str, int] = {}
        self.ids: set[str] = set()

    def blocks(self) -> list[Card]:
        made: list[Card] = []
        text: list[Token] = []
        for group in self._groups():
            found = self._media(group) or self._fence(group[0])
            if found is None:
                text += group
                continue
            made += [*self._text(text), found]
            text = []
        return [block for block in made + self._text(text) if block]

    def _groups(self) -> list[list[Token]]:
        """Tokens of one top-level element each."""
        groups: list[list[Token]] = []
        for token in self.tokens:
            if token.level == 0 and token.nesting >= 0:
                groups.append([])
            groups[-1].append(token)
        return groups

    def _text(self, tokens: list[Token]) -> list[Card]:
        if not tokens:
            return []
        html = markup.render(tokens, self.offset + 1, self.report)
        return [{"type": "text", "html": html}] if html else []

    def _media(self, group: list[Token]) -> Card | None:
        if len(group) != 3 or group[0].type != "paragraph_open":
            return None
        parts = [part for part in group[1].children or [] if part.type != "softbreak"]
        if len(parts) != 1 or parts[0].type != "image":
            return None
        return self._medium(str(parts[0].attrs["src"]), parts[0].content.strip(), self._line(group[0]))

    def _medium(self, src: str, alt: str, line: int) -> Card:
        kind = {"images": "image", "audio": "audio", "video": "video"}.get(src.partition("/")[0], "")
        if not kind or not markup.MEDIA_PATH.fullmatch(src) or ".." in src:
            self.report.wrong(line, f"“{src}” must be a file of this pack: images/…, audio/… or video/….")
        if not alt:
            what = "transcript" if kind == "audio" else "description"
            self.report.wrong(line, f"{src} needs a {what}: ![words]({src}).")
        if kind == "audio":
            return {"type": "audio", "src": src, "transcript": alt}
        if kind == "video":
            return {"type": "video", "src": src, "poster": None, "captions": [], "alt": alt}
        return {"type": "image", "src": src, "alt": alt}

    def _fence(self, token: Token) -> Card | None:
        if token.type not in ("fence", "code_block"):
            return None
        line = self._line(token)
        name, *words = token.info.split() or [""]
        if token.type == "code_block" or name not in (*blocks.KINDS, "question"):
            close = get_close_matches(name, [*blocks.KINDS, "question"], n=1)
            hint = f" Did you mean “{close[0]}”?" if close else " Lines with four spaces in front count as code."
            self.report.wrong(line, f"The block “{name or 'code'}” is not known.{hint}")
            return {}
        rows = token.content.removesuffix("\n").split("\n")
        if token.map and token.map[1] - token.map[0] < len(rows) + 2:
            self.report.wrong(line, "This block is not closed: a line with ``` is missing.")
        return self._question(words, rows, line) if name == "question" else self._block(name, words, rows, line)

    def _block(self, name: str, words: list[str], rows: list[str], line: int) -> Card:
        made = blocks.fenced(name, rows, line, self.report)
        if name in blocks.WITH_ID:
            made["id"] = self._id(name, words, line)
        self._unknown(words, line)
        return made

    def _question(self, words: list[str], rows: list[str], line: int) -> Card:
        kind = words.pop(0) if words else ""
        made = question(kind, rows, line, self.report)
        first = "try" in words
        if first:
            words.remove("try")
        if made:
            made |= {"id": self._id("q", words, line), "try": first}
        self._unknown(words, line)
        return made

    def _id(self, name: str, words: list[str], line: int) -> str:
        """The id written as #id, or a number in source order."""
        self.counts[name] = self.counts.get(name, 0) + 1
        made = next((word[1:] for word in words if word.startswith("#")), f"{name}{self.counts[name]}")
        words[:] = [word for word in words if word != f"#{made}"]
        if made in self.ids or not frontmatter.ID.fullmatch(made):
            self.report.wrong(line, f"The id “#{made}” stands twice in this card or is not like #first-try.")
        self.ids.add(made)
        return made

    def _unknown(self, words: list[str], line: int) -> None:
        if words:
            self.report.wrong(line, f"“{' '.join(words)}” is not known after the kind of the block.")

    def _line(self, token: Token) -> int:
        return self.offset + 1 + (token.map[0] if token.map else 0)
