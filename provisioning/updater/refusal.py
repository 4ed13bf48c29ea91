"""Why an update is not taken or not kept, as a sentence for people."""


class Refused(Exception):
    """A kit that this box does not take; nothing was changed."""


class Failed(Exception):
    """A step that did not work; the old version goes on."""
