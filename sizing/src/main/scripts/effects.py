"""Robust fit of a formula whose constants are sums of effects, and cross-validation. Needs numpy.

A formula gets a `Table` of rows and a `Slots` object. `slots(name, mean, sd, b=..., h=...)` is one constant for every row: a general value
with prior N(mean, sd) plus one effect per level (backend, architecture, hardware id, model ...) with prior N(0, the given sd). An effect
that few rows speak about stays small, so a device or model that was not measured uses what is known of its kind (empirical Bayes).
Errors are measured in log time with a heavy-tailed loss (Student's t, 3 degrees of freedom): single odd rows do not move constants.
"""
import hashlib, math
import numpy as np

FREEDOM = 3


def digest(text, salt=''):
    return int(hashlib.sha256((salt + text).encode()).hexdigest()[:8], 16)


class Table:
    """Rows as arrays; `levels` maps a level's letter to the key of a row."""
    def __init__(self, rows, levels):
        self.rows, self.n = rows, len(rows)
        self.code = {k: np.unique(np.array([f(r) for r in rows]), return_inverse=True) for k, f in levels.items()}

    def column(self, name):
        return np.array([float(r[name]) for r in self.rows])

    def flag(self, name):
        return np.array([bool(r[name]) for r in self.rows])


class Slots:
    def __init__(self, table, values):
        self.t, self.v, self.prior, self.seen, self.cache, self.moved = table, values, {}, [], {}, None

    def __call__(self, name, mean, sd, **levels):
        if name not in self.cache:
            x = np.full(self.t.n, self.v.get(name, mean))
            self.prior[name] = (mean, sd)
            for level, width in levels.items():
                keys, at = self.t.code[level]
                full = [f'{name}|{level}|{k}' for k in keys]
                self.prior.update((k, (0.0, width)) for k in full)
                x = x + np.array([self.v.get(k, 0.0) for k in full])[at]
            self.cache[name] = x
            self.seen.append((name, list(levels)))
        return self.cache[name] + (1e-4 if self.moved == name else 0)

    def indices(self, name, levels, index):
        out = [np.full(self.t.n, index[name])]
        for level in levels:
            keys, at = self.t.code[level]
            out.append(np.array([index[f'{name}|{level}|{k}'] for k in keys])[at])
        return out


def linear(formula, table, values):
    """Value, and the derivative by every constant, per row."""
    slots = Slots(table, values); f0 = formula(table, slots); columns = []
    for name, _ in list(slots.seen):
        slots.moved = name; columns.append((formula(table, slots) - f0) / 1e-4)
    slots.moved = None
    return f0, columns, slots


def fit(formula, table, spread, iterations=12):
    """Values of all effects, and of each the number of rows and of hardware ids that speak about it. Levenberg-Marquardt with the priors as ridge."""
    y = table.column('log_y'); values = {}
    f0, columns, slots = linear(formula, table, values)
    names = list(slots.prior); index = {k: i for i, k in enumerate(names)}; n = len(names); rows = np.arange(table.n); diagonal = np.diag_indices(n)
    mean = np.array([slots.prior[k][0] for k in names]); sd = np.array([slots.prior[k][1] for k in names]); x = mean.copy()
    at = [slots.indices(name, levels, index) for name, levels in slots.seen]
    objective = lambda f, x: (((x - mean) / sd) ** 2).sum() + ((FREEDOM + 3) * np.log1p(((y - f) / spread) ** 2 / FREEDOM)).sum()
    current, damping = objective(f0, x), 1e-2
    for _ in range(iterations):
        J = np.zeros((table.n, n))
        for column, ids in zip(columns, at):
            for i in ids: J[rows, i] += column
        error = y - f0; weight = ((FREEDOM + 3) / FREEDOM) / (1 + (error / spread) ** 2 / FREEDOM) / spread ** 2
        A = J.T @ (J * weight[:, None]); b = J.T @ (weight * error); A[diagonal] += 1 / sd ** 2; b += (mean - x) / sd ** 2; own = np.diag(A).copy()
        for _ in range(6):
            B = A.copy(); B[diagonal] += damping * own
            trial = x + np.clip(np.linalg.solve(B, b), -1, 1); values = dict(zip(names, trial))
            new = objective(formula(table, Slots(table, values)), trial)
            if new < current: damping = max(damping / 5, 1e-6); break
            damping *= 8
        else: break
        done = current - new < .05; x, current = trial, new
        if done: break
        f0, columns, _ = linear(formula, table, values)
    speak = {k: set() for k in names}
    for column, ids in zip(columns, at):
        for i in ids:
            for r in np.flatnonzero(np.abs(column) > 1e-9): speak[names[i[r]]].add(int(r))
    return dict(zip(names, x)), {k: (len(s), len({table.rows[r]['hw'] for r in s})) for k, s in speak.items()}


def kept_aside(fitting, predict, rows, key, k, salt=''):
    """Log errors of the scored rows, each under constants fitted without its group."""
    # the rows that are scored are dealt out evenly; all others of a group go with it
    groups = sorted({key(r) for r in rows if r['scored']}, key=lambda g: digest(g, salt)); fold = {g: i % k for i, g in enumerate(groups)}; out = []
    for f in range(k):
        test = [r for r in rows if fold.get(key(r)) == f and r['scored']]
        if test: out += zip(test, predict(test, fitting([r for r in rows if fold.get(key(r)) != f])))
    return out


def summary(errors, half=None):
    """n, median error, shares within 15 and 30 %, and the share of measurements inside mid * (1 +- half)."""
    e = np.abs(np.exp(np.array(errors)) - 1); inside = [abs(math.exp(-x) - 1) <= h for x, h in zip(errors, half)] if half is not None else [False]
    return len(e), 100 * np.median(e), 100 * np.mean(e <= .15), 100 * np.mean(e <= .3), 100 * np.mean(inside)
