"""Fills every form of every page of staff: whatever can be typed is typed, as a person with bad intent would."""

import io
from html.parser import HTMLParser
from itertools import cycle

from every_route import address, routes

ENDS = ("erase", "archive", "sign-out", "end-sessions", "leave", "revoke", "remove", "throw-away", "language", "file")
NOT_TYPED = {"submit", "button", "image", "reset", "file", "password"}


class Forms(HTMLParser):
    """All forms of a page: where they go, what is typed into, what stands there already."""

    def __init__(self, html):
        super().__init__()
        self.found, self._now, self._select = [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._now = {
                "action": given.get("action") or "",
                "method": given.get("method", "get").lower(),
                "fields": [],
            }
            self.found.append(self._now)
        elif self._now is not None and tag in ("input", "textarea", "select", "button") and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self._select is not None and (self._select[2] is None or "selected" in given):
            self._select[2] = given.get("value") or ""

    def _field(self, tag, given):
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        field = [given["name"], kind, given.get("value")]
        self._now["fields"].append(field)
        self._select = field if tag == "select" else None

    def handle_endtag(self, tag):
        if tag == "form":
            self._now = None
        if tag in ("form", "select"):
            self._select = None


def fill(client, box, cast, payloads):
    """Fill and send each form of each page once; returns the names of the fields that were typed into."""
    short, typed, sent = cycle(payloads), set(), set()
    for method, rule in sorted(routes(box), key=lambda pair: pair[1].rule):
        if method != "GET" or rule.rule.startswith(("/api/", "/static/", "/sync/v1")):
            continue
        path = address(rule, cast)
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for form in Forms(answer.get_data(as_text=True)).found:
                _send(client, form, path, short, typed, sent)
        answer.close()
    return typed


def _send(client, form, path, short, typed, sent):
    action = (form["action"] or path).partition("#")[0]
    what = (action, form["method"], tuple(name for name, _kind, _value in form["fields"]))
    secret = any(kind == "password" for _name, kind, _value in form["fields"])
    if what in sent or secret or action.rstrip("/").endswith(ENDS):
        return
    sent.add(what)
    data = {}
    for name, kind, value in form["fields"]:
        if kind == "textarea":
            data[name] = "\n\n".join(next(short) for _line in range(8))
        elif kind in ("text", "search", "url", "tel", "email"):
            data[name] = next(short)
        elif kind not in NOT_TYPED or (kind in ("submit", "button") and value):
            data[name] = value or ""
        if kind in ("textarea", "text", "search", "url", "tel", "email"):
            typed.add((form["method"], action.split("?")[0], name))
    if form["method"] == "post":
        client.post(action, data=data).close()
    else:
        client.get(action, query_string=data).close()


def as_file(text, name):
    """A file to upload."""
    return (io.BytesIO(text.encode()), name)
