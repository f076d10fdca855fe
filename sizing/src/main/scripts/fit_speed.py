#!/usr/bin/env python3
"""Fits the constants of dev.llmfit.sizing.speed to measured rows. Needs numpy.

  fit_speed.py                       fit on all rows, write speed-constants.csv and speed-predictions.csv
  fit_speed.py --cv                  also write the errors on folds kept aside (configurations, hardware), by vendor and backend, into docs/accuracy.md
  fit_speed.py --aside               fit without one fold of the configurations and without one of the hardware; write the constants and the rows kept
                                     aside, on which SpeedModelTest scores the Java code

The formulas are those of GenerationTime, PromptTime and GpuRates (Java); SpeedModelTest holds the Java answers against
speed-predictions.csv. Every constant is a sum of effects from general to special: all devices (`e`), backend (`e:cuda`), backend and
architecture (`e:cuda:Ampere`), backend and hardware id (`e:cuda:geforce-rtx-3090-24g`). A model has effects of its own: architecture,
shape, shape under a backend. See effects.py.
"""
import csv, hashlib, math, os, sys
import numpy as np
import effects

HERE = os.path.dirname(os.path.abspath(__file__)); ROOT = os.path.join(HERE, '..', '..', '..', '..')
FIXTURES = os.path.join(ROOT, 'test-fixtures/src/main/resources/dev/llmfit/fixtures/speed')
HARDWARE = os.path.join(ROOT, 'probe/src/main/resources/dev/llmfit/probe/database/hardware-db.csv')
OUT = os.path.join(ROOT, 'sizing/src/main/resources/dev/llmfit/sizing/speed/speed-constants.csv')
SOURCE = 'fit_speed.py on speed-rows.csv'
CLASSES = ['f16', 'bf16', 'q8', 'q6', 'k4', 'k3', 'q4', 'fp4', 'iq']
LEVELS = {'b': lambda r: r['backend'], 'f': lambda r: f"{r['backend']}:{r['fam']}", 'h': lambda r: f"{r['backend']}:{r['hw']}",
          'there': lambda r: f"{r['backend']}:{r['hw']}" if r['public'] else '', 'arch': lambda r: r['arch'], 'shape': lambda r: r['shape'], 'shapeb': lambda r: f"{r['shape']}:{r['backend']}"}

# ---- rows -------------------------------------------------------------------------------------------------------------
def number(s):
    try: return float(s)
    except ValueError: return 0.0

def pairs(s): return {k: float(v) for k, v in (x.split(':') for x in s.split())}

def family(h):
    a = h['arch'].split(' (')[0].replace(' ', '-')
    if h['vendor'] == 'NVIDIA' and 'HBM' in h['memory_type']: return a + '/HBM'
    if h['vendor'] == 'NVIDIA' and h['kind'] == 'soc': return a + '/soc'
    return a

def load():
    hw = {r['id']: r for r in csv.DictReader(open(HARDWARE))}; out, publics = [], []
    for r in csv.DictReader(open(os.path.join(FIXTURES, 'speed-rows.csv'))):
        h = hw[r['hardware_id']]; flags = r['flags'].split(); scale = float(r['file_scale'])
        # patched engines, forks and old builds do not describe llama.cpp; a file 1.6 times its file type is another file type
        if {'custom_build', 'old_build', 'fork'} & set(flags) or scale > 1.6: continue
        f32 = number(h['fp32_tflops']) * 1e12; peak = number(h['fp16_tensor_dense_tflops']) * 1e12 or f32
        publics.append('public_thread' in flags)
        out.append(dict(id=r['id'], hw=r['hardware_id'], backend=r['backend'], fam=family(h), vendor=h['vendor'], model=r['model'], quant=r['quant'],
            arch=r['architecture'], shape=f"{r['architecture']}-{r['n_layer']}x{r['n_embd']}", bw=number(h['bandwidth_gbps']) * 1e9, peak=peak, f32=f32,
            tg=r['test'].startswith('tg'), log_y=math.log(float(r['tok_s'])), D=int(r['n_gpus']), depth=int(r['depth']), np=int(r['n_prompt']), ng=int(r['n_gen']),
            ub=int(r['n_ubatch'] or 512), sc=scale, L=int(r['n_layer']), nmoe=int(r['n_moe']), ndel=int(r['n_delta']), nscan=int(r['n_scan']), ops=int(r['n_ops']),
            used=int(r['n_used']), share=float(r['used_share']), state=float(r['state_bytes']), fileB=float(r['file_bytes']), expB=float(r['expert_bytes']),
            head=pairs(r['head']), dn=pairs(r['dense']), ex=pairs(r['expert']), dp=pairs(r['dense_params']), ep=pairs(r['expert_params']),
            att=[(int(g.split('x')[0]),) + tuple(float(v) for v in g.split('x')[1].split('/')) for g in r['attention'].split()],
            scored=r['score'] == '1', wall='not_llama_bench' in flags, off=r['fa'] == 'off', wt=1.0))
    for r, public in zip(out, publics): r['sound'] = r['scored']; r['public'] = public; r['alone'] = False
    return out

