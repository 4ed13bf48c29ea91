"""The report for a family as a PDF file, in the family's language."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from classroom import HALVES
from homeroom import journal
from homeroom.mastery import actions, paper


@pytest.mark.parametrize("language", ["en", "ar", "sw", "xx"])
def test_a_family_gets_the_report_as_a_file_in_its_language(ada, cast, okoro, language):
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        actions.judge(ada.id, HALVES, "mastered", "She explained it to Ben.", 4)

    answer = okoro.get(f"/students/{ada.id}/report.pdf?in={language}")

    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert ".pdf" in answer.headers["Content-Disposition"]
    pages = PdfReader(io.BytesIO(answer.get_data())).pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]  # A4 in points


def test_only_her_teachers_get_it(ada, silva):
    assert silva.get(f"/students/{ada.id}/report.pdf").status_code == 403


def test_a_long_report_goes_on_over_the_page():
    made = paper.pdf(
        [paper.Line(f"Skill number {n} that she can do now", bullet=True) for n in range(60)], rtl=False, title="A"
    )

    assert len(PdfReader(io.BytesIO(made)).pages) == 2


@settings(max_examples=12)
@given(st.lists(st.text(max_size=60), max_size=4), st.booleans())
def test_whatever_a_name_is_written_in_it_makes_a_page(texts, rtl):
    made = paper.pdf([paper.Line(one, bullet=True) for one in texts], rtl=rtl, title="x")

    assert made.startswith(b"%PDF")


@given(st.lists(st.sampled_from(["Ada", "أحمد", "8", "…", "Größe", "كسر"]), max_size=30))
def test_no_word_is_lost_between_the_lines(words):
    rows = paper._wrapped(" ".join(words), 25, False, 300)

    assert [word for row in rows for word in row] == words
