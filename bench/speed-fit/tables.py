"""What cross-validation says: ranges as two factors, tables by class, and whether the bars hold."""
import collections, math
import numpy as np

CLASSES = ('dense', 'moe', 'dense.depth', 'moe.depth')
LEVELS = ('device', 'reporter', 'family', 'unknown')
HELD = .82                           # share of the cells that a range is made to hold; it states four of five
ENOUGH = 20                          # votes of neighbours, of which there is a choice; of the last of their own kind half of it will do
PRIOR = 10                           # votes that the neighbours count for beside a class's own
TOLD = 30                            # votes from which a class of the unknown has its own range; below, a factor of two is said at least
FACTOR_OF_TWO = math.log(2)
# median at most, shares within 15 % and 30 % at least: what a change must not lose (by thread, by hardware)
BARS = {('threads', 'tg', 'empty'): (11, 60, 87), ('threads', 'tg', 'depth'): (12, 56, 75), ('threads', 'pp', 'empty'): (16, 48, 75), ('threads', 'pp', 'depth'): (12, 60, 80),
        ('hardware', 'tg', 'empty'): (12, 55, 80), ('hardware', 'pp', 'empty'): (24, 29, 65)}
BEGIN, END = '<!-- written by bench/speed-fit -->', '<!-- end -->'


def slice_of(r): return ('moe' if r['nmoe'] else 'dense') + ('.depth' if r['depth'] else '')


def configuration(r): return r['thread'], r['hw'], r['backend'], r['model'], r['quant'], r['tg'], r['depth'] > 0


def votes(judged):
    """{(configuration, deal of the folds): logarithms of prediction over measurement of its cells}."""
    out = collections.defaultdict(list)
    for r, _, x, (deal, _) in judged: out[configuration(r), deal].append(x)
    return out


def number(judged):
    """How many configurations there are."""
    return len({configuration(j[0]) for j in judged})


def summary(judged):
    """Votes, median error, shares within 15 and 30 %."""
    e = np.array([abs(math.exp(float(np.median(v))) - 1) for v in votes(judged).values()])
    return number(judged), 100 * float(np.median(e)), 100 * float(np.mean(e <= .15)), 100 * float(np.mean(e <= .30))


def cells(judged, weight):
    """Logarithms of measurement over prediction, and of each cell the share of `weight` votes that it has."""
    v = votes(judged)
    return np.array([-x for c in v.values() for x in c]), np.array([weight / len(v) / len(c) for c in v.values() for _ in c])


def quantiles(parts, held):
    """The factors between which `held` of the measurements of a few `cells` lie."""
    x, each = (np.concatenate([p[i] for p in parts]) for i in (0, 1)); order = np.argsort(x, kind='stable'); each = each[order]; w = (np.cumsum(each) - each / 2) / each.sum()
    return float(np.interp((1 - held) / 2, w, x[order])), float(np.interp((1 + held) / 2, w, x[order]))


def classes(errors, name):
    """{(level, slice): judged rows}. By thread what is known of the device, by hardware what is known without it. Rows of before December 2024
    are kept aside by configuration, so their own reporter was fitted: they say nothing of a stranger's machine whose GPU is known."""
    out = collections.defaultdict(list)
    for split in ('threads', 'hardware'):
        for j in errors[name, split]:
            if (j[0]['modern'] or split == 'hardware') and (j[1] in ('device', 'reporter')) == (split == 'threads'): out[j[1], slice_of(j[0])].append(j)
    return out


def neighbours(groups, level, s):
    """The rows that a class is like: of dense models and experts, then of the other kind of device, then of all of its depth."""
    depth = s.endswith('.depth'); alike = [c for c in CLASSES if c.endswith('.depth') == depth]; rows = []
    near = ('device', 'reporter') if level in ('device', 'reporter') else ('family', 'unknown')
    for levels, slices in (((level,), alike), (near, (s,)), (near, alike), (LEVELS, alike)):
        rows = [j for l in levels for c in slices for j in groups.get((l, c), []) if (l, c) != (level, s)]
        if number(rows) >= (ENOUGH if slices == (s,) or levels == (level,) else ENOUGH / 2): break
    return rows


def block(groups, level, s):
    """What a class has: its cells, those of its neighbours, and its groups (threads)."""
    own = groups.get((level, s), [])
    return cells(own, number(own)), cells(neighbours(groups, level, s), PRIOR), {j[0]['group'] for j in own}


def conformal(blocks, held, end):
    """One end of the range of a few classes together: of k groups a quantile must be made for (k + 1) / k of the share, so that it holds in another one."""
    k = len(set().union(*(b[2] for b in blocks)))
    return quantiles([p for b in blocks for p in b[:2]], min(.98, held * (k + 1) / k) if k else held)[end]


