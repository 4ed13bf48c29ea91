"""Small files of kinds for which there are no samples, made the way the programs make them."""

import hashlib
import json
import sqlite3
import zipfile

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(400)


def zipped(path, files, *, stored=()):
    """A ZIP with these files."""
    with zipfile.ZipFile(path, "w") as out:
        for name, data in files.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            out.writestr(name, data, compress_type=kind)
    return path


def h5p(path, library, content, *, licence="CC BY", files=None, **about):
    """An H5P file."""
    head = {"title": "Half", "language": "en", "mainLibrary": library, "license": licence, "licenseVersion": "4.0"}
    head |= about
    whole = {"h5p.json": json.dumps(head), "content/content.json": json.dumps(content), **(files or {})}
    return zipped(path, whole)


SCORM = """<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema></metadata>
<organizations><organization><title>Water</title>
<item identifierref="r1"><title>Rain</title></item><item identifierref="r2"><title>Game</title></item>
</organization></organizations>
<resources><resource identifier="r1" href="rain.html" adlcp:scormtype="asset"/>
<resource identifier="r2" href="game.html" adlcp:scormtype="sco"/></resources></manifest>"""


def scorm(path):
    """A SCORM course with one page and one program."""
    page = "<html><body><h1>Rain</h1><p>Water <b>falls</b>.</p><img src='drop.png' alt='A drop'></body></html>"
    game = "<html><script>API.LMSInitialize('')</script><p>Play https://cdn.example.org/x.js</p></html>"
    return zipped(path, {"imsmanifest.xml": SCORM, "rain.html": page, "game.html": game, "drop.png": PNG})


SHEET = '<sheet name="Quiz" sheetId="1" r:id="rId1"/>'
LINK = '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'


def workbook(path, rows):
    """An Excel workbook with one sheet, texts shared and in place."""
    shared, cells = [], []
    for number, row in enumerate(rows, 1):
        made = ""
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            if isinstance(value, (int, float)):
                made += f'<c r="{place}"><v>{value!r}</v></c>'
            elif value:
                made += f'<c r="{place}" t="s"><v>{len(shared)}</v></c>'
                shared.append(value)
        cells.append(f'<row r="{number}">{made}</row>')
    strings = "".join(f"<si><t>{one.replace('&', '&amp;').replace('<', '&lt;')}</t></si>" for one in shared)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f"<workbook {space} xmlns:r='{links}'><sheets>{SHEET}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships>{LINK}</Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{''.join(cells)}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {space}>{strings}</sst>",
        },
    )


def pdf(path, *lines):
    """A PDF of one page with these lines."""
    text = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F1 12 Tf 72 700 Td {text} ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 6\n0000000000 65535 f \n{table}".encode()
    data += f"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    path.write_bytes(data)
    return path


NODE = """
    CREATE TABLE content_contentnode
    (id, title, kind, license_name, license_owner, author, description, lang_id, level, lft)
"""


def kolibri(folder, nodes):
    """A channel: nodes are (title, kind, licence, {preset: (name, data)})."""
    (folder / "content/databases").mkdir(parents=True)
    book = sqlite3.connect(folder / "content/databases/0123456789abcdef0123456789abcdef.sqlite3")
    book.execute("CREATE TABLE content_channelmetadata (name, description, author)")
    book.execute("INSERT INTO content_channelmetadata VALUES ('Fractions', 'Halves', 'Wanjiru')")
    book.execute(NODE)
    book.execute("CREATE TABLE content_file (contentnode_id, local_file_id, preset, lang_id, supplementary, priority)")
    book.execute("CREATE TABLE content_localfile (id, extension)")
    for number, (title, kind, licence, files) in enumerate(nodes):
        node = (f"n{number}", title, kind, licence, "Owner", "Author", "", "en", 1, number)
        book.execute("INSERT INTO content_contentnode VALUES (?,?,?,?,?,?,?,?,?,?)", node)
        for preset, (end, data) in files.items():
            md5 = hashlib.md5(data).hexdigest()
            place = folder / f"content/storage/{md5[0]}/{md5[1]}/{md5}.{end}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            row = (f"n{number}", md5, preset, "en", preset == "video_subtitle", 1)
            book.execute("INSERT INTO content_file VALUES (?,?,?,?,?,?)", row)
            book.execute("INSERT INTO content_localfile VALUES (?,?)", (md5, end))
    book.commit()
    book.close()
    return folder


