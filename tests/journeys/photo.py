"""The photo that Ada takes: three folded strips of paper on a table, with all that a phone writes into a picture."""

import io

from PIL import Image, ImageDraw

LATITUDE = ((6.0, 27.0, 14.4), "N")
GPS = 0x8825
MAKE = 0x010F


def strips_on_a_table():
    """A JPEG with the maker of the phone and the place of the school in its EXIF."""
    picture = Image.new("RGB", (1600, 1200), "#8a5a3b")
    pen = ImageDraw.Draw(picture)
    for grain in range(0, 1200, 90):
        pen.line((0, grain, 1600, grain + 30), fill="#7d5034", width=6)
    for row, (parts, paper) in enumerate(((2, "#f4d35e"), (4, "#9bc53d"), (8, "#5bc0eb"))):
        top = 180 + row * 300
        pen.rectangle((130, top + 14, 1490, top + 214), fill="#5b3a26")
        pen.rectangle((120, top, 1480, top + 200), fill=paper)
        for part in range(parts):
            left = 120 + part * 1360 // parts
            pen.line((left, top, left, top + 200), fill="#37474f", width=4)
            pen.text(
                (left + 680 // parts, top + 100), f"1/{parts}", fill="#212735", anchor="mm", font_size=90 - 5 * parts
            )
    exif = Image.Exif()
    exif[MAKE] = "Phone of the family"
    exif[GPS] = {1: LATITUDE[1], 2: LATITUDE[0], 3: "E", 4: (3.0, 23.0, 2.4)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def written_into(data):
    """What EXIF a picture has: tags and places."""
    with Image.open(io.BytesIO(data)) as picture:
        exif = picture.getexif()
        return {**exif, **exif.get_ifd(GPS)}