def table_of(groups, held=HELD, told=TOLD):
    """{(level, slice): (low, high, votes, devices)}. Less knowledge is never narrower: classes that contradict that are taken together. Where few votes tell of
    the unknown, a factor of two is said."""
    out = {}
    for s in CLASSES:
        ends = {}; has = {level: block(groups, level, s) for level in LEVELS}
        for end, sign in ((0, 1), (1, -1)):
            stack = []
            for level in LEVELS:
                stack.append(([level], [has[level]]))
                while len(stack) > 1 and sign * (conformal(stack[-1][1], held, end) - conformal(stack[-2][1], held, end)) > 0:
                    levels, blocks = stack.pop(); stack[-1] = (stack[-1][0] + levels, stack[-1][1] + blocks)
            for levels, blocks in stack:
                for level in levels: ends[level, end] = sign * min(0, sign * conformal(blocks, held, end))
        for level in LEVELS:
            own = groups.get((level, s), []); n = number(own); low, high = ends[level, 0], ends[level, 1]
            if level == 'unknown' and n < told: low, high = min(low, -FACTOR_OF_TWO), max(high, FACTOR_OF_TWO)
            out[level, s] = (low, high, n, len({j[0]['hw'] for j in own}))
    return out


def ranges(errors):
    """Lines of speed-constants.csv."""
    lines = []
    for name in ('pp', 'tg'):
        for (level, s), (low, high, n, h) in sorted(table_of(classes(errors, name)).items()):
            why = f'{100 * HELD:.0f} % of the cells kept aside, one vote per configuration' if n >= ENOUGH else 'few votes: mostly those of neighbouring classes'
            lines += [[f'range.{name}.{level}.{s}.{end}', '%.3f' % math.exp(x), n, h, why] for end, x in (('high', high), ('low', low))]
    return lines


def inside(judged, low, high):
    """Share of the cells within the range, each configuration with one vote."""
    return 100 * float(np.mean([np.mean([low <= -x <= high for x in v]) for v in votes(judged).values()]))


def held_aside(errors, name, level, s):
    """Share of the cells inside ranges that were made without the fold they are of."""
    share, n = 0.0, 0
    groups = classes(errors, name)
    for f in sorted({j[3] for j in groups[level, s]}):
        rest = {k: [j for j in v if j[3][0] == f[0] and j[3] != f] for k, v in groups.items()}; own = [j for j in groups[level, s] if j[3] == f]
        low, high, _, _ = table_of(rest)[level, s]; m = len(votes(own)); share += inside(own, low, high) * m; n += m
    return share / max(1, n)


SLICES = [('empty', 'empty context', lambda r: not r['depth']), ('depth', 'at depth', lambda r: r['depth'])]


def written(errors, lines):
    """The tables of docs/accuracy.md, and whether every bar holds."""
    out, holds = [], True
    for split, title in (('threads', 'no row of the thread'), ('hardware', 'no row of the hardware')):
        out += [f'\n**Fitted with {title}: cells of 2024-12 to 2026-10**\n', '| class | votes | median error % | within 15 % | within 30 % | bar |', '|---|--:|--:|--:|--:|---|']
        for name in ('tg', 'pp'):
            all_of = [j for j in errors[name, split] if j[0]['modern'] and j[0]['D'] == 1]
            for key, words, cond in SLICES:
                s = summary([j for j in all_of if cond(j[0])]); bar = BARS.get((split, name, key))
                if bar: holds &= s[1] <= bar[0] and s[2] >= bar[1] and s[3] >= bar[2]
                out.append(f'| {name}, {words} | {s[0]} | {s[1]:.1f} | {s[2]:.0f} | {s[3]:.0f} | ' + ('%d / %d / %d |' % bar if bar else '|'))
        for backend in sorted({j[0]['backend'] for j in errors['tg', split] if j[0]['modern']}):
            for name in ('tg', 'pp'):
                own = [j for j in errors[name, split] if j[0]['modern'] and j[0]['D'] == 1 and j[0]['backend'] == backend and not j[0]['depth']]
                if own: out.append('| %s, %s, empty context | %d | %.1f | %.0f | %.0f | |' % ((name, backend) + summary(own)))
    out += ['\n**Rows of 2023-11 to 2026-09, fitted without the configuration**\n', '| class | votes | median error % | within 15 % | within 30 % |', '|---|--:|--:|--:|--:|']
    for name in ('tg', 'pp'):
        for _, words, cond in SLICES: out.append('| %s, %s | %d | %.1f | %.0f | %.0f |' % ((name, words) + summary([j for j in errors[name, 'threads'] if not j[0]['modern'] and cond(j[0])])))
    out += ['\n**Ranges: measured over predicted; inside: cells that ranges made from other folds hold**\n', '| what is known of the GPU | class | votes | devices | from | to | inside % |', '|---|---|--:|--:|--:|--:|--:|']
    words = {'device': 'measured by several', 'reporter': 'measured by one', 'family': 'its architecture', 'unknown': 'nothing'}
    for name in ('tg', 'pp'):
        groups = classes(errors, name)
        for (level, s), (low, high, n, h) in sorted(table_of(groups).items(), key=lambda i: (LEVELS.index(i[0][0]), i[0][1])):
            held = f'{held_aside(errors, name, level, s):.0f}' if n else '–'
            out.append(f'| {words[level]} | {name} {s.replace(".", ", ").replace("moe", "experts")} | {n} | {h} | {math.exp(low):.2f} | {math.exp(high):.2f} | {held} |')
    return '\n'.join(out) + '\n', holds


def into(path, text):
    whole = open(path, encoding='utf-8').read(); at = whole.index(BEGIN) + len(BEGIN); to = whole.index(END)
    with open(path, 'w', encoding='utf-8') as f: f.write(whole[:at] + '\n' + text + '\n' + whole[to:])
