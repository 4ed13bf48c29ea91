"""How children, skills and adults are called on the pages of a layout."""

from collections.abc import Callable, Iterable
from functools import cached_property

from homeroom.grouping.layout import Layout
from homeroom.grouping.words import Teller
from homeroom.i18n import _, language
from homeroom.people import tables as people
from homeroom.playlists import catalog


class Names:
    """Names by id, each asked for once."""

    def __init__(self, students: Iterable[people.Student]) -> None:
        self.students = {one.id: one for one in students}
        self.short = people.short_names(self.students.values())

    @cached_property
    def _staff(self) -> dict[str, str]:
        return {one.id: one.name for one in (*people.everybody_on_staff(), *people.everybody_on_staff(archived=True))}

    def child(self, key: str) -> str:
        """What a child is called here."""
        return self.short.get(key) or _("another child")

    def skill(self, key: str) -> str:
        """The title of a skill."""
        return catalog.shelf(language()).skill_title(key)

    def adult(self, key: str) -> str:
        """The name of an adult, "" for none."""
        return self._staff.get(key, _("a grown-up")) if key else ""

    def portrait(self, key: str) -> str:
        """Where a child's picture is."""
        return people.portrait_url(self.students[key]) if key in self.students else ""

    @property
    def calls(self) -> dict[str, Callable[[str], str]]:
        """The same for sentences with places."""
        return {"child": self.child, "skill": self.skill, "adult": self.adult}

    def teller(self, layout: Layout) -> Teller:
        """Puts troubles of this layout into sentences."""
        return Teller(layout, self.child, self.skill, self.adult)
