"""Browsers of the people who come to a school, each on a device of its own, watched for anything that goes wrong."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

SIZES = {"ipad": (1024, 768), "tablet": (800, 1280), "phone": (360, 740), "laptop": (1366, 768)}
AWAY = re.compile(r"Failed to load resource: net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_)")


class Visitors:
    """Opens devices and remembers what their browsers asked for and complained about."""

    def __init__(self, chromium, school):
        self.chromium, self.school = chromium, school
        self.contexts, self.asked, self.troubles = [], [], []
        self.expected = None  # a complaint of browsers that belongs to the test

    def device(self, kind, **more):
        """The first page of a new device: ipad, tablet, phone or laptop."""
        width, height = SIZES[kind]
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            has_touch=kind != "laptop",
            reduced_motion="reduce",
            timezone_id=self.school.timezone,
            locale="en-US",
            **more,
        )
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", self._heard)
        context.on(
            "weberror", lambda error: self.troubles.append(f"{error.page.url if error.page else ''}: {error.error}")
        )
        self.contexts.append(context)
        return context.new_page()

    def _heard(self, message):
        if message.type != "error" or (self.school.outages and AWAY.search(message.text)):
            return
        if self.expected and self.expected.search(message.text):
            return
        self.troubles.append(f"{message.location.get('url', '')}: {message.text}")

    def strangers(self):
        """Requests that went to anything but this machine."""
        ours = {urlsplit(self.school.url).netloc, urlsplit(self.school.hub_url).netloc}
        inside = ("data", "blob")
        return [url for url in self.asked if urlsplit(url).scheme not in inside and urlsplit(url).netloc not in ours]

    def leave(self, album):
        """Close all devices; the album keeps what each showed at the end."""
        for context in self.contexts:
            for page in context.pages:
                album.keep(page, "at-the-end")
            context.close()


class Album:
    """Pictures of every step in the folder HOMEROOM_SHOTS; without it, none."""

    def __init__(self):
        folder = os.environ.get("HOMEROOM_SHOTS")
        self.folder = Path(folder) if folder else None
        self.count = 0

    def keep(self, page, name, *more_sizes, whole=False):
        """What a page shows now, on its own device and, if asked, as other devices would show it."""
        if not self.folder:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count += 1
        own = page.viewport_size
        names = {size: kind for kind, size in SIZES.items()}
        device = names.get((own["width"], own["height"]), f"{own['width']}x{own['height']}")
        self._save(page, f"{self.count:02d}-{name}-{device}", whole)
        for kind in more_sizes:
            width, height = SIZES[kind]
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(250)
            self._save(page, f"{self.count:02d}-{name}-{kind}", whole)
        if more_sizes:
            page.set_viewport_size(own)

    def _save(self, page, name, whole):
        page.screenshot(path=self.folder / f"{name}.png", full_page=whole)
