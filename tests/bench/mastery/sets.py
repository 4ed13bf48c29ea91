"""Read any public set of answers: its own names of columns, duplicates, several skills an item, any kind of time.

What is done with a quirk is counted and told, so that figures can be compared with others':
  the same answer once for each of its skills (ASSISTments 2009)    one answer about the skills together, as "a~b":
                                                                    apart they leak the answer (arXiv 2206.11460)
  the very same line twice                                          one answer
  no skill                                                          left out, as in published figures; where no line
                                                                    has one, the item is its own skill
  a problem of several steps (KDD Cup 2010)                         each step is an item
  neither right nor wrong to be read                                left out
  more answers than `most`                                          whole students are drawn until there are as many
"""

import csv
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

COLUMNS = {  # what a column may be called, small letters and digits only; the first that is there counts
    name: tuple(aliases.split("|"))
    for name, aliases in {
        "student": "student|userid|studentid|anonstudentid|user|learner|learnerid|actorid|studid|uid",
        "skill": "skill|skillname|skillid|skills|kc|kcdefault|kcsubskills|concept|conceptid|knowledgecomponent"
        "|subjectid|sequenceid|tags",
        "item": "item|problemid|itemid|questionid|contentid|problemname|question|exercise|exerciseid|ucid|stepname",
        "step": "stepname|stepid",
        "timestamp": "timestamp|time|starttime|firsttransactiontime|stepstarttime|unixtime|timedone|timestamptw|date"
        "|dateanswered|submittime|endtime",
        "correct": "correct|correctfirstattempt|answeredcorrectly|iscorrect|score|outcome|answercorrect|discretescore",
        "attempt": "orderid|logid|assistmentlogid|row|interactionid|answerid|rowid",
    }.items()
}
NEEDED = ("student", "item", "correct")
YES = {"1", "1.0", "true", "t", "yes", "correct", "right"}
NO = {"0", "0.0", "false", "f", "no", "incorrect", "wrong", "hint"}
NONE = {"", "na", "nan", "null", "none", "-1"}
FORMS = ("%Y-%m-%d %H:%M:%S.%f", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%m/%d/%y %H:%M")
MILLIS, MICROS = 1e11, 1e14  # no second, no thousandth of this century is so late
MINUTE = 60
MOST = 600_000


def load(path, most=MOST, seed=7):
    """Answers by student in the order of time, and what was done to read them: (by, notes)."""
    head, delimiter, encoding = _look(path)
    names = _columns(head)
    counts, skills, notes = *_sizes(path, names, delimiter, encoding), Counter()
    chosen = _draw(counts, most, seed)
    if len(chosen) < len(counts):
        notes[f"only {len(chosen)} of {len(counts)} students were drawn, as memory is bounded"] = 1
    same, found = {}, defaultdict(list)
    for row in _rows(path, delimiter, encoding):
        student = row.get(names["student"]) or ""
        if skills and not _skill(row, names):
            notes["answers left out that have no skill"] += 1
        elif student in chosen:
            _take(row, names, student, found[student], same.setdefault(student, {}), notes)
    rows = [row for mine in found.values() for row in mine]
    if len(rows) > 1 and len({row[3] for row in rows}) == 1 and rows[0][3] is not None:
        notes["all times are the same: taken as none"] = 1
        for row in rows:
            row[3] = None
    for mine in found.values():
        _order(mine)
    return {name: [tuple(row[:5]) for row in mine] for name, mine in found.items() if mine}, notes


def some_of(by, many, seed):
    """So many students, drawn by lot."""
    names = sorted(by)
    random.Random(seed).shuffle(names)
    return {name: by[name] for name in names[:many]}


def _look(path):
    with Path(path).open("rb") as file:
        data = file.read(1_000_000)
    try:
        data[: data.rfind(b"\n") + 1].decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "latin-1"
    head = data.decode(encoding, "replace").partition("\n")[0].strip("\r")
    delimiter = max(",\t;|", key=head.count)
    return next(csv.reader([head], delimiter=delimiter)), delimiter, encoding


def _columns(head):
    known, found = {re.sub("[^a-z0-9]", "", name.lower()): name for name in head}, {}
    for name, aliases in COLUMNS.items():
        found[name] = next((known[alias] for alias in aliases if alias in known), None)
    found["item"] = found["item"] or found["skill"]  # some sets say only what an answer was about
    missing = [name for name in NEEDED if not found[name]]
    if missing:
        raise SystemExit(f"No column for {', '.join(missing)}. The file has: {', '.join(head)}")
    return found


def _rows(path, delimiter, encoding):
    csv.field_size_limit(10_000_000)
    with open(path, newline="", encoding=encoding, errors="replace") as file:
        yield from csv.DictReader(file, delimiter=delimiter, strict=False)


def _sizes(path, names, delimiter, encoding):
    """Answers by student, and whether any has a skill; then only those that have one count."""
    counts, skilled = Counter(), Counter()
    for row in _rows(path, delimiter, encoding):
        student = row.get(names["student"]) or ""
        counts[student] += 1
        skilled[student] += bool(_skill(row, names))
    skills = bool(skilled.total())
    counts = skilled if skills else counts
    counts.pop("", None)
    return +counts, skills


def _skill(row, names):
    told = _text(row, names["skill"])
    return "" if told.lower() in NONE else told


def _draw(counts, most, seed):
    order, room, chosen = sorted(counts), most, set()
    random.Random(seed).shuffle(order)
    for student in order:
        if counts[student] <= room:
            room -= counts[student]
            chosen.add(student)
    return chosen


def _take(row, names, student, mine, same, notes):
    correct = _right(row.get(names["correct"]))
    if correct is None:
        notes["answers left out that are neither right nor wrong"] += 1
        return
    item = _text(row, names["item"]) or "?"
    if names["step"] not in (None, names["item"]):
        item = sys.intern(f"{item} / {_text(row, names['step'])}")
    skill = _skill(row, names)
    if not skill:
        notes["answers without a skill: the item is its own"] += 1
        skill = f"item {item}"
    t = _moment(_text(row, names["timestamp"]))
    attempt = _text(row, names["attempt"])
    # Within a minute somebody may answer the same question twice: only a time with seconds tells a copy.
    key = (item, attempt) if attempt else (item, t, correct) if t is not None and t % MINUTE else None
    last = mine[-1] if mine and key is None and mine[-1][2] == item and mine[-1][4] == correct else None
    told = same.get(key) if key is not None else last
    if told is not None and skill not in told[5]:
        told[5].append(skill)
        told[1] = "~".join(sorted(told[5]))
        notes["lines that only named one more skill of the same answer"] += 1
    elif told is not None and key is not None:
        notes["lines that stood there twice"] += 1
    else:
        new = [student, skill, item, t, correct, [skill]]
        mine.append(new)
        if key is not None:
            same[key] = new


def _text(row, name):
    return sys.intern((row.get(name) or "").strip()) if name else ""


def _right(value):
    told = (value or "").strip().lower()
    if told in YES or told in NO:
        return int(told in YES)
    try:
        share = float(told)
    except ValueError:
        return None
    return int(share >= 0.5) if 0 <= share <= 1 else None


def _moment(told):
    if told.lower() in NONE:
        return None
    try:
        seconds = float(told)
    except ValueError:
        return _written(told)
    return seconds / 1e6 if seconds > MICROS else seconds / 1000 if seconds > MILLIS else seconds


def _written(told):
    try:
        found = datetime.fromisoformat(told.replace("Z", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except ValueError:
        pass
    for form in FORMS:
        try:
            return datetime.strptime(told, form).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    return None


def _order(mine):
    # By time where every answer has one; as the file has them else. Equal times keep the order of the file.
    if all(row[3] is not None for row in mine):
        mine.sort(key=lambda row: row[3])
    else:
        for row in mine:
            row[3] = None
