"""Estimates how good each model of the catalogue is for each use, in doublings of size.

Usage: bench/quality/run              write model-quality.csv and quality-prior.csv into the product
       bench/quality/run --check      exit 1 if they are not what the tables and the catalogue give
       bench/quality/run --held-out   leave out each board in turn and print how well it is foretold
       bench/quality/run --makers     leave out what others say of models of which their makers tell, and print how far off that is
       bench/quality/run --odd        print the models whose figures are farthest from what size, age and maker say
"""
import csv
import io
import random
import sys

import numpy as np

import catalogue
import figures
from scale import Scale

RESOURCES = catalogue.ROOT / "recommend/src/main/resources/dev/llmfit/recommend/quality"
COLUMNS = (*figures.USES, figures.EMBEDDING)
# What is left out together with a benchmark: the rows of the same board or the same questions.
HELD_OUT = {
    "arena-text-overall": "arena-text", "arena-text-coding": "arena-text", "arena-webdev": "arena-webdev",
    "livebench-2026-01-08": "livebench-2026", "bfcl-4": "bfcl-4", "vendor-bfcl-3": "bfcl",
    "vendor-tau2": "tau2", "vendor-tau2-airline": "tau2", "vendor-tau2-retail": "tau2", "vendor-tau2-telecom": "tau2",
    "vendor-swe-bench-verified": "swe-bench", "vendor-terminal-bench-2": "terminal-bench", "vendor-scicode": "scicode",
    "vendor-livecodebench-v6": "livecodebench", "vendor-gpqa-diamond": "gpqa", "vendor-hle": "hle",
    "vendor-aime-2025": "aime", "vendor-ifbench": "ifbench", "vendor-mmlu-pro": "mmlu", "nyt-connections-extended": "nyt",
    "vendor-mmmu": "mmmu",
}
CAUTION = 0.7  # as in the rules: use-case/defaults
BARS = {"arena-text-overall": 0.87, "arena-text-coding": 0.91, "livebench-2026-01-08": 0.85, "bfcl-4": 0.89}


class Input:
    def __init__(self):
        self.models = catalogue.models()
        self.kinds = figures.benchmarks()
        self.observations = figures.observations(self.models, self.kinds)
        self.gains = figures.thinking_gains(self.models, self.kinds)
        self.text = [m for m in self.models.values() if not m.embeds]
        self.embedding = [m for m in self.models.values() if m.embeds]

    def text_scale(self, but=None):
        kept = [o for o in self.observations if not (but and but in o.benchmark)]
        return Scale(self.text, self.kinds, kept, self.gains, figures.USES)

    def embedding_scale(self):
        return Scale(self.embedding, self.kinds, self.observations, {}, ())


def spearman(x, y):
    """Rank correlation; equal values share their mean rank."""
    def ranks(values):
        values = np.asarray(values)
        return np.array([(values < v).sum() + (values == v).sum() / 2 for v in values])
    return float(np.corrcoef(ranks(x), ranks(y))[0, 1])


def counted(inputs):
    """Returns (model, use) -> benchmarks and reporters that tell of it."""
    found = {}
    for o in inputs.observations:
        for use in inputs.kinds[o.benchmark].loadings:
            names, reporters = found.setdefault((o.model, use), (set(), set()))
            names.add(o.benchmark)
            reporters.add(o.reporter)
    return found


