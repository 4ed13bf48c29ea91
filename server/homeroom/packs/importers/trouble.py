"""Sentences about foreign files: kept as text and values, so that each reader sees them in her language."""

from typing import Any

from homeroom.i18n import N_, gettext


class Unreadable(Exception):
    """A file, or a part of one, that can't be taken over. The sentence says why."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why % values if values else why)
        self.why, self.values = why, values


def say(why: str, values: dict[str, Any]) -> str:
    """The sentence in the language in use."""
    return gettext(why, **values)


DAMAGED = N_("The file is damaged or incomplete. Copy it again.")
UNKNOWN = N_("The box does not know files of this kind. It reads: %(formats)s.")
TOO_LARGE = N_("“%(name)s” is larger than the box takes in (%(most)s MB).")
NOT_TEXT = N_("“%(name)s” is not text in UTF-8.")
NO_CONTENT = N_("Nothing in the file could be turned into a card.")
TOO_LONG = N_("Reading the file took too long, so the box stopped. Split it into smaller files.")
TOO_MUCH = N_("Reading the file needs more memory than the box has for it. Split it into smaller files.")
BROKE = N_("The file could not be read: it is not built the way files of its kind are.")

# archives
ENCRYPTED = N_("The file is encrypted. Save it without a password.")
MANY_FILES = N_("The file holds more than %(most)s files.")
BAD_NAME = N_("The file holds “%(name)s”, a name that reaches outside its own folder or that no box can store.")
TWICE = N_("The file holds “%(name)s” twice.")
NOT_FILE = N_("“%(name)s” in the file is a link or a device, not an ordinary file.")
PACKED = N_("“%(name)s” is compressed in a way the box does not know.")
BOMB = N_("“%(name)s” unpacks to far more than it should.")
WHOLE_TOO_LARGE = N_("The file unpacks to more than %(most)s MB.")
OVERLAP = N_("Two files inside share the same bytes. Such archives are made to do harm.")

# XML and JSON
NOT_XML = N_("“%(name)s” is not well-formed XML (%(error)s).")
ENTITIES = N_("“%(name)s” declares XML entities. Such files are used for attacks, so the box does not read them.")
DEEP = N_("“%(name)s” is nested too deeply.")
NOT_JSON = N_("“%(name)s” is not JSON that can be read.")
NO_FILE = N_("“%(name)s” is missing in the file.")
OUTSIDE = N_("The file points to “%(name)s” outside itself.")

# what became simpler, and why a part was left out
NO_ALT = N_("A picture has no description; write one.")
NO_PICTURE = N_("The picture “%(name)s” is not in the file.")
BAD_PICTURE = N_("The picture “%(name)s” can't be used.")
CONVERTED = N_("The picture “%(name)s” was saved as PNG.")
BAD_MEDIA = N_("“%(name)s” is a kind of sound or film that tablets may not play.")
LINKS = N_("Links were turned into plain text: they need the internet.")
LAYOUT = N_("Colors and layout did not come over.")
PARTS = N_("Only some answers counted in full; the others are wrong here: %(answers)s.")
ONE_VALUE = N_("Several numbers were accepted; only %(answer)s is now.")
RANGE = N_("The accepted range became %(answer)s ± %(tolerance)s.")
NO_WEIGHTS = N_("Points of single answers did not come over: every part counts the same.")
NO_PATTERNS = N_("The pattern “%(pattern)s” for accepted answers was left out.")
ALMOST = N_("Answers that were only nearly accepted are left out: %(answers)s.")
SUBSET = N_("A random part of the items was asked; now all of them are.")
PROMPT_MADE = N_("The question had no text; a short one was written for it.")
EXTRA_SIDES = N_("Sides without a partner were left out: %(answers)s.")
NO_CHECK = N_("There is no right answer in the file, so the teacher marks it.")
NO_RULES = N_("Some rules for answers have no counterpart here: %(rules)s.")
SPLIT = N_("The path through the lesson became a plain sequence.")
DOES_NOT_FIT = N_("It does not fit into a card: %(problem)s")
KIND_UNKNOWN = N_("Questions of the kind “%(kind)s” are not known here.")
NO_ANSWER = N_("The file does not say which answer is right.")
FEW_ANSWERS = N_("It has fewer than two answers.")
RANDOM = N_("It makes up its numbers with a program, which the box does not run.")
ADAPTIVE = N_("It changes while it is answered (adaptive), which cards do not.")
INTERACTION = N_("Its way to answer (%(kind)s) is not known here.")
SEVERAL = N_("It asks several things at once that can't stand in one question.")
IMAGE_AREA = N_("It asks to point at places in a picture, which cards can't do yet.")
MISSING_FILE = N_("Its file “%(name)s” is not in the storage folder.")
EXTERNAL = N_("It needs the internet: %(address)s.")
TOOL = N_("It belongs to another system or tool.")
DOCUMENT = N_("Documents of the kind “%(kind)s” do not become cards; open them on a computer.")
NO_TEXT = N_("There is no text to read on it.")
LOCKED = N_("It is locked by copy protection (DRM).")
NO_DERIVATIVES = N_("Its licence (%(licence)s) does not allow changes, and an import is one.")
EMPTY = N_("It is empty.")

TEST_ALONE = N_("It only lists questions that are in other files. Import the whole package (ZIP) instead.")
NO_FEEDBACK = N_("Feedback that depends on the whole answer did not come over.")
NO_BUTTONS = N_("Buttons inside the question were left out.")
NO_PROGRAMS = N_("Programs inside pages were left out.")

# frameworks of skills
CIRCLE = N_("In this file skills require each other in a circle: %(ring)s. Mend it where the file comes from.")
SAME_SKILL = N_("It is the same as “%(other)s”, which stands for both.")
LINK_KIND = N_("Links of the kind “%(kind)s” mean nothing on the map of skills and were left out.")
HEADINGS = N_("Statements that are only headings of others: %(count)s. Their words stand with the skills below them.")
BESIDE = N_("Links without a direction (related, peer) were left out: %(count)s. Only “precedes” makes a path.")
OTHER_FRAMEWORKS = N_("Links to statements in other frameworks were left out: %(count)s.")

# notes about the whole
NO_LICENCE = N_("The file does not say under which licence it may be used. Ask its author before you install it.")
ODD_LICENCE = N_("Its licence “%(licence)s” is not one the box knows. Choose the one that fits.")
LICENCE = N_("Its licence is %(licence)s.")
NON_COMMERCIAL = N_("It may not be used for making money (%(licence)s).")
SUBJECT = N_("The file names no subject; it is set to “%(subject)s” in skills.toml.")
LANGUAGE = N_("The file names no language; it is set to “%(lang)s” in pack.toml.")
CUT = N_("Only the first %(most)s were taken over.")