class Work(effects.Table):
    """Rows with the work of their models as arrays."""
    def __init__(self, rows):
        super().__init__(rows, LEVELS)
        for k in ('bw', 'peak', 'f32', 'D', 'depth', 'np', 'ng', 'ub', 'sc', 'L', 'nmoe', 'ndel', 'nscan', 'ops', 'used', 'share', 'state', 'fileB', 'expB', 'wt'): setattr(self, k, self.column(k))
        for k in ('off', 'wall', 'sound', 'public', 'alone'): setattr(self, k, self.flag(k))
        by_class = lambda k: np.array([[r[k].get(c, 0.0) for c in CLASSES] for r in rows])
        self.head, self.dn, self.ex, self.dp, self.ep = (by_class(k) for k in ('head', 'dn', 'ex', 'dp', 'ep'))
        att = np.zeros((self.n, max(len(r['att']) for r in rows), 4))
        for i, r in enumerate(rows): att[i, :len(r['att'])] = r['att']
        self.layers, self.row, self.flops, self.window = (att[:, :, i] for i in range(4))
        self.vulkan = np.array([r['backend'] == 'vulkan' for r in rows])
        ratio = self.flops / np.maximum(self.row, 1); self.latent = (ratio > 35).any(1)
        heads = np.where(self.latent[:, None], 1, np.maximum(np.round(ratio / 2), 1)); together = np.ones_like(heads)
        for c in (2, 4, 8, 16): together = np.where(heads % c == 0, c, together)
        self.passes = heads / together                         # how often a cell is read: query heads that fattn.cu cannot take together

# ---- formulas ----------------------------------------------------------------------------------------------------------
def sigmoid(x): return 1 / (1 + np.exp(-x))
CAP = .97                                                     # no device reads faster than 97 % of its nominal bandwidth
QUANT = {'f16': 0, 'bf16': 0, 'q8': 0, 'q6': -.2, 'k4': 0, 'k3': -.6, 'q4': .2, 'fp4': .2, 'iq': -.8}
ALU = {'k4': 5, 'k3': 9, 'q6': 5, 'q4': 4, 'q8': 1.5, 'fp4': 4, 'iq': 10}   # FP32-rate operations per byte to unpack
OPS = .6                                                      # share of the overhead that goes with tensors, not layers

