#!/usr/bin/env python3
"""Fits the constants of dev.llmfit.sizing.speed to measured rows. bench/speed-fit/run calls it with the table that SpeedFeatures writes.

  fit.py FEATURES            fits all rows; writes speed-constants.csv (ranges stay) and speed-predictions.csv, which SpeedModelTest holds the Java code against
  fit.py FEATURES --cv       also judges rows under constants that have not seen their thread (or their hardware), writes the ranges, the tables and the
                             diagram of docs/accuracy.md and the folds that KeptAsideTest asks the Java code about; exit status 6 below the bars

A thread is the source of a row, for GitHub the source and the model; of rows before December 2024 the configuration. Each configuration has one vote.
"""
import collections, csv, hashlib, math, os, sys, time
import numpy as np
import diagram, effects, model, rows, tables

HERE = os.path.dirname(os.path.abspath(__file__)); ROOT = os.path.join(HERE, '..', '..')
FIXTURES = os.path.join(ROOT, 'test-fixtures/src/main/resources/dev/llmfit/fixtures/speed')
OUT = os.path.join(ROOT, 'sizing/src/main/resources/dev/llmfit/sizing/speed/speed-constants.csv')
SOURCE = 'bench/speed-fit on speed-rows.csv and modern-rows.csv'
FITS = (('tg', model.tg, model.TG), ('pp', model.pp, model.PP))
SPLITS = {'threads': (lambda r: r['group'], 5), 'hardware': (lambda r: r['hw'], 6)}
DEALS = {'threads': ('', 'b', 'c'), 'hardware': ('',)}      # how often the folds are dealt out: one deal alone differs from the next by two points of the median
MOST = 6                             # rows of a series that take part
WITNESSES = 3                        # as many rows a longer series counts for
LIMIT = 9                            # iterations of a fold; a full fit has more
MODERN, AGE = 9000, 7000             # rows of older builds count less: their spread is twice as wide 7,000 builds before


def thin(R):
    """At most six rows of a series of one reporter; each then counts less: a series is not many witnesses."""
    series = collections.defaultdict(list); out = [r for r in R if not r['modern']]
    for r in R:
        if r['modern']: series[r['thread'], r['hw'], r['backend'], r['model'], r['quant'], r['depth'] > 0, r['off'], r['amdvlk']].append(r)
    for s in series.values():
        kept = sorted(s, key=lambda r: effects.digest(r['id']))[:MOST]
        out += [dict(r, wt=min(1, WITNESSES / len(kept))) for r in kept]
    return out


def spread(t, H):
    a, b = H['SPREAD']; s = np.where(t.depth > 0, b, a)
    s = np.where(t.wall, 4 * s, np.where(t.scored, s, np.where(t.public, H['PUBLIC'], 2 * s)))
    return s * (1 + H['OLD'] * np.maximum(0, MODERN - t.build) / AGE) / np.sqrt(t.wt)


def fitted(R, fn, H, iterations=LIMIT):
    t = model.Work(thin(R)); return effects.fit(lambda t, S: fn(t, S, H), t, spread(t, H), H['FREEDOM'], iterations)


def asked(R):
    """Rows as a request knows them: the file is what its file type says, the build only where the row names it, reporter and driver unknown."""
    return [dict(r, sc=1.0, wall=False, public=False, thread='', amdvlk=False, build=r['asked_build']) for r in R]


def predict(R, values, fn, H):
    t = model.Work(R); return fn(t, effects.Slots(t, values), H)


def slice_of(r): return ('moe' if r['nmoe'] else 'dense') + ('.depth' if r['depth'] else '')


def reporters(R):
    """How many reporters measured a slice of a device and of an architecture. One reporter of SYCL, or of an Intel GPU, is not enough: see the B70's rows."""
    seen = collections.defaultdict(set)
    for r in R:
        for key in (r['hw'], r['fam']): seen[slice_of(r), r['backend'], key].add((r['reporter'] or r['source'].rsplit(':', 1)[0]) + ('|' + r['hw'] if r['public'] else ''))
    few = {(r['backend'], k) for r in R if r['vendor'] == 'Intel' for k in (r['hw'], r['fam'])}
    return {k: len(v) for k, v in seen.items() if len(v) > 1 or (k[1], k[2]) not in few}


def knowledge(known, r):
    n = known.get((slice_of(r), r['backend'], r['hw']), 0)
    return 'device' if n > 1 else 'reporter' if n else 'family' if known.get((slice_of(r), r['backend'], r['fam'])) else 'unknown'


def folds(R, split, salt=''):
    key, k = SPLITS[split]
    return {g: i % k for i, g in enumerate(sorted({key(r) for r in R}, key=lambda g: effects.digest(g, salt)))}, key, k


def judged(R, fn, H, split):
    """(row, knowledge, logarithm of prediction over measurement, (deal, fold)) of the scored rows, once for each deal."""
    return [j for salt in DEALS[split] for j in dealt(R, fn, H, split, salt)]


