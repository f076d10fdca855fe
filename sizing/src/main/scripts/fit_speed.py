#!/usr/bin/env python3
"""Fits the constants of dev.llmfit.sizing.speed to measured rows. Plain Python, no packages.

  fit_speed.py                       fit on all rows, write speed-constants.csv
  fit_speed.py --cv                  also print the errors on folds kept aside (configurations, hardware), by vendor and backend, as Markdown

The formulas are those of GenerationTime and PromptTime (Java); a test holds both against each other. Every constant is a sum of
effects from general to special: all devices, backend, backend and architecture, backend and hardware id. Each effect has a
normal prior around 0, so one that few rows speak about stays small, and a device that is not among the rows uses what is known
of its architecture or backend. Errors are measured in log time with a heavy-tailed loss: single odd rows do not move constants.
"""
import csv, hashlib, math, os, sys

HERE = os.path.dirname(os.path.abspath(__file__)); ROOT = os.path.join(HERE, '..', '..', '..', '..')
ROWS = os.path.join(ROOT, 'test-fixtures/src/main/resources/dev/llmfit/fixtures/speed/speed-rows.csv')
HARDWARE = os.path.join(ROOT, 'probe/src/main/resources/dev/llmfit/probe/hardware/hardware-db.csv')
OUT = os.path.join(ROOT, 'sizing/src/main/resources/dev/llmfit/sizing/speed/speed-constants.csv')
SOURCE = {'tg': 'fit_speed.py on speed-rows.csv', 'pp': 'fit_speed.py on speed-rows.csv'}

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
    hw = {r['id']: r for r in csv.DictReader(open(HARDWARE))}; out = []
    for r in csv.DictReader(open(ROWS)):
        h = hw[r['hardware_id']]; flags = r['flags'].split(); scale = float(r['file_scale'])
        # patched engines, forks and old builds do not describe llama.cpp; a file 1.6 times its file type is another file type
        if {'custom_build', 'old_build', 'fork'} & set(flags) or scale > 1.6: continue
        f32 = number(h['fp32_tflops']) * 1e12; peak = number(h['fp16_tensor_dense_tflops']) * 1e12 or f32
        out.append(dict(hw=r['hardware_id'], backend=r['backend'], fam=family(h), vendor=h['vendor'], model=r['model'], quant=r['quant'], bw=number(h['bandwidth_gbps']) * 1e9, peak=peak, f32=f32,
            tg=r['test'].startswith('tg'), y=float(r['tok_s']), D=int(r['n_gpus']), depth=int(r['depth']), np=int(r['n_prompt']), ng=int(r['n_gen']), ub=int(r['n_ubatch'] or 512), sc=scale,
            L=int(r['n_layer']), nmoe=int(r['n_moe']), ndel=int(r['n_delta']), nscan=int(r['n_scan']), ops=int(r['n_ops']), used=int(r['n_used']), share=float(r['used_share']),
            state=float(r['state_bytes']), fileB=float(r['file_bytes']), expB=float(r['expert_bytes']), head=pairs(r['head']), dn=pairs(r['dense']), ex=pairs(r['expert']),
            dp=pairs(r['dense_params']), ep=pairs(r['expert_params']), att=[(int(g.split('x')[0]),) + tuple(float(v) for v in g.split('x')[1].split('/')) for g in r['attention'].split()],
            scored=r['score'] == '1', wall='not_llama_bench' in flags, off=r['fa'] == 'off', wt=1.0))
    return out

# ---- constants: sums of effects ----------------------------------------------------------------------------------------
PRIOR = {}
class Constants:
    def __init__(s, v=None): s.v, s.used = dict(v or {}), None
    def g(s, name, mean, sd):
        if name not in PRIOR: PRIOR[name] = (mean, sd)
        if s.used is not None: s.used.add(name)
        return s.v.get(name, mean)
    def eff(s, name, r, mean, sd, b=0.0, f=0.0, h=0.0):
        x = s.g(name, mean, sd)
        if b: x += s.g(f"{name}:{r['backend']}", 0, b)
        if f: x += s.g(f"{name}:{r['backend']}:{r['fam']}", 0, f)
        if h: x += s.g(f"{name}:{r['backend']}:{r['hw']}", 0, h)
        return x
