"""Each format brings its questions, pictures and licence; what can't come is named."""

import base64
import io
import json
import re

import pytest
from PIL import Image
from tests.importers import made

from homeroom.packs.importers.trouble import Unreadable


def kinds(draft):
    return [question["kind"] for question in draft.questions]


def right(question):
    return [re.sub(r"<[^>]+>", "", option["html"]) for option in question["options"] if option["correct"]]


AIKEN = "What is 1+1?\nA. 1\nB. 2\nC) 3\nANSWER: B\n\nNo answer here?\nA. x\nB. y\n"


def test_aiken(take):
    draft = take("quiz.txt", AIKEN)

    assert kinds(draft) == ["choice"]
    assert right(draft.questions[0]) == ["2"]
    assert "does not say which answer is right" in draft.reasons("left")


def test_gift_keeps_feedback_solution_and_tolerance(take):
    draft = take(
        "quiz.gift",
        "::Sun::Is the sun a star?{F#It is one.#Right.####It burns.}\n\nPi?{#3.14:0.01}\n\n"
        "Gas?{~*x* ~%50%$5 =a_b // c #yes}",
    )
    truth, number, choice = draft.questions

    assert [(option["html"], option["correct"], option["feedback"]) for option in truth["options"]] == [
        ("True", False, "It is one."),
        ("False", True, "Right."),
    ]
    assert truth["solution"] == "<p>It burns.</p>"
    assert (number["answer"], number["tolerance"]) == ("3.14", "0.01")
    assert [option["html"] for option in choice["options"]] == ["*x*", "$5", "a_b // c"]
    assert "the others are wrong here: $5" in draft.reasons("simpler")


CLOZE = """<quiz><question type="category"><category><text>$course$/Animals</text></category></question>
<question type="cloze"><name><text>Fox</text></name><questiontext format="html"><text><![CDATA[<p>A fox
{1:SHORTANSWER:=runs~walks} on
{1:MULTICHOICE:~two~=four} legs.</p><p><img src="@@PLUGINFILE@@/fox.png" alt="A fox"></p>]]></text>
<file name="fox.png" encoding="base64">%s</file></questiontext></question>
<question type="calculated"><name><text>Sum</text></name><questiontext><text>{a}+{b}</text></questiontext></question>
</quiz>"""


def test_moodle_xml_brings_gaps_and_pictures(take):
    draft = take("fox.xml", CLOZE % base64.b64encode(made.PNG).decode())
    gaps = draft.questions[0]["gaps"]

    assert draft.cards[0]["title"] == "Animals"
    assert gaps[0]["accept"] == ["runs"]
    assert [option["text"] for option in gaps[1]["options"]] == ["four", "two"]
    assert '<img src="images/fox.png" alt="A fox"' in draft.questions[0]["html"]
    assert "makes up its numbers" in draft.reasons("left")


ROWS = [
    ["Quiz", "Question", "Option A", "Option B", "Correct answer", "Type", "Hint"],
    ["Sums", "1 + 1 =", "2", "3", "A", "", "Count."],
    ["Sums", "0.1 + 0.2 =", "", "", 0.30000000000000004, "number", ""],
    ["Words", "A young dog?", "", "", "puppy|pup", "", ""],
    ["Words", "Write about dogs.", "", "", "", "essay", ""],
    ["Words", "A robot?", "", "", "x", "hologram", ""],
]


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx"])
def test_spreadsheets(kind, take, tmp_path):
    if kind == "xlsx":
        draft = take(made.workbook(tmp_path / "quiz.xlsx", ROWS))
    else:
        sign = "," if kind == "csv" else "\t"
        rows = [[str(cell).replace("0.30000000000000004", "0.3") for cell in row] for row in ROWS]
        draft = take(f"quiz.{kind}", "\n".join(sign.join(row) for row in rows))

    assert [card["title"] for card in draft.cards] == ["Sums", "Words"]
    assert kinds(draft) == ["choice", "number", "short", "free"]
    assert right(draft.questions[0]) == ["2"]
    assert draft.questions[0]["hints"] == ["Count."]
    assert draft.questions[1]["answer"] == "0.3"
    assert draft.questions[2]["accept"] == ["puppy", "pup"]
    assert "hologram" in draft.reasons("left")


