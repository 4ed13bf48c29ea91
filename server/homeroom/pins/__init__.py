"""The versions of packs that a hub pins for its schools: fetched by their boxes, unless a school keeps its own."""