def sigmoid(x): return 1 / (1 + math.exp(-x))
CAP = .97                                                     # no device reads faster than 97 % of its nominal bandwidth
QUANT = {'f16': 0, 'bf16': 0, 'q8': 0, 'q6': -.2, 'k4': 0, 'k3': -.6, 'q4': .2, 'fp4': .2, 'iq': -.8}
ALU = {'k4': 5, 'k3': 9, 'q6': 5, 'q4': 4, 'q8': 1.5, 'fp4': 4, 'iq': 10}   # FP32-rate operations per byte to unpack
OPS = .6                                                      # share of the overhead that goes with tensors, not layers
HW = .8

def tg(r, p):
    """Logarithm of tokens per second, one sequence."""
    x = p.eff('e', r, 1.3, .6, .4, .4, .35 * HW); t = 0
    alu = math.exp(p.eff('alu', r, 0, .5, .4)) / r['f32']
    for expert, d in ((0, r['head']), (0, r['dn']), (1, r['ex'])):
        for k, b in d.items():
            q = p.g('q.' + k, QUANT[k], .3) + p.g(f"q.{k}:{r['backend']}", 0, .4) + p.g(f"q.{k}:{r['backend']}:{r['fam']}", 0, .25)
            if expert: q += p.g(f"qx.{k}:{r['backend']}", 0, 1.0 if k == 'bf16' else .3)
            t += b * r['sc'] / (r['bw'] * CAP * sigmoid(x + q)) + b * r['sc'] * ALU.get(k, 0) * alu
    t += r['state'] / (r['bw'] * .7)
    layer = math.exp(p.eff('tl', r, math.log(80e-6), .4, .4, .3, .3 * HW))
    if r['off']: layer *= math.exp(p.g('tl.off', .45, .2) + p.g('tl.off:' + r['backend'], 0, .15))
    n = r['L'] * (1 - OPS) + OPS * r['ops'] / 9
    if r['nmoe']: n += r['nmoe'] * math.exp(p.eff('mu.moe', r, -.3, .5, .4, 0, .3 * HW)) * (r['used'] / 8) ** .3
    if r['ndel']: n += r['ndel'] * math.exp(p.eff('mu.delta', r, -.3, .5, .4, 0, .4 * HW))
    if r['nscan']: n += r['nscan'] * math.exp(p.eff('mu.scan', r, -.7, .5, .4, 0, .3 * HW))
    t += n * layer + (r['D'] - 1) * math.exp(p.eff('hop', r, math.log(1e-4), .7, .5))
    cells = r['depth'] + r['ng'] / 2; kb = kf = 0
    for m, row, f, w in r['att']:
        z = min(cells, w) if w else cells; kb += m * row * 2 * z; kf += m * f * z
    kap = math.exp(p.eff('kv', r, math.log(.8), .3, .3, .2, .25 * HW)); a = math.exp(p.eff('ka', r, math.log(.15), .8, .6, .3, .4 * HW))
    ta = kb / (r['bw'] * kap) + kf / (r['peak'] * a)
    if latent(r): ta *= math.exp(p.eff('mla', r, 0, .4, .4))
    if r['off']: ta *= math.exp(p.g('kv.off', .2, .2))
    y = -math.log(t + ta)
    if r['wall']: y += p.g('wall', math.log(.92), .05) + p.g('wall:' + r['backend'], 0, .08)
    return y
def latent(r): return any(f / row > 35 for m, row, f, w in r['att'])