def tg(t, S):
    """Logarithm of tokens per second, one sequence."""
    x = S('e', *E[:2], b=E[2], f=E[3], h=E[4]); time = t.state / (t.bw * .7); alu = np.exp(S('alu', 0, .5, b=.4)) / t.f32
    for expert, matrices in ((0, t.head), (0, t.dn), (1, t.ex)):
        for i, k in enumerate(CLASSES):
            b = matrices[:, i] * t.sc
            if not b.any(): continue
            q = S('q.' + k, QUANT[k], .3, b=BF16[0] if k == 'bf16' else Q[0], f=BF16[1] if k == 'bf16' else Q[1])
            if expert: q = q + (np.where(t.vulkan, S('qx.bf16', *BF16_EXPERTS[:2], b=BF16_EXPERTS[2]), 0) if k == 'bf16' else S('qx.' + k, 0, 1e-6, b=Q[2]))
            time = time + b / (t.bw * CAP * sigmoid(x + q)) + b * ALU.get(k, 0) * alu
    layer = np.exp(S('tl', math.log(80e-6), TL[0], b=TL[1], f=TL[2], h=TL[3])) * np.where(t.off, np.exp(S('tl.off', .45, .4, b=TL_OFF)), 1)
    n = t.L * (1 - OPS) + OPS * t.ops / 9
    n = n + t.nmoe * np.exp(S('mu.moe', -.3, .5, b=MU[0], h=MU[1])) * (t.used / 8) ** .3 + t.ndel * np.exp(S('mu.delta', -.3, .5, b=MU[0], h=MU[1] * 1.3)) + t.nscan * np.exp(S('mu.scan', -.7, .5, b=.4, h=.24))
    time = time + n * layer + (t.D - 1) * np.exp(S('hop', math.log(1e-4), .7, b=.5))
    cells = (t.depth + t.ng / 2)[:, None]; cells = np.where(t.window > 0, np.minimum(cells, t.window), cells)
    kap = np.exp(S('kv', math.log(.8), KV[0], b=KV[1], f=KV[2], h=KV[3])) * np.where(t.D > 1, np.exp(S('kv.multi', *MULTI[:2], b=MULTI[2])), 1)
    read = (t.layers * t.row * 2 * cells * t.passes ** S('kv.pass', *PASS[:2], b=PASS[2])[:, None]).sum(1)
    attention = read / (t.bw * kap) + (t.layers * t.flops * cells).sum(1) / (t.peak * np.exp(S('ka', math.log(.15), .8, b=.6, f=.3, h=.32)))
    attention = attention * np.where(t.latent, np.exp(S('mla', 0, .4, b=MLA)), 1) * np.where(t.off, np.exp(S('kv.off', .2, .2)), 1)
    y = S('model.tg', 0, 1e-6, arch=MODEL[0], shape=MODEL[1], shapeb=MODEL[2]) - np.log(time + attention)
    y = y + np.where(t.public, S('other.tg', 0, OTHER[0], b=OTHER[1], there=OTHER[2]), 0)
    return y + np.where(t.wall, S('wall', math.log(.92), .05, b=.08), 0)

