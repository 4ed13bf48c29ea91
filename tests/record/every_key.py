"""Somebody who has every file there ever was, and every key that still exists: what can she read?"""

import base64
import gzip
import io
import json
import re
import zlib
from contextlib import suppress

import apsw
import pyrage

from homeroom.errors import HomeroomError
from homeroom.keyring import Key
from homeroom.stick import rules
from homeroom.sync import lockers, segment

AGE = b"age-encryption.org/v1"
SECRET = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{58}")
BLOBS = ("sync_segment", "stick_waiting", "sync_quarantine")


class Reader:
    """Opens everything in the folders with all keys that lie in them, or in what those keys open."""

    def __init__(self, folders):
        self.files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        self.identities, self.keys, self.found = {}, {}, []
        before = None
        while before != (len(self.identities), len(self.keys)):  # what was opened may hold more keys
            before = (len(self.identities), len(self.keys))
            self.found = []
            for path in self.files:
                self._read(path.read_bytes(), path)

    def where(self, words):
        """The files in which these words can be read."""
        wanted = words if isinstance(words, bytes) else words.encode()
        return sorted({str(path) for path, content in self.found if wanted in content})

    def _read(self, content, path):
        self.found.append((path, content))
        for secret in SECRET.findall(content):
            self.identities.setdefault(secret, pyrage.x25519.Identity.from_str(secret.decode()))
        for opens in (self._age, self._gzip, self._database, self._segment, self._letter, self._volume, self._child):
            for inside in opens(content) or ():
                self._read(inside, path)
        self._ring(content)

    def _age(self, content):
        if content.startswith(AGE):
            with suppress(pyrage.DecryptError):
                yield pyrage.decrypt(content, list(self.identities.values()))

    def _gzip(self, content):
        if content.startswith(b"\x1f\x8b"):
            with suppress(OSError, EOFError, zlib.error):
                yield gzip.decompress(content)

    def _database(self, content):
        if not content.startswith(b"SQLite format 3\0"):
            return
        connection = apsw.Connection(":memory:")
        with suppress(apsw.Error):
            # A backup cuts databases into pieces; such a piece is only searched as it is.
            connection.deserialize("main", content[:18] + b"\1\1" + content[20:])
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            for table in set(BLOBS) & tables:
                yield from (row[0] for row in connection.execute(f"SELECT content FROM {table}"))
            if "key" in tables:
                for row in connection.execute("SELECT subject, school, secret FROM key"):
                    self._learn(Key(*row))
        connection.close()

    def _segment(self, content):
        if not content.startswith((segment.MAGIC + b"\n", segment.MAGIC_ERASED + b"\n")):
            return
        part = segment.parse(content)
        told = gzip.decompress(part.body)
        yield told
        inside = json.loads(told)
        for index, name, sealed in inside.get("k", []):
            key = self.keys.get(name)
            if key:
                about = (part.lane, str(part.first), inside["s"][index])
                yield lockers.unlock(key, base64.b64decode(sealed), 1 << 24, *about)

    def _letter(self, content):
        if content.startswith(rules.MAGIC):
            told = json.loads(content.split(b"\n")[1])
            yield base64.b64decode(told.get("keys", "")) if isinstance(told.get("keys"), str) else b""

    def _volume(self, content):
        if content[257:262] == b"ustar":
            with suppress(rules.Damaged):
                yield from (part.content for part in rules.unpack(io.BytesIO(content)))

    def _child(self, content):
        if content.startswith(lockers.MAGIC):
            _subject, name = lockers.owner_of(content)
            if name in self.keys:
                with suppress(HomeroomError):
                    yield lockers.unlock_file(self.keys[name], content)

    def _ring(self, content):
        if content.startswith(b'{"keys":{'):
            for school, some in json.loads(content)["keys"].items():
                for subject, secret in some:
                    self._learn(Key(subject, school, base64.b64decode(secret)))

    def _learn(self, key):
        self.keys.setdefault(key.id, key)