def perseus_zip(path, *items):
    """A Kolibri exercise."""
    files = {f"q{number}.json": json.dumps(item) for number, item in enumerate(items)}
    return zipped(path, {"exercise.json": "{}", **files, "images/half.png": PNG})


RADIO = {
    "question": {
        "content": "Which is half?\n\n![A half](${☣ LOCALPATH}/images/half.png)\n\n[[☃ radio 1]]",
        "widgets": {
            "radio 1": {
                "type": "radio",
                "options": {
                    "choices": [
                        {"content": "$\\frac12$", "correct": True},
                        {"content": "$\\frac14$", "correct": False},
                    ]
                },
            }
        },
    },
    "hints": [{"content": "Two equal parts."}],
}
QTI3 = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="Halves"
 adaptive="false" time-dependent="false" xml:lang="en">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><p>Look.</p><qti-choice-interaction response-identifier="RESPONSE" max-choices="1" shuffle="true">
<qti-prompt>Which is half?</qti-prompt><qti-simple-choice identifier="A">1/2</qti-simple-choice>
<qti-simple-choice identifier="B">1/4</qti-simple-choice></qti-choice-interaction></qti-item-body>
</qti-assessment-item>"""

OWN = """id = "org.example.own"
version = "1.0.0"
title.en = "Own"
languages = ["en"]
default_language = "en"
publisher = "Riverside"
licence = "CC-BY-4.0"
"""


def own_pack(folder):
    """A pack folder of our own kind, with a file that does not belong into one."""
    (folder / "cards").mkdir(parents=True)
    (folder / "pack.toml").write_text(OWN)
    (folder / "skills.toml").write_text('[[skill]]\nid = "local:own"\ntitle.en = "Own"\nsubject = "world"\n')
    (folder / "cards/a.md").write_text(
        "---\nid: a\ntitle: A\nkind: reading\nskills: [local:own]\nminutes: 2\n---\nHi.\n"
    )
    (folder / "secret.txt").write_text("no")
    return folder


def _statement(identifier, code, words, **more):
    return {"identifier": identifier, "humanCodingScheme": code, "fullStatement": words, **more}


def link(kind, origin, destination):
    """An association of CASE."""
    ends = {"originNodeURI": {"identifier": origin}, "destinationNodeURI": {"identifier": destination}}
    return {"identifier": f"{kind}-{origin}-{destination}", "associationType": kind, **ends}


FRAMEWORK = {
    "CFDocument": {
        "identifier": "doc",
        "title": "Riverside Mathematics",
        "publisher": "Riverside",
        "language": "en",
        "subject": ["Mathematics"],
        "licenseURI": {"identifier": "by", "title": "Open", "uri": "urn:by"},
    },
    "CFItems": [
        _statement("h", "N", "Numbers", CFItemType="Domain"),
        _statement("a", "N.1", "Count things up to ten", educationLevel=["KG"]),
        _statement("b", "N.2", "Add up to ten", educationLevel=["01", "02"], CFItemType="Standard"),
        _statement("b1", "N.2.a", "Add with the fingers"),
        _statement("c", "N.3", "Take away up to ten", abbreviatedStatement="Take away"),
        _statement("c2", "OLD.3", "Take away up to ten, as before"),
    ],
    "CFAssociations": [
        link("isChildOf", "h", "doc"),
        *(link("isChildOf", one, "h") for one in ("a", "b", "c")),
        link("isChildOf", "b1", "b"),
        link("precedes", "a", "b"),
        link("precedes", "b", "c2"),
        link("exactMatchOf", "c2", "c"),
        link("exactMatchOf", "a", "somewhere-else"),
        link("isRelatedTo", "b", "c"),
        link("replacedBy", "b1", "b"),
    ],
    "CFDefinitions": {"CFLicenses": [{"identifier": "by", "title": "CC BY 4.0", "licenseText": "Attribution"}]},
}
