"""What pages look like in a real browser: targets, focus, mirrored arrows, letters, darkness, paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.cast import PASSWORD

from homeroom import i18n

pytestmark = pytest.mark.browser
SIZES = {"phone": (360, 740), "laptop": (1366, 768)}


@pytest.fixture
def style(chromium, served, cast):
    """Opens the page of styles as Mr Okoro, with any settings of the browser."""
    contexts = []

    def open_style(*, language="en", size="laptop", **settings):
        width, height = SIZES[size]
        context = chromium.new_context(base_url=served, viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        context.add_cookies([{"name": "homeroom-language", "value": language, "url": served}])
        cast.signed_in(cast.mr_okoro)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=username]", cast.mr_okoro.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit], main .button.primary")
        page.goto("/style")
        return page

    yield open_style
    for context in contexts:
        context.close()


def complaints(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_sticks_out(style, language, size, scheme):
    page = style(language=language, size=size, color_scheme=scheme)
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_targets_are_at_least_48_pixels_high(style):
    page = style(size="phone")
    small = page.eval_on_selector_all(
        ".button, .page-nav a, .school-mark, .languages button, .field input, .field select, .choice, .tabs a",
        "all => all.map(e => [e.outerHTML.slice(0, 80), e.closest('.choice, .field input') === e ? e.offsetHeight"
        " : e.getBoundingClientRect().height]).filter(([, high]) => high && high < 48)",
    )
    assert [one for one in small if "checkbox" not in one[0] and "radio" not in one[0]] == []


@pytest.mark.parametrize(
    ("scheme", "outline", "ring"),
    [("light", "rgb(27, 35, 51)", "rgb(255, 198, 41)"), ("dark", "rgb(255, 198, 41)", "rgb(16, 19, 27)")],
)
def test_the_focus_is_a_ring_of_yellow_and_ink(style, scheme, outline, ring):
    page = style(color_scheme=scheme)
    page.keyboard.press("Tab")
    found = page.evaluate(
        "(s => [s.outlineStyle, s.outlineColor, s.boxShadow])(getComputedStyle(document.activeElement))"
    )
    assert found[:2] == ["solid", outline]
    assert found[2].startswith(ring)


def test_the_first_tab_skips_to_the_content(style):
    page = style()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_arrows_point_the_other_way_in_arabic_and_pictures_do_not(style):
    turned = "all => all.map(e => new DOMMatrix(getComputedStyle(e).transform).a)"
    page = style(language="ar")
    assert set(page.eval_on_selector_all(".icon.turns", turned)) == {-1}
    assert set(page.eval_on_selector_all("img", turned)) == {1}
    page = style()
    assert set(page.eval_on_selector_all(".icon.turns", turned)) == {1}


def test_arabic_letters_are_fetched_only_where_somebody_reads_them(chromium, served):
    context = chromium.new_context(base_url=served)
    asked = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    context.add_cookies([{"name": "homeroom-language", "value": "ar", "url": served}])
    page.goto("/", wait_until="networkidle")
    assert any("letters-arabic-regular" in url for url in asked)
    assert page.evaluate("document.fonts.check('16px \"Homeroom Letters\"', 'سلام')")
    assert all(url.startswith((served, "data:")) for url in asked)
    assert not any("letters-ext" in url for url in asked)
    context.close()


def test_who_asks_for_less_movement_gets_none(style):
    page = style(reduced_motion="reduce")
    longest = page.eval_on_selector_all(
        "*", "all => Math.max(...all.map(e => parseFloat(getComputedStyle(e).transitionDuration)))"
    )
    assert longest < 0.001


def test_paper_gets_black_on_white_without_the_frame_of_the_page(style):
    page = style(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert not page.locator(".page-header").is_visible()
    assert not page.locator(".page-footer").is_visible()


def test_on_a_phone_the_open_page_is_in_view_in_the_row_of_pages(style):
    page = style(size="phone")
    page.goto("/sync")
    box = page.locator(".page-nav [aria-current]").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 361


def test_scripts_speak_with_the_right_plural_and_fall_back_to_english(chromium, served):
    page = chromium.new_page(base_url=served)
    page.goto("/")
    found = page.evaluate(
        """async (catalog) => {
            const { t, nt, use, language } = await import("/static/i18n.js");
            const before = [t("Save"), nt("%(n)s card", "%(n)s cards", 1), nt("%(n)s card", "%(n)s cards", 3)];
            use(catalog);
            const after = [0, 1, 2, 3, 11, 100].map((n) => nt("%(n)s tree", "%(n)s trees", n));
            return [before, after, t("Never translated, %(n)s %%", { n: 5 }), language()];
        }""",
        {
            **i18n.messages_for([], "ar"),
            "messages": {"%(n)s tree": ["لا أشجار", "شجرة", "شجرتان", "%(n)s أشجار", "%(n)s شجرةً", "%(n)s شجرة"]},
        },
    )
    assert found[0] == ["Save", "1 card", "3 cards"]
    assert found[1] == ["لا أشجار", "شجرة", "شجرتان", "3 أشجار", "11 شجرةً", "100 شجرة"]
    assert found[2:] == ["Never translated, 5 %", "ar"]
    page.close()
