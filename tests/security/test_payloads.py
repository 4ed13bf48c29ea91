"""A hundred pieces of script typed wherever something can be typed: pages show them as text, and none ever runs."""

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from tests.security.filled_forms import as_file, fill

from classroom import CARDS
from every_route import address, routes
from homeroom.packs import actions as packs
from homeroom.people.views import cookies

PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text("utf-8").splitlines()
WATCH = """window.ran = []; window.__xss = n => ran.push(n);
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => ran.push(name);
document.addEventListener("securitypolicyviolation", e => ran.push(`${e.violatedDirective} ${e.blockedURI}`));"""
# What no page of ours has: handlers in attributes, scripts that run without a file, frames that come from text.
PARSED = """htmls => htmls.map(([where, html]) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const bad = Array.from(page.querySelectorAll("*")).filter(one =>
    Array.from(one.attributes).some(({name, value}) => /^on/i.test(name) || name === "srcdoc"
      || (/^(href|src|action|formaction|data|xlink:href)$/i.test(name)
          && /^[\\s\\x00-\\x20]*(javascript|data:text)/i.test(value)))
    || (one.localName === "script" && !one.hasAttribute("src") && !/json/.test(one.type))
    || ["object", "embed", "base", "marquee", "math", "keygen", "isindex", "xmp"].includes(one.localName));
  return bad.length ? `${where}: ${bad[0].outerHTML.slice(0, 200)}` : "";
}).filter(Boolean)"""


def type_everything(box, cast, ada, okoro, tmp_path):
    """Each payload into names, classes, lists, lessons, work and every form; returns the fields of forms."""
    park = cast.signed_in(cast.mrs_park)
    form = {"name": PAYLOADS[0], "sign": "owl", "sign_in": "none", "teacher": cast.mr_okoro.id}
    bad_class = park.post("/people/new/class", data=form).headers["Location"].split("/")[-1].partition("?")[0]
    for at, payload in enumerate(PAYLOADS):
        told = {"given_name": payload, "family_name": PAYLOADS[at - 1], "class": bad_class}
        assert park.post("/people/new/student", data=told).status_code == 303
    for payload in PAYLOADS[:12]:
        park.post("/people/new/class", data={"name": f"{payload} c", "sign": "bee", "teacher": cast.mr_okoro.id})
        park.post("/people/new/staff", data={"name": payload, "role": "teacher"})
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["given_name", "classes"], *((f"{one} r", one) for one in PAYLOADS)])
    park.post("/people/import", data={"file": as_file(sheet.getvalue(), f"{PAYLOADS[0][:20]}.csv")})
    work(ada)
    lessons(park, tmp_path)
    fields = fill(okoro, box, cast, PAYLOADS[15:]) | fill(park, box, cast, PAYLOADS)
    return bad_class, fields


def work(ada):
    """What a child writes on her tablet."""
    slot = ada.week["slots"][0]
    ada.open(slot)
    for at in range(0, 100, 10):
        some = "\n".join(PAYLOADS[at : at + 10])
        ada.on(slot, "work.write", block=f"b{at}", text=some)
        ada.on(slot, "work.say", text=some)
        ada.act("goal.set", goal=f"goal-{at}", text=PAYLOADS[at])
    ada.on(slot, "work.ask", text="\n".join(PAYLOADS[:10]))
    ada.on(slot, "work.finish")


def lessons(park, tmp_path):
    """A pack and a draft from elsewhere; whatever of it is accepted at all."""
    _title, _kind, _skill, _more, body = CARDS["halves-do"]
    folder = tmp_path / "bread"
    head = "---\nid: {}\ntitle: {}\nkind: exercise\nskills: [hr-math:bread.halves]\nminutes: 5\n---\n"
    for at, one in enumerate(PAYLOADS):
        said = "" if one.startswith("![") else f"Say {one}"  # a picture that is not there keeps a pack out
        text = head.format(f"bad-{at}", json.dumps(one)) + f"`{one}`\n\n{said}\n\n{body}"
        (folder / "cards" / f"bad-{at}.md").write_text(text, "utf-8")
    packs.install_folder(folder)
    gift = "\n\n".join(f"::{re.sub('[~=#{}:]', ' ', one)}:: {re.sub('[~=#{}:]', ' ', one)} {{T}}" for one in PAYLOADS)
    park.post("/packs/drafts", data={"file": as_file(gift, "quiz.gift")})