def pp(t, S):
    """Logarithm of prompt tokens per second."""
    size = np.log(t.peak / 1e14)
    x = S('f', -.7, F[0], b=F[1], f=F[2], h=F[3]) + S('f.slope', -.3, .2) * size + np.where(t.off, S('f.off', -.5, .5, b=F_OFF[0], f=F_OFF[1]), 0)
    rate = [t.peak * sigmoid(x + S('g.' + k, 0, G[0], b=G[1], f=G[2], h=G[3])) if t.dp[:, i].any() or t.ep[:, i].any() else np.inf for i, k in enumerate(CLASSES)]
    moe = np.exp(S('m.moe', -.7, MOE[0], b=MOE[1], f=MOE[2], h=MOE[3])); gamma = np.exp(S('gamma', math.log(.25), .4, b=.3))
    layer = np.exp(S('pl', math.log(120e-6), .5, b=.5, f=.3)) * (t.L * (1 - OPS) + OPS * t.ops / 9)
    fa = np.exp(S('fa', math.log(.2), FA[0], b=FA[1], f=FA[2], h=FA[3]) + S('fa.slope', -.3, .2) * size)
    fa = fa * np.where(t.latent, np.exp(S('p.mla', -.3, .5, b=.5)), 1) * np.where(t.off, np.exp(S('fa.off', -.7, .3)), 1)
    recurrent = np.exp(S('frec', math.log(.03), .8, b=.6, h=.5)); slow = np.exp(-S('model.pp', 0, 1e-6, arch=PMODEL[0], shape=PMODEL[1], shapeb=PMODEL[2]))
    dense = sum(2 * t.dp[:, i] / rate[i] for i in range(len(CLASSES))) * slow; expert = sum(2 * t.ep[:, i] / rate[i] * np.exp(-S('gx.' + k, 0, 1e-6, b=G[4])) for i, k in enumerate(CLASSES) if t.ep[:, i].any()) * slow
    again = t.passes ** S('fa.pass', *PPASS[:2], b=PPASS[2])[:, None]; routed = t.ep.sum(1) > 0; heads = t.head.sum(1); total = np.zeros(t.n); batches = np.zeros(t.n); position = t.depth.copy(); left = t.np.copy(); ubatch = np.minimum(t.ub, t.np)
    while (left > 0).any():
        u = np.minimum(ubatch, left); on = u > 0; left = left - u; batches += on; u = np.where(on, u, 1)
        seen = np.where(routed, 1 - (1 - np.minimum(t.share, 1 - 1e-12)) ** u, 1)
        efficiency = np.minimum(1, moe * np.minimum(1, u * t.share / 128) ** gamma)
        work = dense * u + np.where(routed, expert * u / efficiency, 0)
        read = (t.fileB * t.sc - heads - t.expB * t.sc * (1 - seen)) / (.85 * t.bw)
        visible = position[:, None] + u[:, None] / 2; visible = np.where(t.window > 0, np.minimum(visible, t.window + u[:, None] / 4), visible)
        step = (work ** 4 + read ** 4) ** .25 + layer + (t.layers * t.flops * visible * again).sum(1) * u / (t.peak * np.minimum(1, fa)) + t.state * u / (t.peak * recurrent)
        total = total + np.where(on, step, 0); position = position + u
    pipe = sigmoid(S('pipe', .8, .6, b=.5))
    total = np.where((t.D > 1) & (batches > 1), total * ((batches + t.D - 1) / (t.D * batches)) ** pipe, total) + np.where(t.D > 1, (t.D - 1) * 2e-4 * batches, 0)
    y = np.log(t.np / total) + np.where(t.public, S('other.pp', 0, OTHER_PP[0], b=OTHER_PP[1], there=OTHER_PP[2]), 0)
    return y + np.where(t.wall, S('pwall', math.log(.85), .1, b=.15), 0)

# ---- widths of the priors: chosen by cross-validation over repeated folds -------------------------------------------------
E = (2.39, .8, .4, .6, .2)         # share of nominal bandwidth (logit): mean, sd, then sd by backend, architecture, hardware id
Q = (.18, .15, .14)                # tensor classes by backend, architecture; routed experts by backend
BF16 = (.25, .25)
BF16_EXPERTS = (-1.0, 1.0, 1.0)  # Vulkan gathers BF16 experts slowly
TL = (.18, .4, .5, .35)            # seconds per layer
TL_OFF = .27
MU = (.4, .4)                      # layers with experts, delta nets, scans: by backend, hardware id
KV = (.3, .5, .9, .9)
MULTI = (0, .2, 1.5)
PASS = (.15, .2, .4)
MLA = .54
MODEL = (.3, .25, .1)             # a model's own effect on tg: architecture, shape, shape by backend
OTHER = (.03, .19, .15)           # how single public figures differ from the rest: sd, then sd by backend, hardware id
SPREAD_TG = 1.2
F = (.23, 1.11, .05, .27)
F_OFF = (.2, .25)                  # builds of May 2024 (without flash attention) by backend, architecture
G = (.06, .5, .2, .09, .09)
PPASS = (.22, .2, .2)
MOE = (.1, .75, .67, .89)
FA = (.6, 1.99, .89, .3)
PMODEL = (.1, .5, .33)
OTHER_PP = (.05, .2, .3)
SPREAD_PP = 1.2
PUBLIC = (.45, .3)               # spread of single public figures of hardware with proper rows: tg, pp
ALONE = (.2, .2)                 # and of hardware that has no other rows
DEFAULT_UBATCH = .35            # weight of a prompt measured with a larger -ub as measured; the rest counts for the default 512, as requests often leave -ub out

