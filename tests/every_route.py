"""Every route of a box or hub, and an address for each that fits the cast."""

import re

IDS = {
    "student_id": "ada",
    "student": "ada",
    "class_id": "class_3b",
    "staff_id": "mr_okoro",
}
FIXED = {"day": "2026-11-23", "week": "2026-W48", "period": "1"}


def routes(application):
    """(method, rule) of everything that can be asked for."""
    for rule in application.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def address(rule, cast, **ids):
    """The rule with real people and classes where it names some, and made-up ids elsewhere."""
    ids = IDS | ids

    def value(match):
        known = getattr(cast, ids.get(match[2], ""), None)
        if known is not None:
            return known.id
        return "1" if match[1] == "int:" else FIXED.get(match[2], "made-up")

    return re.sub(r"<([a-z]+:)?([a-z_]+)>", value, rule.rule)