def pages_of(client, box, cast, bad_class):
    """(address, text) of every page."""
    for method, rule in routes(box):
        if method != "GET" or rule.rule.startswith(("/api/", "/static/", "/sync/v1")):
            continue
        for path in {address(rule, cast), address(rule, cast).replace(cast.class_3b.id, bad_class)}:
            answer = client.get(path, follow_redirects=True)
            if answer.mimetype == "text/html":
                yield path, answer.get_data(as_text=True)
            answer.close()


@pytest.fixture
def full(box, cast, ada, okoro, tmp_path):
    cast.bad_class, cast.fields = type_everything(box, cast, ada, okoro, tmp_path)
    return cast


def visit(chromium, served, client, paths):
    """What ran on these pages, in the browser that has the client's cookies."""
    context = chromium.new_context()
    context.add_init_script(WATCH)
    context.route("**/evil.example/**", lambda route: route.abort())
    for cookie in client._cookies.values():
        name = cookies._name_at(urlsplit(served).netloc, cookie.key.removeprefix("homeroom-"), False)
        context.add_cookies([{"name": name, "value": cookie.value, "url": served}])
    page, found, seen = context.new_page(), [], 0
    for path in paths:
        page.goto(served + path, wait_until="load")
        expect(page.locator("body")).to_contain_text(re.compile(r"\w{3}"))
        seen += page.content().count("__xss(")
        found += [f"{path}: {one}" for one in page.evaluate("ran")]
    context.close()
    return found, seen


@pytest.mark.browser
@pytest.mark.slow
def test_no_payload_ever_runs(full, box, served, chromium, ada):
    park = full.signed_in(full.mrs_park)
    htmls = list(pages_of(park, box, full, full.bad_class))
    page = chromium.new_page()
    assert page.evaluate(PARSED, htmls) == []
    page.close()
    whole = "".join(text for _path, text in htmls)
    told = {n for n in range(1, 101) if f"xss({n})" in whole}
    assert told >= set(range(1, 101)) - {12}  # each was shown somewhere: as text

    plan = next(path for path, _text in htmls if path.startswith("/plan/"))
    slot = ada.week["slots"][0]["slot"]
    staff = ["/today", "/inbox", f"/inbox/{full.ada.id}/{slot}", plan, "/people", f"/people/classes/{full.bad_class}"]
    staff += [f"/stations/{full.class_3b.id}", f"/skills/{full.bad_class}", "/workshop", f"/students/{full.ada.id}"]
    found, seen = visit(chromium, served, park, [*staff, "/attendance", "/goals", "/devices", "/packs/drafts"])
    assert found == []
    assert seen > 300
    assert visit(chromium, served, ada.tablet, ["/student"])[0] == []
    tablet = full._enrolled("tablet", PAYLOADS[14], full.bad_class)
    kiosk = full._enrolled("kiosk", PAYLOADS[26], "")
    for client, path in ((tablet, "/student"), (kiosk, "/kiosk")):
        assert visit(chromium, served, client, [path])[0] == [], path
    assert len(full.fields) > 80


@pytest.mark.browser
def test_the_trap_sees_payloads_that_run(chromium):
    page = chromium.new_page()
    page.add_init_script(WATCH)
    page.goto("about:blank")
    page.evaluate("html => { document.open(); document.write(html); document.close(); }", "\n".join(PAYLOADS[14:34]))
    page.wait_for_function("ran.length > 5")
    bad = page.evaluate(PARSED, [[str(at), one] for at, one in enumerate(PAYLOADS)])
    page.close()

    assert len(bad) > 70
