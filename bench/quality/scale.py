"""Puts benchmarks on one scale, in doublings of model size.

Each model has a general ability g and, for each use, a difference d from it. A benchmark is a straight line of a mixture of them:

    figure = a + s * (g + sum of loading * d) + noise

g comes from a prior that is fitted to all models: size, age, whether it thinks, maker, family. What one reporter says of one model
shares an error. Lines, noise, prior and abilities are refitted in turn (expectation maximization) until they stand.
"""
import dataclasses

import numpy as np

from catalogue import log2


@dataclasses.dataclass(frozen=True)
class Settings:
    """What is judged rather than fitted. Standard deviations are in doublings."""

    rounds: int = 40
    least_models: int = 6          # a benchmark with fewer models says nothing
    noise_floor: float = 0.8       # no benchmark tells models apart better than this
    reporter: float = 0.45         # error that one reporter's figures of one model share
    unproven: float = 1.2          # the same, of a maker's own figures where nobody else measured any of its models
    indirect: float = 0.5          # weight of a figure without thinking, of a model that thinks, and of a sibling's with it
    gain: float = 1.7              # what thinking adds where no model was measured both ways
    gain_weight: float = 3.0       # models that it counts for where some were
    tails: float = 5.0             # degrees of freedom of the noise: outliers count less
    slope_weight: float = 10.0     # models that the usual slope counts for, in a benchmark's own
    noise_weight: float = 3.0      # models that the usual noise counts for
    maker: float = 0.8             # how far makers differ
    small: float = 0.3             # how far a doubling below 2 billion weights may differ from one above
    family: float = 0.6            # how far families of one maker differ
    general: float = 1.0           # where to start: how far models differ from the prior
    use: float = 0.6               # where to start: how far the abilities of one model differ
    unknown_maker: float = -1.0    # a maker that nobody else measured is not expected to be average, nor to better another's model
    votes: float = 0.6             # part of what votes of people alone prefer that counts for chat: style wins votes too


SPREADS = np.arange(0, 1.55, 0.05)  # standard deviations between makers' models that are tried, in doublings
CHI_SQUARE_95 = 3.84                # of one degree of freedom
UNKNOWN = 100.0                     # variance of an ability of which nothing is known
OPTIMISM_ROUNDS = 10                # it is fitted in each tenth round
FEATURES = 3                        # optimism of questions, of harnesses, and with a trait of the model
LINES_MOVE = 1.0                    # how far a benchmark's line may move where optimism is fitted, in doublings


def small(model):
    """Returns doublings below 2 billion weights: down there, each counts for more."""
    return 0.0 if model.embeds else max(0.0, 1 - log2(model.total))


