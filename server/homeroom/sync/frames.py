"""Several segments in one message: each as its length in ASCII, a line end, and its bytes."""

from collections.abc import Iterable, Iterator

from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.sync.segment import MOST_BYTES

MAGIC = b"HRFRAMES1\n"


def pack(parts: Iterable[bytes]) -> bytes:
    """One message of these parts."""
    return MAGIC + b"".join(b"%d\n%b" % (len(part), part) for part in parts)


def unpack(message: bytes) -> Iterator[bytes]:
    """The parts of a message. Raises Refused where it is torn or no such message; what came before stands."""
    if not message.startswith(MAGIC):
        raise Refused(_("This is not a bundle of segments."))
    at = len(MAGIC)
    while at < len(message):
        end = message.find(b"\n", at, at + 9)
        digits = message[at : max(end, at)]
        if not digits.isdigit() or not 0 < int(digits) <= MOST_BYTES or end + 1 + int(digits) > len(message):
            raise Refused(_("This bundle of segments is torn."))
        at = end + 1 + int(digits)
        yield message[end + 1 : at]
