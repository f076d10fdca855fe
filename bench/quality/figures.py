"""Reads the tables of benchmark figures and turns each figure into a point of a line."""
import csv
import dataclasses
import math

from catalogue import DATA

USES = ("chat", "coding", "reasoning", "agents", "rag", "vision")
EMBEDDING = "embedding"
# Below and above these shares the logit says more than the figure can.
LOWEST, HIGHEST = 0.01, 0.99


@dataclasses.dataclass(frozen=True)
class Benchmark:
    """How a benchmark's figures are read, and how much of each use it measures. What is missing to 1 is general ability."""

    name: str
    link: str
    questions: int
    chance: float
    loadings: dict

    def point(self, value):
        """Returns the figure on a straight scale, and the variance that the number of questions gives it."""
        if self.link == "points":
            return value / 100, 0.0
        share = (100 - value if self.link == "lower" else value) / 100
        chance = self.chance / 100
        above = min(max((share - chance) / (1 - chance), LOWEST), HIGHEST)
        share = min(max(share, LOWEST), HIGHEST)
        spread = share * (1 - share) / self.questions / (1 - chance) ** 2
        return math.log(above / (1 - above)), spread / (above * (1 - above)) ** 2


@dataclasses.dataclass(frozen=True)
class Observation:
    """What one reporter says of one model on one benchmark."""

    model: str
    benchmark: str
    reporter: str
    point: float
    variance: float
    self_reported: bool
    thought: int
    share: float

    @property
    def indirect(self):
        """Whether it was measured in a way that the model is not judged by."""
        return self.thought != 0


def _rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def benchmarks():
    """Returns name -> Benchmark."""
    return {
        r["benchmark"]: Benchmark(
            r["benchmark"], r["link"], int(r["questions"]), float(r["chance"]),
            {u: float(r[u]) for u in (*USES, EMBEDDING) if r[u]})
        for r in _rows("benchmarks.csv")}


def _read(models, kinds):
    """Returns (model, benchmark) -> (thought, reporter, point, self-reported) of each row.

    thought is 0 for a row in the model's own way, -1 for one without thinking of a model that thinks, and 1 for a thinking row of a
    model that does not think: it is its sibling's.
    """
    found = {}
    for row in _rows("figures.csv"):
        model, kind = models.get(row["model"]), kinds.get(row["benchmark"])
        if not model or not kind or model.embeds != (EMBEDDING in kind.loadings):
            continue
        thought = (row["mode"] == "thinking" and not model.thinks) - (row["mode"] == "non-thinking" and model.thinks)
        point = kind.point(float(row["value"]))
        reporter = row["by"] or row["source"]
        found.setdefault((model.id, kind.name), []).append((thought, reporter, point, row["self_reported"] == "yes"))
    return found


def thinking_gains(models, kinds):
    """Returns benchmark -> how much higher models score with thinking than without, one number for each that has both."""
    gains = {}
    for (_, kind), rows in _read(models, kinds).items():
        means = [[r[2][0] for r in rows if r[0] == thought] for thought in (0, -1)]
        if all(means):
            gains.setdefault(kind, []).append(sum(means[0]) / len(means[0]) - sum(means[1]) / len(means[1]))
    return gains


def observations(models, kinds):
    """Returns one observation for each model, benchmark and reporter.

    A model is judged by its rows in its own way, and by others only where it has none.
    """
    out = []
    for (model, kind), rows in _read(models, kinds).items():
        kept = [r for r in rows if r[0] == 0] or rows
        reporters = {}
        for r in kept:
            reporters.setdefault(r[1], []).append(r)
        for reporter, same in reporters.items():
            n = len(same)
            out.append(Observation(
                model, kind, reporter, sum(r[2][0] for r in same) / n, sum(r[2][1] for r in same) / n,
                same[0][3], same[0][0], 1 / len(reporters)))
    return out