class Scale:
    """The fit. Arrays are over models, then (general ability, differences of the uses)."""

    def __init__(self, models, kinds, observations, gains, uses, settings=Settings()):
        self.settings = settings
        self.uses = uses
        self.models = list(models)
        self.at = {m.id: k for k, m in enumerate(self.models)}
        observations = [o for o in observations if o.model in self.at]
        counts = {}
        for o in observations:
            counts.setdefault(o.benchmark, set()).add(o.model)
        self.names = sorted(b for b, who in counts.items() if len(who) >= settings.least_models)
        number = {b: k for k, b in enumerate(self.names)}
        self.observations = [o for o in observations if o.benchmark in number]
        pick = lambda f, kind=float: np.array([f(o) for o in self.observations], kind)
        self.who = pick(lambda o: self.at[o.model], int)
        self.which = pick(lambda o: number[o.benchmark], int)
        self.y = pick(lambda o: o.point)
        self.sampling = pick(lambda o: o.variance)
        self.weight = pick(lambda o: o.share * (settings.indirect if o.indirect else 1))
        self.thought = pick(lambda o: o.thought, int)
        self.self_reported = pick(lambda o: o.self_reported, bool)
        self.gains = [np.array(gains.get(b, [])) for b in self.names]
        # Where an agent works on its own, the maker chooses the harness; elsewhere the questions alone.
        self.harness = np.array([kinds[b].loadings.get("agents", 0) >= 0.4 for b in self.names], int)
        self.optimism, self.optimism_error = np.zeros(2), np.zeros(2)
        self.makers_spread, self.makers_spread_range = settings.reporter, (0.0, 0.0)
        groups = {}
        self.group = pick(lambda o: groups.setdefault((o.model, o.reporter), len(groups)), int)
        self.groups = len(groups)
        self.group_who = np.zeros(self.groups, int)
        self.group_who[self.group] = self.who
        proven = {self.models[k].maker for k in self.who[~self.self_reported]}
        self.unproven = self.self_reported & np.array([self.models[k].maker not in proven for k in self.who], bool)
        self.shared = np.full(self.groups, settings.reporter**2)
        self.shared[self.group[self.unproven]] = settings.unproven**2
        self.mixture = np.array([self.mixture_of(kinds[b]) for b in self.names])
        self.points = np.array([kinds[b].link == "points" for b in self.names])
        self._features()
        self._fit()

    def mixture_of(self, kind):
        """Returns how much of each ability a benchmark measures."""
        return np.array([1.0] + [kind.loadings.get(u, 0) for u in self.uses])

    def _features(self):
        proven = {self.models[k].maker for k in self.who[~self.self_reported]}
        self.known_maker = np.array([m.maker in proven for m in self.models])
        makers, families = {}, {}
        for m in self.models:
            for k in (m, m.origin):
                makers.setdefault(k.maker, len(makers))
            families.setdefault((m.origin.maker, m.origin.family), len(families))
        # An embedding model reads every weight for every token: one size is enough.
        size = [[log2(m.total), 0 if m.embeds else log2(m.active)] for m in self.models]
        rest = [[1, m.origin.months, m.months - m.origin.months, m.thinks, m.origin.codes_only, m.completes, small(m)]
                for m in self.models]
        self.fixed = np.hstack([np.array(size), np.array(rest, float)])
        n, f = len(self.models), self.fixed.shape[1]
        self.design = np.zeros((n, f + len(makers) + len(families)))
        self.design[:, :f] = self.fixed
        for k, m in enumerate(self.models):
            self.design[k, f + makers[m.maker]] = 1
            self.design[k, f + makers[m.origin.maker]] = 1
            self.design[k, f + len(makers) + families[m.origin.maker, m.origin.family]] = 1
        self.makers, self.families = makers, families
        months = np.array([m.months for m in self.models])
        thinks = np.array([float(m.thinks) for m in self.models])
        code = np.array([float(m.codes_only) for m in self.models])
        self.lean = np.stack([np.ones(n), thinks, code, (months - 24) / 12, self.fixed[:, 0] - 3], 1)

    def _fit(self):
        s, f = self.settings, self.fixed.shape[1]
        n, k = len(self.models), 1 + len(self.uses)
        self.beta = np.zeros(self.design.shape[1])
        self.beta[:f] = [0.75, 0.25, 0, 0.2, 0.05, 1.3, 0, -1, -0.3]
        self.mean = np.zeros((n, k))
        self.mean[:, 0] = self.design @ self.beta
        self.spread = np.array([s.general**2] + [s.use**2] * (k - 1))
        self._first_lines()
        self.trust = np.ones(len(self.y))
        for k in range(s.rounds):
            self._abilities()
            if k % OPTIMISM_ROUNDS == OPTIMISM_ROUNDS - 1:
                self._optimism()
            self._lines()
            self._prior()

    def _first_lines(self):
        count = len(self.names)
        self.a, self.s, self.noise = np.zeros(count), np.ones(count), np.full(count, 1.5)
        for b in range(count):
            rows = self.which == b
            x, y = self.mean[self.who[rows], 0], self.y[rows]
            self.s[b] = max(np.cov(x, y)[0, 1] / max(x.var(), 0.3), 0.05)
            self.a[b] = y.mean() - self.s[b] * x.mean()

    def _abilities(self):
        """Each model's abilities and their covariance, given the lines."""
        n, k = self.mean.shape
        h = self.mixture[self.which]
        slope = self.s[self.which]
        precision = self.weight * self.trust / (self.noise[self.which] + self.sampling / slope**2)
        target = (self.corrected() - self.a[self.which]) / slope
        inverse = np.tile(np.diag(1 / self.spread), (n, 1, 1))
        right = self.mean / self.spread
        np.add.at(inverse, self.who, precision[:, None, None] * h[:, :, None] * h[:, None, :])
        np.add.at(right, self.who, (precision * target)[:, None] * h)
        # What a reporter's figures of one model share is taken out again (Woodbury).
        total = np.bincount(self.group, precision, self.groups)
        sum_h = np.zeros((self.groups, k))
        np.add.at(sum_h, self.group, precision[:, None] * h)
        factor = self.shared / (1 + self.shared * total)
        np.add.at(inverse, self.group_who, -factor[:, None, None] * sum_h[:, :, None] * sum_h[:, None, :])
        sum_t = np.bincount(self.group, precision * target, self.groups)
        np.add.at(right, self.group_who, -(factor * sum_t)[:, None] * sum_h)
        self.covariance = np.linalg.inv(inverse)
        self.ability = np.einsum("nij,nj->ni", self.covariance, right)
        self.seen = np.einsum("oi,oi->o", h, self.ability[self.who])
        self.seen_variance = np.einsum("oi,oij,oj->o", h, self.covariance[self.who], h)
        self.shift = (factor * np.bincount(self.group, precision * (target - self.seen), self.groups))[self.group]
        self.target = target

    def corrected(self):
        """Returns the figures as if all models had thought as they do, and without the optimism of makers."""
        s = self.settings
        gain = np.array([(g.sum() / slope + s.gain_weight * s.gain) / (len(g) + s.gain_weight)
                         for g, slope in zip(self.gains, self.s)])
        doublings = -self.thought * gain[self.which] - self.self_reported * self.optimism[self.harness[self.which]]
        return self.y + doublings * self.s[self.which]

    def _optimism(self):
        """What makers' own figures are above what others say of the same model, in doublings, and how much makers differ in it.

        Generalized least squares on the models of which both tell: their abilities are free, the lines may move, and what a
        reporter's figures of one model share is part of the covariance. Between makers' models the optimism itself differs by a
        standard deviation that more figures do not make smaller: the most likely one.
        """
        blocks = self._twice_told()
        if not blocks:
            return
        found = [self._likelihood(blocks, spread) for spread in SPREADS]
        best = min(range(len(SPREADS)), key=lambda k: found[k][0])
        self.optimism, self.optimism_error = np.maximum(found[best][1][:2], 0), found[best][2][:2]
        self.makers_spread = SPREADS[best]
        inside = [x for x, f in zip(SPREADS, found) if f[0] < found[best][0] + CHI_SQUARE_95 / 2]
        self.makers_spread_range = (inside[0], inside[-1])
        # One maker's error is never taken for smaller than another reporter's.
        self.shared[self.group[self.self_reported & ~self.unproven]] = max(self.settings.reporter, self.makers_spread) ** 2

    def optimism_with(self, trait):
        """Returns how much more optimistic makers are of a model for each unit of a trait, and its standard error."""
        _, fitted, errors = self._likelihood(self._twice_told(trait), self.makers_spread)
        return fitted[2], errors[2]

    def _twice_told(self, trait=None):
        """Returns, for each model of which its maker and others tell: how far its figures are off its prior, their covariance,
        which of them its maker gave, what each depends on, and where that stands among all."""
        own = self.self_reported
        told = np.zeros((len(self.models), 2), bool)
        told[self.who, own.astype(int)] = True
        slope = self.s[self.which]
        variance = (self.noise[self.which] + self.sampling / slope**2) / (self.weight * self.trust)
        target = self.target + own * self.optimism[self.harness[self.which]]
        free = self.spread + np.eye(len(self.spread))[0] * UNKNOWN
        blocks = []
        for k in np.flatnonzero(told.all(1)):
            rows = np.flatnonzero(self.who == k)
            h = self.mixture[self.which[rows]]
            same = self.group[rows][:, None] == self.group[rows][None]
            mine = same & own[rows]
            known = np.diag(variance[rows]) + (h * free) @ h.T + (same & ~mine) * self.settings.reporter**2
            lines, line = np.unique(self.which[rows], return_inverse=True)
            columns = np.zeros((len(rows), FEATURES + len(lines)))
            columns[np.arange(len(rows)), self.harness[self.which[rows]]] = own[rows]
            columns[:, 2] = own[rows] * (0 if trait is None else trait(self.models[k]))
            columns[np.arange(len(rows)), FEATURES + line] = 1
            places = np.r_[np.arange(FEATURES), FEATURES + lines]
            blocks.append((target[rows] - h @ self.mean[k], known, mine, columns, places))
        return blocks

    def _likelihood(self, blocks, spread):
        """Returns minus the log of the (restricted) likelihood, the optimism that fits best, and its standard errors."""
        n = FEATURES + len(self.names)
        normal = np.diag(np.r_[np.full(FEATURES, 1e-6), np.full(len(self.names), 1 / LINES_MOVE**2)])
        right, rest = np.zeros(n), 0.0
        for off, known, mine, columns, places in blocks:
            lower = np.linalg.cholesky(known + mine * spread**2)
            solved = np.linalg.solve(lower, np.c_[columns, off])
            x, y = solved[:, :-1], solved[:, -1]
            normal[np.ix_(places, places)] += x.T @ x
            right[places] += x.T @ y
            rest += 2 * np.log(np.diag(lower)).sum() + y @ y
        fitted = np.linalg.solve(normal, right)
        worth = (rest - right @ fitted + np.linalg.slogdet(normal)[1]) / 2
        return worth, fitted[:FEATURES], np.sqrt(np.diag(np.linalg.inv(normal))[:FEATURES])

    def _lines(self):
        s = self.settings
        figures = self.corrected()
        usual = [np.median(self.s[self.points == p]) if (self.points == p).any() else 1.0 for p in (False, True)]
        x = self.seen + self.shift
        for b in range(len(self.names)):
            rows = self.which == b
            w, y, xs, v = (self.weight * self.trust)[rows], figures[rows], x[rows], self.seen_variance[rows]
            mean_x, mean_y = (w * xs).sum() / w.sum(), (w * y).sum() / w.sum()
            xx = (w * ((xs - mean_x) ** 2 + v)).sum() + s.slope_weight * 2
            xy = (w * (xs - mean_x) * (y - mean_y)).sum() + s.slope_weight * 2 * usual[int(self.points[b])]
            self.s[b] = max(xy / xx, 0.03)
            self.a[b] = mean_y - self.s[b] * mean_x
            off = (w * (((y - self.a[b]) / self.s[b] - xs) ** 2 + v - self.sampling[rows] / self.s[b] ** 2)).sum()
            noise = (off + s.noise_weight) / (max(w.sum() - 2, 1) + s.noise_weight)
            self.noise[b] = max(noise, s.noise_floor**2)
        off = (self.target - x) ** 2 + self.seen_variance
        allowed = self.noise[self.which] + self.sampling / self.s[self.which] ** 2
        self.trust = (s.tails + 1) / (s.tails + off / allowed)

    def _prior(self):
        s, f = self.settings, self.fixed.shape[1]
        self.informed = 1 - self.covariance[:, 0, 0] / self.spread[0]
        rows = self.informed > 0.05
        ridge = np.full(self.design.shape[1], 1e-3)
        ridge[f:f + len(self.makers)] = self.spread[0] / s.maker**2
        ridge[f + len(self.makers):] = self.spread[0] / s.family**2
        ridge[f - 1] = self.spread[0] / s.small**2
        # A tuned model tells what tuning does, not what its base is expected to be.
        apart, above = self.design.copy(), self.ability[:, 0].copy()
        for k, m in enumerate(self.models):
            if m.base:
                apart[k] -= self.design[self.at[m.base.id]]
                above[k] -= self.ability[self.at[m.base.id], 0]
        weighted = apart[rows] * self.informed[rows, None]
        normal = weighted.T @ apart[rows] + np.diag(ridge)
        self.beta = np.linalg.solve(normal, weighted.T @ above[rows])
        lean = np.zeros((len(self.uses), self.lean.shape[1]))
        for u in range(len(self.uses)):
            told = 1 - self.covariance[:, 1 + u, 1 + u] / self.spread[1 + u]
            a = self.lean * told[:, None]
            lean[u] = np.linalg.solve(
                a.T @ self.lean + np.diag([3, 3, 3, 6, 6.0]), a.T @ self.ability[:, 1 + u])
        # The unit: a doubling of all and active weights together is 1.
        unit = self.beta[0] + self.beta[1]
        self.ability /= unit
        self.covariance /= unit**2
        self.beta /= unit
        lean /= unit
        self.s *= unit
        self.noise = np.maximum(self.noise / unit**2, s.noise_floor**2)
        self.lean_beta = lean
        self._means()
        self.beta_covariance = np.linalg.inv(normal)
        off = (self.ability - self.mean) ** 2 + np.einsum("nii->ni", self.covariance)
        self.spread[0] = max((off[rows, 0]).mean(), 0.3)
        for u in range(len(self.uses)):
            told = 1 - self.covariance[:, 1 + u, 1 + u] / self.spread[1 + u] > 0.1
            if told.sum() > 5:
                self.spread[1 + u] = np.clip(off[told, 1 + u].mean(), 0.1, 2)

    def _means(self):
        """What is expected of each model: of a tuned one, what its base can do and what the tuning is expected to change."""
        self.mean[:, 0] = self.design @ self.beta
        self.mean[:, 1:] = self.lean @ self.lean_beta.T
        expected = self.mean.copy()
        for k, m in enumerate(self.models):
            if m.base:
                b = self.at[m.base.id]
                self.mean[k] = self.ability[b] + expected[k] - expected[b]

    def told(self):
        """Returns of how many models their makers and others tell, and of how many their makers alone."""
        own, others = (set(self.who[self.self_reported == flag]) for flag in (True, False))
        return len(own & others), len(own - others)

    def estimate(self, model, use=None):
        """Returns value and standard error of a model for a use (None: in general)."""
        k = self.at[model]
        h = np.zeros(self.mean.shape[1])
        h[0] = 1
        if use:
            h[1 + self.uses.index(use)] = self.part(use)
        missing = max(1 - self.informed[k], 0)
        x = self.design[k]
        prior = self.spread[0] * float(x @ self.beta_covariance @ x)
        variance = float(h @ self.covariance[k] @ h) + missing**2 * prior
        shift = 0 if self.known_maker[k] else self.settings.unknown_maker * missing
        return float(self.ability[k] @ h) + shift, variance**0.5

    def part(self, use):
        """Returns how much of the difference of a use its estimate has."""
        return self.settings.votes if use == "chat" else 1

    def predicted(self, model, kind):
        """Returns the ability that a benchmark measures, of one model."""
        return float(self.ability[self.at[model]] @ self.mixture_of(kind))
