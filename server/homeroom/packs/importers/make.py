"""Questions of the common kinds, or the reason why there is none."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from .. import reading, words
from . import trouble
from .ask import Option, Question
from .draft import Draft
from .plainmark import line, plain
from .trouble import Unreadable

MOST_OPTIONS = 26
IN_GAPS = str.maketrans("[]{}|*\\", "()()/×/")
YES_NO = {
    "en": ("True", "False"), "ar": ("صحيح", "خطأ"), "sw": ("Kweli", "Si kweli"), "fr": ("Vrai", "Faux"),
    "es": ("Verdadero", "Falso"), "pt": ("Verdadeiro", "Falso"), "de": ("Richtig", "Falsch"),
    "hi": ("सही", "गलत"), "it": ("Vero", "Falso"), "nl": ("Waar", "Niet waar"),
}  # fmt: skip
NONE = {"en": "None of these", "ar": "لا شيء مما سبق", "sw": "Hakuna kati ya hivi", "fr": "Aucune de ces réponses",
    "es": "Ninguna de estas", "pt": "Nenhuma destas", "de": "Keine davon", "hi": "इनमें से कोई नहीं"}  # fmt: skip


def none_of_these(language: str) -> str:
    """The last option of some questions, in the language of the card."""
    return NONE.get(language.partition("-")[0], NONE["en"])


def choose(prompt: str, options: Iterable[Option], *, several: bool | None = None) -> Question:
    """Choose one, or several where more than one is right or the file says so."""
    found = [option for option in options if option.text.strip()]
    right = sum(option.right for option in found)
    if len(found) < 2:
        raise Unreadable(trouble.FEW_ANSWERS)
    if not right:
        raise Unreadable(trouble.NO_ANSWER)
    if len(found) > MOST_OPTIONS:
        raise Unreadable(trouble.CUT, most=MOST_OPTIONS)
    kind = "multi" if several or right > 1 else "choice"
    return Question(kind, prompt, options=found)


def truth(prompt: str, right: bool, language: str, feedback: tuple[str, str] = ("", "")) -> Question:
    """True or false; `feedback` is for the answers true and false."""
    yes, no = YES_NO.get(language.partition("-")[0], YES_NO["en"])
    options = [Option(yes, right, feedback[0]), Option(no, not right, feedback[1])]
    return Question("choice", prompt, options=options, shuffle=False)


def typed(draft: Draft, what: str, prompt: str, answers: Iterable[str], wrong: list[tuple[str, str]] | None = None,
          *, exact: bool = False) -> Question:  # fmt: skip
    """A word or two. Patterns are left out, and wrong answers that would count as right."""
    found = []
    for answer in dict.fromkeys(line(answer) for answer in answers):
        if "*" in answer:
            draft.simpler(what, trouble.NO_PATTERNS, pattern=answer[:60])
        elif answer:
            found.append(answer)
    if not found:
        raise Unreadable(trouble.NO_ANSWER)
    same = {words.plain(answer, case=exact, accents=False) for answer in found}
    kept = [
        (line(answer), feedback)
        for answer, feedback in wrong or ()
        if answer.strip("* ") and words.plain(line(answer), case=exact, accents=False) not in same
    ]
    return Question("short", prompt, answers=found, wrong=kept, exact=exact)


def number(prompt: str, answer: str | Fraction, tolerance: str | Fraction = "", unit: str = "") -> Question:
    """A number with a tolerance (absolute)."""
    made = decimal(answer)
    if made is None:
        raise Unreadable(trouble.NO_ANSWER)
    spare = decimal(tolerance) if tolerance else None
    question = Question("number", prompt, answers=[made], unit=line(unit))
    question.tolerance = spare.lstrip("-") if spare and spare.strip("-0.") else ""
    return question


def decimal(value: str | Fraction) -> str | None:
    """A number in plain digits, such as 0.75; None if it is none, or has no end of digits."""
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return decimal(format(exact, "f")) if Fraction(exact) == value else None
    try:
        found = Decimal(value.strip().replace("−", "-"))
    except InvalidOperation:
        text = value.strip()
        return text if text and reading.readings(text) else None
    if not found.is_finite() or abs(found.adjusted()) > 15:
        return None
    text = format(found, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if reading.readings(text) else None


def between(draft: Draft, what: str, prompt: str, low: Fraction, high: Fraction) -> Question:
    """A number in a range: the middle, with half the width as tolerance."""
    low, high = min(low, high), max(low, high)
    middle, half = (low + high) / 2, (high - low) / 2
    draft.simpler(what, trouble.RANGE, answer=decimal(middle) or "?", tolerance=decimal(half) or "?")
    return number(prompt, middle, half)


def match(draft: Draft, what: str, prompt: str, pairs: Iterable[tuple[str, str]]) -> Question:
    """Pairs that belong together; sides without a partner are named and left out."""
    whole = [(left.strip(), right.strip()) for left, right in pairs]
    lonely = [left or right for left, right in whole if not (left and right)]
    if lonely:
        draft.simpler(what, trouble.EXTRA_SIDES, answers=", ".join(lonely)[:200])
    found = dict(pair for pair in whole if all(pair))
    if len(found) < 2:
        raise Unreadable(trouble.FEW_ANSWERS)
    return Question("match", prompt, pairs=list(found.items()))


def order(prompt: str, items: Iterable[str]) -> Question:
    """Things to bring into the order given."""
    found = [one for one in items if one.strip()]
    if len(found) < 2:
        raise Unreadable(trouble.FEW_ANSWERS)
    return Question("order", prompt, items=found)


def gap(right: Iterable[str]) -> str:
    """A gap to type into, for a cloze text."""
    found = [_word(one) for one in right]
    return f"[[{'|'.join(dict.fromkeys(one for one in found if one))}]]" if any(found) else ""


def pick(right: str, others: Iterable[str]) -> str:
    """A gap to choose for, for a cloze text."""
    wrong = [one for one in dict.fromkeys(_word(other) for other in others) if one and one != _word(right)]
    return f"{{{{*{_word(right)}|{'|'.join(wrong)}}}}}" if wrong and _word(right) else ""


def _word(text: str) -> str:
    return line(text).translate(IN_GAPS)


def prompt_or(draft: Draft, what: str, prompt: str, otherwise: str) -> str:
    """The prompt, or a short one in its place."""
    if prompt.strip():
        return prompt
    draft.simpler(what, trouble.PROMPT_MADE)
    return plain(otherwise)
