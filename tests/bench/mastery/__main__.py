"""`make bench-mastery [DATA=file.csv]`: how well the model foresees answers, beside others, and a simulated school."""

import argparse
import tempfile
from pathlib import Path

from tests.bench.mastery import baselines, figures, school, sets, simulate

from homeroom.mastery.evaluation import Engine

ENGINES = {"share": baselines.Share, "BKT": baselines.BKT, "PFA": baselines.PFA, "Elo": baselines.Elo, "this": Engine}
TARGETS = (
    "targets: ASSISTments 2009 AUC >= .785, log-loss <= .517, calibration <= .010 · Algebra 2005 AUC >= .828, gap error"
    " <= .015\n  · new school AUC >= .730 · first answers AUC >= .755 · mastery: next five >= .84 with <= 6 answers"
    " · re-checks >= 48 %\n  · predict / update <= 10 / 20 us on x86"
)


def main():
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument(
        "--data", default="", help="student,skill,item,timestamp,correct, or a public set; without it made up"
    )
    told.add_argument("--most", type=int, default=sets.MOST, help="answers at most; whole students are drawn")
    told.add_argument("--students", type=int, default=400, help="children of the simulated school")
    told.add_argument("--days", type=int, default=300, help="days of its year, weekends and holidays included")
    told.add_argument("--seed", type=int, default=7)
    args = told.parse_args()
    if args.data:
        by, notes = sets.load(args.data, args.most, args.seed)
        for note, many in sorted(notes.items()):
            print(f"  {many:8d}  {note}" if many > 1 else f"  {note}")
        judge(Path(args.data).name, by, args.seed)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made-up.csv"
            simulate.write_answers(path, seed=args.seed)
            judge("made-up answers (the targets are for public sets)", sets.load(path)[0], args.seed)
        print("\n== a simulated school ==")
        school.report(school.run(args.students, days=args.days, seed=args.seed))
        print("\n== the same with the learning of weights switched on ==")
        school.report(school.run(args.students, days=args.days, seed=args.seed, learns=True))


def judge(title, by, seed):
    print(f"== {title}: {sum(map(len, by.values()))} answers of {len(by)} students ==\n{TARGETS}\n")
    print(f"{'students unknown':18s}    AUC  log-loss  calibration  gap error  first AUC")
    found = {name: figures.warm(make, by, seed=seed) for name, make in ENGINES.items()}
    for name, seen in found.items():
        print(f"  {name:16s} {line(seen)}")
    print("a new school, nothing known")
    for name, make in ENGINES.items():
        if name != "BKT":  # it must be fitted first
            print(f"  {name:16s} {line(figures.walk(make(), figures.interleaved(by)))}")
    print("\nby time since the skill was practiced:  answers  right  foreseen    AUC")
    for name, n, y, p, auc in figures.by_gap(found["this"]):
        print(f"  {name:36s} {n:8d}  {y:5.3f}     {p:5.3f}  {auc:5.3f}")
    print("\nrule of mastery")
    for name in ("BKT", "this"):
        decided = figures.mastery(found[name])
        print(f"  {name:6s} " + " · ".join(f"{key} {value:.3f}" for key, value in decided.items()))
    print("\nprocessor time, us: predict / update")
    for name, make in ENGINES.items():
        update, predict = figures.cost(make(), figures.interleaved(by)[:30_000])
        print(f"  {name:6s} {predict:.1f} / {update:.1f}")
    asked, everybody = figures.rechecks(found["this"])
    print(f"\nre-checks: of the 20 % asked {asked:.0%} fail, of all who return after a day {everybody:.0%}")


def line(seen):
    first = [k for k, tried in enumerate(seen.tried) if tried == 0]
    shown = figures.auc([seen.p[k] for k in first], [seen.y[k] for k in first])
    return (
        f"{figures.auc(seen.p, seen.y):.4f}    {figures.log_loss(seen.p, seen.y):.4f}       "
        f"{figures.calibration(seen.p, seen.y):.4f}     {figures.gap_error(seen):.4f}     {shown:.4f}"
    )


if __name__ == "__main__":
    main()