def dealt(R, fn, H, split, salt):
    fold, key, k = folds(R, split, salt); out = []
    for f in range(k):
        test = [r for r in R if fold[key(r)] == f and r['scored']]; train = [r for r in R if fold[key(r)] != f]
        if not test: continue
        values, _ = fitted(train, fn, H); known = reporters(train)
        out += [(r, knowledge(known, r), float(x - r['log_y']), (salt, f)) for r, x in zip(test, predict(asked(test), values, fn, H))]
        print(split, salt, 'fold', f, len(train), len(test), file=sys.stderr)
    return out


def spelled(key):
    name, _, rest = key.partition('|'); return name + ':' + rest.split('|', 1)[1] if rest else name


NUISANCE = ('other.', 'rep.', 'amdvlk.')          # of reporters and drivers; a request knows neither


def constants(values, counts):
    """Effects under the names the Java code looks up, without those that say nothing."""
    for k, v in values.items():
        if k.startswith(NUISANCE): continue
        if k.startswith(('model.', 'qx.', 'gx.')) and '|' not in k or k.startswith('qx.bf16|') and k != 'qx.bf16|b|vulkan': continue
        if k == 'qx.bf16|b|vulkan': v += values.get('qx.bf16', 0.0)
        if '|' in k and (abs(v) < .004 or not counts[k][0]): continue
        yield spelled(k), v, counts[k]


def written(values, counts):
    """The same effects as they can be read back, for the predictions that the Java code is held against."""
    kept = {n: round(v, 4) for n, v, _ in constants(values, counts)}
    return {k: 0.0 if k in ('qx.bf16', 'model.tg', 'model.pp') or k.startswith(NUISANCE) else kept.get(spelled(k), 0.0) for k in values}


def digest(*paths):
    h = hashlib.sha256()
    for p in paths:
        with open(p, 'rb') as f: h.update(f.read())
    return h.hexdigest()[:16]


def inputs():
    """What a fit is made of: the rows and these scripts. KeptAsideTest asks whether the constants are those of today's."""
    return digest(*(os.path.join(FIXTURES, n) for n in ('speed-rows.csv', 'modern-rows.csv')), *(os.path.join(HERE, n) for n in ('effects.py', 'fit.py', 'model.py', 'rows.py', 'tables.py')))


def lines_of(name, values, counts, R):
    lines = [[k, '%.4f' % v, *n, SOURCE] for k, v, n in sorted(constants(values, counts))]
    for (s, b, key), n in sorted(reporters(R).items()): lines.append([f'reporters.{name}.{s}:{b}:{key}', n, n, 1, SOURCE])
    return lines


def write(path, head, body):
    with open(path, 'w', newline='') as f:
        w = csv.writer(f, lineterminator='\n'); w.writerow(head); w.writerows(body)


def aside(R, ranges):
    """Writes constants that have not seen one fold of a split, and the rows of that fold, with the digests of what was fitted and of what came out."""
    for split in SPLITS:
        lines, ids = list(ranges), []
        for name, fn, H in FITS:
            T = [r for r in R if r['tg'] == (name == 'tg')]; fold, key, _ = folds(T, split); seen = [r for r in T if fold[key(r)] != 0]
            values, counts = fitted(seen, fn, H); lines += lines_of(name, values, counts, seen)
            ids += sorted(r['id'] for r in T if fold[key(r)] == 0 and r['scored'])
        write(os.path.join(FIXTURES, f'speed-aside-{split}.csv'), ['name', 'value', ''], [[l[0], l[1], ''] for l in lines])
        with open(os.path.join(FIXTURES, f'speed-aside-{split}.txt'), 'w') as f:
            f.write(f'# rows that speed-aside-{split}.csv has not seen; the first line is the digest of the rows and scripts, the second that of speed-constants.csv\n{inputs()}\n{digest(OUT)}\n' + ''.join(i + '\n' for i in ids))


def main(args):
    R = [r for r in rows.load(args[0]) if r['fh'] == 0 and not r['unlike']]; lines, answers, errors = [], [], {}
    for name, fn, H in FITS:
        T = [r for r in R if r['tg'] == (name == 'tg')]; started = time.time()
        values, counts = fitted(T, fn, H, 20); lines += lines_of(name, values, counts, T)
        answers += [(r['id'], '%.4f' % math.exp(x)) for r, x in zip(T, predict(asked(T), written(values, counts), fn, H))]
        print(name, len(T), 'rows fitted in %.0f s' % (time.time() - started), file=sys.stderr)
        if '--cv' in args:
            for split in SPLITS: errors[name, split] = judged(T, fn, H, split)
    old = [l for l in csv.reader(open(OUT)) if l[0].startswith('range.') and l[0].endswith(('.low', '.high'))]
    ranges = tables.ranges(errors) if errors else old
    write(OUT, ['name', 'value', 'rows', 'hardware', 'source'], lines + ranges)
    write(os.path.join(FIXTURES, 'speed-predictions.csv'), ['id', 'tok_s'], answers)
    print(len(lines), 'constants written', file=sys.stderr)
    if not errors: return 0
    aside(R, ranges)
    text, holds = tables.written(errors, ranges); tables.into(os.path.join(ROOT, 'docs/accuracy.md'), text)
    diagram.write(os.path.join(ROOT, 'docs/images/speed-ranges.svg'), errors, ranges)
    print(text)
    return 0 if holds else 6


if __name__ == '__main__': sys.exit(main(sys.argv[1:]))