def table(inputs):
    """Returns the text of model-quality.csv."""
    counts = counted(inputs)
    text, embedding = inputs.text_scale(), inputs.embedding_scale()
    out = io.StringIO()
    out.write(f"# Made by bench/quality/run of input {catalogue.digest(inputs.models)}; docs/judgement.md tells how.\n")
    out.write("# A cell: doublings of size, standard error, benchmarks, reporters.\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["model", *COLUMNS])
    for model in sorted(inputs.models.values(), key=lambda m: m.id):
        row = [model.id]
        for use in COLUMNS:
            if (use == figures.EMBEDDING) != model.embeds or (use == "vision" and not model.image):
                row.append("")
                continue
            scale = embedding if model.embeds else text
            value, error = scale.estimate(model.id, None if model.embeds else use)
            names, reporters = counts.get((model.id, use), ((), ()))
            row.append(f"{value - scale.beta[2]:.2f} {error:.2f} {len(names)} {len(reporters)}")
        writer.writerow(row)
    return out.getvalue(), prior(text, embedding)


def prior(text, embedding):
    """Returns the text of quality-prior.csv: what is expected of a model that the catalogue does not have."""
    out = io.StringIO()
    out.write("# Made by bench/quality/run: expected doublings of size of a model of an unknown maker.\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["use", "constant", "log2_total", "log2_active", "month", "thinks", "small", "error"])
    for use in sorted(COLUMNS):
        scale = embedding if use == figures.EMBEDDING else text
        total, active, _, month, _, thinks, _, _, small = scale.beta[:9]
        lean, use_spread = np.zeros(5), 0
        if use != figures.EMBEDDING:
            number, part = figures.USES.index(use), scale.part(use)
            lean, use_spread = scale.lean_beta[number] * part, scale.spread[1 + number] * part**2
        constant = lean[0] - 2 * lean[3] - 3 * lean[4] + scale.settings.unknown_maker
        error = (scale.spread[0] + use_spread + scale.settings.maker**2 + scale.settings.family**2) ** 0.5
        numbers = [constant, total + lean[4], active, month + lean[3] / 12, thinks + lean[1], small, error]
        writer.writerow([use, *(f"{x:.4f}" for x in numbers)])
    return out.getvalue()


def held_out(inputs):
    """Prints how well each board is foretold by all others."""
    scales, failed = {}, []
    print(f"{'benchmark':28} {'models':>6} {'foretold':>9} {'bar':>5}   without any figure: size, age, thinking, maker")
    for name, left_out in HELD_OUT.items():
        scale = scales.setdefault(left_out, None) or inputs.text_scale(left_out)
        scales[left_out] = scale
        seen = {}
        for o in inputs.observations:
            if o.benchmark == name and not o.indirect:
                seen.setdefault(o.model, []).append(o.point)
        ids = sorted(seen)
        points = [float(np.mean(seen[i])) for i in ids]
        kind = inputs.kinds[name]
        found = spearman([scale.predicted(i, kind) for i in ids], points)
        alone = spearman([scale.mean[scale.at[i]] @ scale.mixture_of(kind) for i in ids], points)
        bar = BARS.get(name)
        print(f"{name:28} {len(ids):6} {found:9.3f} {bar or '':>5}   {alone:.3f}")
        if bar and found < bar:
            failed.append(name)
    return 1 if failed else 0


def makers(inputs, folds=12, best=12):
    """Prints how well makers' own figures foretell what others say of the same models."""
    seen = inputs.observations
    own, others = ({o.model for o in seen if o.self_reported == flag} for flag in (True, False))
    both = sorted(own & others & {m.id for m in inputs.text})
    random.Random(1).shuffle(both)
    found = {use: [] for use in figures.USES[:4]}
    for fold in range(folds):
        part = set(both[fold::folds])
        scales = [Scale(inputs.text, inputs.kinds, [o for o in seen if o.model not in part or o.self_reported == flag],
                        inputs.gains, figures.USES) for flag in (True, False)]
        for use in found:
            for model in part:
                (said, error), (told, _) = (s.estimate(model, use) for s in scales)
                found[use].append((said - scales[0].beta[2], error, told - scales[1].beta[2]))
    print(f"{len(both)} models; makers' word less others', and how often others are at or above its low end ({CAUTION} standard errors)")
    for use, rows in found.items():
        rows.sort(reverse=True)
        for name, some in ("all", rows), ("best 30", rows[:30]), (f"best {best}", rows[:best]):
            held = np.mean([told >= said - CAUTION * error for said, error, told in some])
            print(f"{use:10} {name:8} {np.mean([said - told for said, _, told in some]):+.2f}  {held:4.0%}")


def odd(inputs, most=30):
    """Prints the models whose figures are farthest from their prior."""
    scale = inputs.text_scale()
    off = scale.ability[:, 0] - scale.mean[:, 0]
    counts = np.bincount(scale.who, minlength=len(scale.models))
    for k in np.argsort(-np.abs(off))[:most]:
        m = scale.models[k]
        print(f"{m.id:32} {m.release} general {scale.ability[k, 0] - scale.beta[2]:6.2f}, "
              f"prior {scale.mean[k, 0] - scale.beta[2]:6.2f}, {off[k]:+.2f}; {counts[k]} figures")
    print("prior: log2 total {:.3f}, log2 active {:.3f}, month {:.3f}, month of tuning {:.3f}, thinks {:.2f}, "
          "code only {:.2f}, base model {:.2f}, doubling below 2 B {:.2f}".format(*scale.beta[[0, 1, 3, 4, 5, 6, 7, 8]]))
    print("optimism of makers: {:.2f} (standard error {:.2f}), where they choose the harness {:.2f} ({:.2f})".format(
        *np.stack([scale.optimism, scale.optimism_error], 1).ravel()))
    print("between makers' models it differs by {:.2f} (95 %: {:.2f} to {:.2f}); {} models have figures of both, {} of their maker "
          "alone".format(scale.makers_spread, *scale.makers_spread_range, *scale.told()))
    others = {}
    for o in scale.observations:
        if not o.self_reported:
            others.setdefault(o.model, set()).add(o.reporter)
    print("a year later: {:+.2f} ({:.2f}); where one or two others tell instead of more: {:+.2f} ({:.2f})".format(
        *scale.optimism_with(lambda m: m.months / 12), *scale.optimism_with(lambda m: len(others.get(m.id, ())) < 3)))


def main(arguments):
    inputs = Input()
    if arguments == ["--held-out"]:
        return held_out(inputs)
    if arguments == ["--makers"]:
        makers(inputs)
        return 0
    if arguments == ["--odd"]:
        odd(inputs)
        return 0
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    wanted = dict(zip(("model-quality.csv", "quality-prior.csv"), table(inputs)))
    for name, text in wanted.items():
        file = RESOURCES / name
        if arguments and (not file.exists() or file.read_text(encoding="utf-8") != text):
            print(f"{file.name} is not what the tables give: run bench/quality/run", file=sys.stderr)
            return 1
        if not arguments:
            file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