def training(rows, fn):
    R = [r for r in rows if r['tg'] == (fn is tg)]
    proper = {(r['backend'], r['hw']) for r in R if r['scored']}
    R = [dict(r, alone=r['public'] and (r['backend'], r['hw']) not in proper) for r in R]
    if fn is tg: return R
    return [dict(r, wt=DEFAULT_UBATCH if r['ub'] > 512 else 1.0) for r in R] + [dict(r, ub=512, wt=1 - DEFAULT_UBATCH, scored=False) for r in R if r['ub'] > 512]

def spread(t, fn):
    s = np.full(t.n, .12) if fn is pp else np.where(t.depth > 0, .08, .06)
    return (SPREAD_PP if fn is pp else SPREAD_TG) * np.where(t.wall, .25, np.where(t.sound, s, np.where(t.alone, ALONE[fn is pp], np.where(t.public, PUBLIC[fn is pp], .2)))) / np.sqrt(t.wt)

def fitted(rows, fn, iterations=12):
    t = Work(training(rows, fn)); return effects.fit(fn, t, spread(t, fn), iterations)

def asked(rows):
    """Rows as a request knows them: the file is what its file type says, and -ub is left out."""
    return [dict(r, sc=1.0, ub=512, wall=False, public=False) for r in rows]

def predict(rows, values, fn):
    t = Work(rows); return fn(t, effects.Slots(t, values))

# ---- errors on what was kept aside ---------------------------------------------------------------------------------------
SPLITS = [('configurations kept aside (5 folds over hardware, model and file type)', lambda r: r['hw'] + r['model'] + r['quant'], 5), ('hardware kept aside (6 folds over hardware ids)', lambda r: r['hw'], 6),
          ('hardware kept aside but for single public figures of it (6 folds)', lambda r: 'public' if r['public'] else r['hw'], 6)]
DEALS = ('a', 'b', 'c', 'd'); UNTOUCHED = ('untouched',)        # no decision was made on the last one
SLICES = [('all', lambda r: True), ('empty context', lambda r: r['depth'] == 0), ('at depth', lambda r: r['depth'] > 0), ('MoE, empty context', lambda r: r['nmoe'] and not r['depth']),
          ('dense, empty context', lambda r: not r['nmoe'] and not r['depth'])]
def slice_of(r): return 'depth' if r['depth'] else 'moe' if r['nmoe'] else 'dense'
def knowledge(rows):
    """How well a row is known when its own hardware id is not."""
    ids = {}
    for r in rows: ids.setdefault((r['backend'], r['fam']), set()).add(r['hw'])
    return lambda r: 'family' if len(ids[r['backend'], r['fam']]) > 1 else 'backend'