def test_qti_3(take):
    draft = take("half.xml", made.QTI3)

    assert right(draft.questions[0]) == ["1/2"]
    assert draft.cards[0]["title"] == "Halves"


QTI2 = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i" title="T" adaptive="false">{0}
<itemBody>{1}</itemBody></assessmentItem>"""
ORDER = (
    '<responseDeclaration identifier="R" cardinality="ordered" baseType="identifier"><correctResponse><value>B</value>'
    "<value>A</value></correctResponse></responseDeclaration>",
    '<orderInteraction responseIdentifier="R"><prompt>Sort</prompt><simpleChoice identifier="A">big</simpleChoice>'
    '<simpleChoice identifier="B">small</simpleChoice></orderInteraction>',
)
GAPS = (
    '<responseDeclaration identifier="R" cardinality="multiple" baseType="directedPair"><correctResponse><value>W G1'
    "</value></correctResponse></responseDeclaration>",
    '<gapMatchInteraction responseIdentifier="R"><gapText identifier="W">winter</gapText><gapText identifier="S">sun'
    '</gapText><p>Now is the <gap identifier="G1"/>.</p></gapMatchInteraction>',
)
TYPED = (
    '<responseDeclaration identifier="R" cardinality="single" baseType="float"/>',
    '<p>Pi is <textEntryInteraction responseIdentifier="R"/></p></itemBody><responseProcessing><responseCondition>'
    '<responseIf><equal toleranceMode="absolute" tolerance="0.1 0.1"><variable identifier="R"/>'
    '<baseValue baseType="float">3.14</baseValue></equal>'
    '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
    "</setOutcomeValue></responseIf></responseCondition></responseProcessing><itemBody>",
)


def test_qti_2_orders_gaps_and_rules(take):
    order = take("order.xml", QTI2.format(*ORDER)).questions[0]
    gaps = take("gaps.xml", QTI2.format(*GAPS)).questions[0]
    typed = take("typed.xml", QTI2.format(*TYPED)).questions[0]

    assert [item["html"] for item in order["items"]] == ["small", "big"]
    assert [option["text"] for option in gaps["gaps"][0]["options"] if option["correct"]] == ["winter"]
    assert (typed["kind"], typed["answer"], typed["tolerance"]) == ("number", "3.14", "0.1")


FEEDBACK = (
    '<responseDeclaration identifier="R" cardinality="single"><correctResponse><value>A</value></correctResponse>'
    "</responseDeclaration>",
    '<p>Half?</p><choiceInteraction responseIdentifier="R"><simpleChoice identifier="A">1/2<feedbackInline>'
    'Well <b>done</b></feedbackInline></simpleChoice><simpleChoice identifier="B">1/3</simpleChoice>'
    "</choiceInteraction><feedbackBlock><p>The answer is 1/2.</p></feedbackBlock>",
)


def test_feedback_of_qti_never_stands_beside_the_question(take):
    draft = take("half.xml", QTI2.format(*FEEDBACK))

    assert right(draft.questions[0]) == ["1/2"]
    assert draft.questions[0]["options"][0]["feedback"] == "Well <strong>done</strong>"
    assert "The answer is" not in json.dumps(draft.cards)
    assert "depends on the whole answer" in draft.reasons("simpler")


def test_a_kolibri_channel(take, tmp_path):
    exercise = made.perseus_zip(tmp_path / "half.perseus", made.RADIO).read_bytes()
    game = made.zipped(tmp_path / "game.zip", {"index.html": "<script>1</script>"}).read_bytes()
    folder = made.kolibri(
        tmp_path / "channel",
        [
            ("Halves", "exercise", "CC BY", {"exercise": ("perseus", exercise)}),
            ("A song", "audio", "CC BY-NC", {"audio": ("mp3", made.MP3)}),
            ("A game", "html5", "CC BY", {"html5_zip": ("zip", game)}),
            ("A sheet", "document", "CC BY-ND", {"document": ("pdf", b"%PDF-")}),
            ("Lost", "video", "CC BY", {}),
        ],
    )
    draft = take(folder, licence="")

    assert draft.serious == []
    assert draft.report.licence == "CC-BY-NC-4.0"
    assert [card["licence"] for card in draft.cards] == ["CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-4.0"]
    assert draft.cards[2]["blocks"][0]["type"] == "program"
    assert right(draft.questions[0]) != []
    assert draft.questions[0]["hints"] != []
    assert "images/half.png" in draft.questions[0]["prompt"] + json.dumps(draft.cards[0]["blocks"])
    assert draft.source.pack["sources"][0]["authors"] == ["Author", "Owner"]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(take(made.zipped(tmp_path / "channel.zip", files)).cards) == 3
    for reason in ("does not allow changes", "not in the storage folder"):
        assert reason in draft.reasons("left")


def test_a_kolibri_file_that_was_changed_is_left_out(take, tmp_path):
    song = ("A song", "audio", "CC BY", {"audio": ("mp3", made.MP3)})
    word = ("A word", "audio", "CC BY", {"audio": ("mp3", made.MP3 + b"x")})
    folder = made.kolibri(tmp_path / "channel", [song, word])
    next(path for path in folder.rglob("*.mp3") if path.read_bytes() == made.MP3).write_bytes(made.MP3 + b"y")

    draft = take(folder)

    assert [card["title"] for card in draft.cards] == ["A word"]
    assert "A song The file is damaged" in draft.reasons("left")


H5P = {
    "H5P.MultiChoice 1.16": (
        {"question": "<p>Half?</p>", "answers": [{"text": "1/2", "correct": True}, {"text": "1/3"}]},
        ["choice"],
    ),
    "H5P.TrueFalse 1.8": ({"question": "Is it?", "correct": "true"}, ["choice"]),
    "H5P.Blanks 1.14": ({"text": "Fill", "questions": ["<p>A *fox/dog:tip* runs.</p>"]}, ["cloze"]),
    "H5P.DragText 1.10": ({"taskDescription": "Drag", "textField": "A *fox* and a *hen*."}, ["cloze"]),
    "H5P.SingleChoiceSet 1.11": ({"choices": [{"question": "Q", "answers": ["right", "wrong"]}]}, ["choice"]),
    "H5P.SortParagraphs 0.11": ({"taskDescription": "Sort", "paragraphs": ["a", "b"]}, ["order"]),
    "H5P.Essay 1.5": ({"taskDescription": "Write"}, ["free"]),
    "H5P.QuestionSet 1.20": (
        {"questions": [{"library": "H5P.TrueFalse 1.8", "params": {"question": "T?", "correct": "false"}}]},
        ["choice"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("library", H5P)
def test_h5p(library, take, tmp_path):
    content, wanted = H5P[library]
    draft = take(made.h5p(tmp_path / "x.h5p", library.partition(" ")[0], content), licence="")

    assert kinds(draft) == wanted
    assert draft.report.licence == "CC-BY-4.0"
    assert draft.serious == []


def test_h5p_names_what_is_a_program(take, tmp_path):
    picture = {"path": "images/a.png", "mime": "image/png"}
    film = {"path": "https://youtu.be/x", "mime": "video/YouTube"}
    column = [
        {"content": {"library": "H5P.AdvancedText 1.1", "params": {"text": "<p>Read</p>"}}},
        {"content": {"library": "H5P.GuessTheAnswer 1.5", "params": {}}},
        {"content": {"library": "H5P.Image 1.1", "params": {"file": picture, "alt": "A"}}},
        {"content": {"library": "H5P.Video 1.5", "params": {"sources": [film]}}},
    ]
    files = {"content/images/a.png": made.PNG}
    draft = take(made.h5p(tmp_path / "x.h5p", "H5P.Column", {"content": column}, files=files))

    assert [block["type"] for block in draft.cards[0]["blocks"]] == ["text", "image"]
    assert "H5P.GuessTheAnswer" in draft.reasons("left")
    assert "youtu.be" in draft.reasons("simpler")


def test_scorm_pages_become_cards_and_their_programs_run_behind_walls(take, tmp_path):
    draft = take(made.scorm(tmp_path / "course.zip"))
    rain, game = draft.cards

    assert (rain["title"], rain["blocks"][0]["type"]) == ("Rain", "text")
    assert game["blocks"] == [
        {"type": "program", "id": "program1", "title": "Game", "src": "programs/game.zip", "start": "game.html"}
    ]
    assert draft.serious == []
    assert "Game It needs the internet: https://cdn.example.org" in draft.reasons("simpler")


def test_a_zip_of_pages_is_a_program(take, tmp_path):
    files = {"sugar/index.html": "<title>Sugar</title><script src='a.js'></script>", "sugar/a.js": "1"}
    draft = take(made.zipped(tmp_path / "sugar.zip", files))

    assert [(card["title"], card["blocks"][0]["start"]) for card in draft.cards] == [("Sugar", "sugar/index.html")]
    assert draft.report.kinds == {"program": 1}


def test_a_program_whose_title_shows_nothing_is_called_like_its_file(take, tmp_path):
    draft = take(made.zipped(tmp_path / "sugar.zip", {"index.html": "<title><b></b></title><script>1</script>"}))

    assert [card["title"] for card in draft.cards] == ["sugar"]


def test_pdf(take, tmp_path):
    draft = take(made.pdf(tmp_path / "rain.pdf", "Rain falls from clouds.", "It fills the river."))

    assert "Rain falls from clouds. It fills the river." in draft.cards[0]["blocks"][0]["html"].replace(
        "</p>\n<p>", " "
    )


def test_our_own_folder_goes_in_and_comes_out_the_same(take, tmp_path):
    folder = made.own_pack(tmp_path / "own")
    draft = take(folder, licence="")
    files = {f"own/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    zipped = made.zipped(tmp_path / "own.zip", files)
    again = take(zipped, licence="")

    for name in ("pack.toml", "skills.toml", "cards/a.md"):
        assert (draft.folder / name).read_bytes() == (again.folder / name).read_bytes() == (folder / name).read_bytes()
    assert not (draft.folder / "secret.txt").exists()
    assert draft.report.cards == 1


@pytest.mark.parametrize(
    "data", [b"", b"\x7fELF\x02", b"hello", b"{}", b"[]", b"<html></html>", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_lesson_is_refused_with_a_sentence(data, take):
    with pytest.raises(Unreadable) as refused:
        take("x.bin", data)

    assert str(refused.value).endswith(".")


def test_pictures_are_converted_and_unsafe_drawings_left_out(take, tmp_path):
    gif, evil = io.BytesIO(), b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    Image.new("P", (2, 2)).save(gif, "GIF")
    page = "<p>Look <img src='a.gif' alt='x'> <img src='evil.svg'> <img src='../../etc/passwd'> <a href='http://x'>y</a></p>"
    course = {
        "imsmanifest.xml": made.SCORM, "rain.html": page, "game.html": "", "a.gif": gif.getvalue(), "evil.svg": evil,
    }  # fmt: skip
    draft = take(made.zipped(tmp_path / "c.zip", course))

    assert 'src="images/a.png"' in draft.cards[0]["blocks"][0]["html"]
    assert "evil" not in draft.cards[0]["blocks"][0]["html"]
    for reason in ("saved as PNG", "“evil.svg” can't be used", "passwd” is not in the file", "need the internet"):
        assert reason in draft.reasons("simpler")