def pp(r, p, ubatch=None):
    """Logarithm of prompt tokens per second."""
    n = r['np']; ub = min(ubatch or r['ub'], n); size = math.log(r['peak'] / 1e14)
    x = p.eff('f', r, -.7, .5, .5, .4, .4) + p.g('f.slope', -.3, .2) * size
    if r['off']: x += p.g('f.off', -.5, .25) + p.g('f.off:' + r['backend'], 0, .2)
    rate = {k: r['peak'] * sigmoid(x + p.g('g.' + k, 0, .3) + p.g(f"g.{k}:{r['backend']}", 0, .5) + p.g(f"g.{k}:{r['backend']}:{r['fam']}", 0, .3)) for k in set(r['dp']) | set(r['ep'])}
    moe = p.eff('m.moe', r, -.7, .5, .5, .3, .4) if r['nmoe'] else 0
    gamma = math.exp(p.eff('gamma', r, math.log(.25), .4, .3)) if r['nmoe'] else 0
    layer = math.exp(p.eff('pl', r, math.log(120e-6), .5, .5, .3))
    fa = math.exp(p.eff('fa', r, math.log(.2), .6, .6, .4, .45) + p.g('fa.slope', -.3, .2) * size)
    if latent(r): fa *= math.exp(p.eff('p.mla', r, -.3, .5, .5))
    if r['off']: fa *= math.exp(p.g('fa.off', -.7, .3))
    fr = math.exp(p.eff('frec', r, math.log(.03), .8, .6, 0, .5)) if r['state'] else 1
    total = 0; pos = r['depth']; left = n; batches = 0
    while left > 0:
        u = min(ub, left); left -= u; batches += 1
        work = sum(2 * q * u / rate[k] for k, q in r['dp'].items()); seen = 1
        if r['ep']:
            eff = math.exp(moe) * min(1, u * r['share'] / 128) ** gamma; seen = 1 - (1 - r['share']) ** u
            work += sum(2 * q * u / (rate[k] * eff) for k, q in r['ep'].items())
        read = (r['fileB'] * r['sc'] - sum(r['head'].values()) - r['expB'] * r['sc'] * (1 - seen)) / (.85 * r['bw'])
        t = (work ** 4 + read ** 4) ** .25 + layer * (r['L'] * (1 - OPS) + OPS * r['ops'] / 9)
        for m, row, f, w in r['att']:
            visible = min(pos + u / 2, w + u / 4) if w else pos + u / 2
            t += m * f * u * visible / (r['peak'] * fa)
        total += t + r['state'] * u / (r['peak'] * fr); pos += u
    if r['D'] > 1:
        if batches > 1: total *= ((batches + r['D'] - 1) / (r['D'] * batches)) ** sigmoid(p.eff('pipe', r, .8, .6, .5))
        total += (r['D'] - 1) * 2e-4 * batches
    y = math.log(n / total)
    if r['wall']: y += p.g('pwall', math.log(.85), .1) + p.g('pwall:' + r['backend'], 0, .15)
    return y

# ---- Levenberg-Marquardt with the priors as ridge ------------------------------------------------------------------------
def solve(A, b):
    n = len(b); low = []
    for i in range(n):
        row = []
        for j in range(i + 1):
            other = low[j] if j < i else row
            s = A[i][j] - sum(map(lambda u, v: u * v, row, other[:j]))
            row.append(math.sqrt(max(s, 1e-12)) if i == j else s / other[j])
        low.append(row)
    y = []
    for i in range(n): y.append((b[i] - sum(map(lambda u, v: u * v, low[i], y))) / low[i][i])
    for i in range(n - 1, -1, -1):
        y[i] /= low[i][i]
        for k in range(i): y[k] -= low[i][k] * y[i]
    return y
def spread(r, fn):
    s = .25 if r['wall'] else .2 if not r.get('was', r['scored']) else .12 if fn is pp else .08 if r['depth'] else .06
    return 1.2 * s / math.sqrt(r['wt'])
def fit(rows, fn, iterations=20, start=None):
    p = Constants(start); use = []
    for r in rows: p.used = set(); fn(r, p); use.append(sorted(p.used))
    p.used = None; names = sorted(set(k for u in use for k in u)); ix = {k: i for i, k in enumerate(names)}; n = len(names)
    val = lambda k: p.v.get(k, PRIOR[k][0])
    def objective():
        o = sum(((val(k) - PRIOR[k][0]) / PRIOR[k][1]) ** 2 for k in names)
        for r in rows: o += 6 * math.log(1 + ((math.log(r['y']) - fn(r, p)) / spread(r, fn)) ** 2 / 3)
        return o
    lam, cur = 1e-2, objective()
    for _ in range(iterations):
        A = [[0.0] * (i + 1) for i in range(n)]; b = [0.0] * n
        for r, us in zip(rows, use):
            f0 = fn(r, p); s = spread(r, fn); res = math.log(r['y']) - f0; w = 2 / (1 + (res / s) ** 2 / 3) / s / s; J = []
            for k in us: o = val(k); p.v[k] = o + 1e-4; J.append((fn(r, p) - f0) / 1e-4); p.v[k] = o
            at = [ix[k] for k in us]
            for i in range(len(us)):
                wi = w * J[i]; b[at[i]] += wi * res; Ai = A[at[i]]
                for j in range(i + 1): Ai[at[j]] += wi * J[j]
        for k in names: m, sd = PRIOR[k]; A[ix[k]][ix[k]] += 1 / sd / sd; b[ix[k]] += (m - val(k)) / sd / sd
        old = {k: val(k) for k in names}
        for _ in range(6):
            B = [row[:] for row in A]
            for i in range(n): B[i][i] *= 1 + lam
            step = solve(B, b)
            for k in names: p.v[k] = old[k] + max(-1, min(1, step[ix[k]]))
            new = objective()
            if new < cur: lam = max(lam / 5, 1e-6); break
            lam *= 8; p.v = dict(old)
        else: break
        done = cur - new < .05; cur = new
        if done: break
    return p, {k: (sum(k in u for u in use), len({r['hw'] for r, u in zip(rows, use) if k in u})) for k in names}