def table(title, out, ranges):
    repeats = out[0][2]
    lines = [f'\n**{title}**\n\n| rows | n | median error % | within 15 % | within 30 % | inside the range % | range ± % |\n|---|---|---|---|---|---|---|']
    keys = sorted({(r['backend'], r['vendor']) for r, _, _ in out})
    for name, cond in SLICES + [(f'{b} / {v}', lambda r, b=b, v=v: (r['backend'], r['vendor']) == (b, v)) for b, v in keys]:
        chosen = [(x, ranges(r)) for r, x, _ in out if cond(r)]
        if chosen:
            s = effects.summary([x for x, _ in chosen], [w for _, w in chosen])
            lines.append('| %s | %d | %.0f | %.0f | %.0f | %.0f | %.0f |' % ((name, s[0] // repeats) + s[1:] + (100 * np.mean([w for _, w in chosen]),)))
    return '\n'.join(lines)

BEGIN, END = '<!-- written by fit_speed.py --cv -->', '<!-- end -->'
def write_docs(parts):
    path = os.path.join(ROOT, 'docs/accuracy.md'); text = open(path).read(); at = text.index(BEGIN) + len(BEGIN); to = text.index(END)
    with open(path, 'w') as f: f.write(text[:at] + '\n' + '\n'.join(parts) + '\n' + text[to:])

def cross_validated(rows, fn, split, deals):
    R = [r for r in rows if r['tg'] == (fn is tg)]; out = []
    for salt in deals:
        out += [(r, x - r['log_y'], len(deals)) for r, x in effects.kept_aside(lambda rows: fitted(rows, fn, 8)[0], lambda test, v: predict(asked(test), v, fn), R, split[1], split[2], salt)]
    return out

LIMIT = {'tg': .2, 'pp': .4}     # no wider where the hardware id is known
def widths(name, splits, know):
    """Half widths that hold 85 % of the measurements kept aside, by what is known and slice."""
    groups, ids = {}, {}
    for split, known in ((splits[0], lambda r: 'hardware'), (splits[1], know)):
        for r, x, _ in split:
            groups.setdefault((known(r), slice_of(r)), []).append(abs(math.exp(-x) - 1)); ids.setdefault((known(r), slice_of(r)), set()).add(r['hw'])
    ids = {k: len(v) for k, v in ids.items()}
    out = {}
    for (k, s), e in groups.items():
        w = math.ceil(100 * float(np.quantile(e, .85))) / 100; top = LIMIT[name] if k == 'hardware' else .65
        out[k, s] = (min(max(w, .1), top), len(e), ids[k, s])
    for s in ('dense', 'moe', 'depth'):                       # less knowledge is never narrower
        w = out['hardware', s][0]
        for k in ('family', 'backend'):
            own = out.get((k, s), (0, 0, 0)); w = max(w, own[0] or min(.65, w * 1.3)); out[k, s] = (w,) + own[1:]
    # single figures are of a dense model with an empty context; for others such a device is known as its family is
    for s in ('dense', 'moe', 'depth'): out['figures', s] = (LIMIT[name] if s == 'dense' else max(LIMIT[name], out['family', s][0]), 0, 0)
    return out

def figures_only(R):
    """Pairs of backend and hardware that only single public figures speak of."""
    proper = {(r['backend'], r['hw']) for r in R if not r['public']}; n = {}
    for r in R:
        if (r['backend'], r['hw']) not in proper: n[r['backend'], r['hw']] = n.get((r['backend'], r['hw']), 0) + 1
    return n

def spelled(key):
    name, _, rest = key.partition('|'); return name + ':' + rest.split('|', 1)[1] if rest else name

def constants(values, counts, rows):
    """Effects under the names the Java code looks up, without those that say nothing."""
    bf16 = values.get('qx.bf16', 0.0)
    for k, v in values.items():
        if k.startswith('other.'): continue                   # how single public figures differ from the rest; a request is none
        if k.startswith(('model.', 'qx.', 'gx.')) and '|' not in k or k.startswith('qx.bf16|') and k != 'qx.bf16|b|vulkan': continue
        if k == 'qx.bf16|b|vulkan': v += bf16
        if '|' in k and (abs(v) < .004 or not counts[k][0]) and not (k.startswith(('tl|h', 'tl|f', 'f|h', 'f|f')) and counts[k][0]): continue   # those two mark what was measured
        yield spelled(k), v, counts[k]

def written(values, counts, rows):
    """The same effects as they can be read back, for the predictions that the Java code is held against."""
    kept = {n: round(v, 4) for n, v, _ in constants(values, counts, rows)}
    return {k: 0.0 if k in ('qx.bf16', 'model.tg', 'model.pp') else kept.get(spelled(k), 0.0) for k in values}

def digest(path):
    with open(path, 'rb') as f: return hashlib.sha256(f.read()).hexdigest()[:16]

def aside(rows):
    """Writes constants that have not seen one fold of a split, and the rows of that fold; their digest tells SpeedModelTest whether the rows have changed since."""
    for name, (_, key, folds) in (('configurations', SPLITS[0]), ('hardware', SPLITS[1])):
        lines, ids = [], []
        for test, fn in (('tg', tg), ('pp', pp)):
            R = [r for r in rows if r['tg'] == (fn is tg)]
            groups = effects.folds(R, key, folds, UNTOUCHED[0]); kept = [r for r in R if groups.get(key(r)) == 0]
            seen = [r for r in rows if r['tg'] == (fn is tg) and groups.get(key(r)) != 0]
            values, counts = fitted(seen, fn, 25)
            lines += [[k, '%.4f' % v, ''] for k, v, _ in sorted(constants(values, counts, seen))]
            lines += [[f'figures.{test}:{b}:{h}', '1', ''] for b, h in sorted(figures_only(seen))]
            ids += sorted(r['id'] for r in kept if r['scored'])
        lines += [[l[0], l[1], ''] for l in csv.reader(open(OUT)) if l[0].startswith('range.')]
        with open(os.path.join(FIXTURES, f'speed-aside-{name}.csv'), 'w', newline='') as f:
            w = csv.writer(f, lineterminator='\n'); w.writerow(['name', 'value', '']); w.writerows(lines)
        with open(os.path.join(FIXTURES, f'speed-aside-{name}.txt'), 'w') as f:
            f.write(f'# rows of speed-rows.csv that speed-aside-{name}.csv has not seen; the first line is the digest of that file\n{digest(os.path.join(FIXTURES, "speed-rows.csv"))}\n' + ''.join(i + '\n' for i in ids))
        print(f'{name}: {len(ids)} rows kept aside, {len(lines)} constants', file=sys.stderr)

def main(args):
    rows = load()
    if args[:1] == ['--aside']: return aside(rows)
    lines = []; answers = []; parts = []; repeats = len(DEALS)
    for name, fn in (('tg', tg), ('pp', pp)):
        values, counts = fitted(rows, fn, 25); R = [r for r in rows if r['tg'] == (fn is tg)]; know = knowledge(R)
        for k, v, n in sorted(constants(values, counts, R)): lines.append([k, '%.4f' % v, *n, SOURCE])
        for (b, h), n in sorted(figures_only(R).items()): lines.append([f'figures.{name}:{b}:{h}', '1', n, 1, 'only rows of public-rows.csv'])
        if args[:1] == ['--cv']:
            splits = [cross_validated(rows, fn, s, DEALS) for s in SPLITS]; fresh = cross_validated(rows, fn, SPLITS[0], UNTOUCHED); w = widths(name, splits, know)
            for (k, s), (v, n, h) in sorted(w.items()): lines.append([f'range.{name}.{k}.{s}', '%.2f' % v, n // repeats, h, '85 % of the measurements kept aside in fit_speed.py --cv' if n else 'the widest of a known device for what was measured; that of the family else' if k == 'figures' else 'no such row; 1.3 times the narrower one'])
            scored = [r for r in R if r['scored']]
            parts.append({'tg': '### Generation (tg)', 'pp': '### Prompt (pp)'}[name])
            parts.append(table(f'{name}: fitted rows', [(r, x - r['log_y'], 1) for r, x in zip(scored, predict(asked(scored), values, fn))], lambda r: w['hardware', slice_of(r)][0]))
            parts.append(table(f'{name}: {SPLITS[0][0]}', splits[0], lambda r: w['hardware', slice_of(r)][0]))
            parts.append(table(f'{name}: configurations kept aside, one deal of the folds on which nothing was decided', fresh, lambda r: w['hardware', slice_of(r)][0]))
            parts.append(table(f'{name}: {SPLITS[1][0]}', splits[1], lambda r: w[know(r), slice_of(r)][0]))
            parts.append(table(f'{name}: {SPLITS[2][0]}', splits[2], lambda r: LIMIT[name]) + '\n')
        else: lines += [l for l in csv.reader(open(OUT)) if l[0].startswith(f'range.{name}.')]
        answers += [(r['id'], '%.4f' % math.exp(x)) for r, x in zip(R, predict([dict(r, sc=1.0, wall=False, public=False) for r in R], written(values, counts, R), fn))]
    for path, head, body in ((OUT, ['name', 'value', 'rows', 'hardware', 'source'], lines), (os.path.join(FIXTURES, 'speed-predictions.csv'), ['id', 'tok_s'], answers)):
        with open(path, 'w', newline='') as f:
            w = csv.writer(f, lineterminator='\n'); w.writerow(head); w.writerows(body)
    if parts: write_docs(parts)
    print(f'{len(lines)} constants written', file=sys.stderr)


if __name__ == '__main__': main(sys.argv[1:])
