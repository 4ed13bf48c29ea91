"""The kinds of files the box reads, by the name of their importer."""

TITLES = {
    "markdown": "Markdown pack",
    "gift": "GIFT",
    "aiken": "Aiken",
    "moodle": "Moodle XML",
    "table": "CSV / XLSX",
    "qti": "QTI 1.2 - 3.0",
    "cartridge": "Common Cartridge",
    "kolibri": "Kolibri",
    "perseus": "Perseus",
    "oppia": "Oppia",
    "storybook": "African Storybook",
    "cnxml": "CNXML (OpenStax)",
    "epub": "EPUB",
    "anki": "Anki",
    "zim": "ZIM",
    "h5p": "H5P",
    "scorm": "SCORM",
    "program": "HTML program (ZIP)",
    "pdf": "PDF",
    "case": "CASE",
}
MODULES = {
    "markdown": "markdown_pack",
    "gift": "gift_cards",
    "moodle": "moodlexml",
    "qti": "qti_package",
    "zim": "zim_cards",
}