def training(rows, fn):
    """Rows of one test. A prompt measured with a larger -ub counts half as measured and half at the default 512: requests often leave -ub out."""
    R = [r for r in rows if r['tg'] == (fn is tg)]
    if fn is tg: return R
    return [dict(r, wt=.5 if r['ub'] > 512 else 1.0) for r in R] + [dict(r, ub=512, wt=.5, scored=False, was=r['scored']) for r in R if r['ub'] > 512]

# ---- errors on what was kept aside ---------------------------------------------------------------------------------------
def digest(s): return int(hashlib.sha256(s.encode()).hexdigest()[:8], 16)
def folds(rows, fn, key, k):
    """Errors of each row under constants that were fitted without its group."""
    groups = sorted({key(r) for r in rows}, key=digest); fold = {g: i % k for i, g in enumerate(groups)}; out = []
    for f in range(k):
        test = [r for r in rows if fold[key(r)] == f and r['scored']]
        if not test: continue
        p, _ = fit([r for r in rows if fold[key(r)] != f], fn, 10)
        out += [(r, fn(r, p) - math.log(r['y'])) for r in test]
    return out
def line(errors, half):
    """n, median error, shares within 15 and 30 %, share of measurements inside mid * (1 +- half)."""
    e = sorted(abs(math.exp(x) - 1) for x in errors); n = len(e)
    inside = sum(1 - half <= math.exp(-x) <= 1 + half for x in errors)
    return (n, e[n // 2] * 100, 100 * sum(x <= .15 for x in e) / n, 100 * sum(x <= .3 for x in e) / n, 100 * inside / n) if n else None
SLICES = [('all', lambda r: True), ('empty context', lambda r: r['depth'] == 0), ('at depth', lambda r: r['depth'] > 0), ('MoE, empty context', lambda r: r['nmoe'] and not r['depth']),
          ('dense, empty context', lambda r: not r['nmoe'] and not r['depth'])]
def table(title, out, half):
    print(f'\n**{title}**\n\n| rows | n | median error % | within 15 % | within 30 % | inside ±{half:.0%} |\n|---|---|---|---|---|---|')
    keys = sorted({(r['backend'], r['vendor']) for r, _ in out})
    for name, cond in SLICES + [(f'{b} / {v}', lambda r, b=b, v=v: (r['backend'], r['vendor']) == (b, v)) for b, v in keys]:
        s = line([x for r, x in out if cond(r)], half)
        if s: print('| %s | %d | %.0f | %.0f | %.0f | %.0f |' % ((name,) + s))
    sys.stdout.flush()

def main(args):
    rows = load(); lines = []
    for name, fn, half in (('tg', tg, .2), ('pp', pp, .4)):
        R = training(rows, fn); p, counts = fit(R, fn, 25)
        for k in sorted(counts):
            if k.count(':') and abs(p.v[k]) < 5e-4 and not k.startswith(('tl:', 'f:')): continue  # those two mark what was measured
            lines.append([k, '%.4f' % p.v[k], counts[k][0], counts[k][1], SOURCE[name]])
        scored = [r for r in R if r['scored']]
        table(f'{name}: fitted rows', [(r, fn(r, p) - math.log(r['y'])) for r in scored], half)
        if '--cv' in args:
            table(f'{name}: configurations kept aside (5 folds over hardware, model and file type)', folds(R, fn, lambda r: r['hw'] + r['model'] + r['quant'], 5), half)
            table(f'{name}: hardware kept aside (6 folds over hardware ids)', folds(R, fn, lambda r: r['hw'], 6), half * 1.5)
    with open(OUT, 'w', newline='') as f:
        w = csv.writer(f, lineterminator='\n'); w.writerow(['name', 'value', 'rows', 'hardware', 'source']); w.writerows(lines)
    print(f'\n{len(lines)} constants written', file=sys.stderr)
if __name__ == '__main__': main(sys.argv[1:])
