"""What each reason for keeping something aside means, and what to do now, in words for a person."""

from homeroom.i18n import _


def explain(reason: str) -> tuple[str, str]:
    """What happened, and what to do now."""
    return {**_of_the_sender(), **_of_the_road()}[reason]


def _of_the_sender() -> dict[str, tuple[str, str]]:
    return {
        "forged": (
            _("A part of the journal had a wrong signature. It was not believed."),
            _("Somebody may try to send in this school's name. Tell whoever looks after the hub."),
        ),
        "fork": (
            _("Two different stories were told under the same numbers. Both are kept."),
            _("This happens when a running box is copied. Check whether a second card or box is in use."),
        ),
        "chain": (
            _("A part of the journal does not follow the part before it. It was not taken in."),
            _("The box compares both by itself at the next contact."),
        ),
        "stranger": (
            _("A part of the journal is of a box that is not known here."),
            _("If the box belongs to this school, let it meet the hub once; then bring it again."),
        ),
        "revoked": (
            _("A part of the journal is of a box that was revoked. It was not taken in."),
            _("If that box is yours, enrol it again with a new code."),
        ),
        "copied": (
            _("This card seems to be a copy: two machines speak in the name of one box."),
            _("On one of the two, choose “Make this box its own box”. Nothing is lost on either."),
        ),
    }


def _of_the_road() -> dict[str, tuple[str, str]]:
    return {
        "damaged": (
            _("A part of the journal arrived damaged. It was not taken in."),
            _("Nothing to do: the sender has it still and sends it again."),
        ),
        "gap": (
            _("A part of the journal came before the part that belongs in front of it."),
            _("Nothing to do: it is taken in as soon as the missing part comes."),
        ),
        "unreadable": (
            _("A part of the journal can't be read by this version. It is kept and passed on."),
            _("Update Homeroom: it is read again each night."),
        ),
        "rotten": (
            _("A part of the journal that was stored here was damaged by the disk."),
            _("It is fetched again from the other side. Replace the card or disk soon."),
        ),
        "refused": (
            _("The hub did not take a part of the journal. The box goes on with the rest."),
            _("Ask whoever looks after the hub; the box tries again at every contact."),
        ),
    }
