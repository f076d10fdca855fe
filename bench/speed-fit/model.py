"""The formulas of GenerationTime, PromptTime and GpuRates (Java) over arrays of rows; SpeedModelTest holds both against each other."""
import math
import numpy as np
import effects

CLASSES = ['f16', 'bf16', 'q8', 'q6', 'k4', 'k3', 'q4', 'fp4', 'iq']
LEVELS = {'b': lambda r: r['backend'], 'v': lambda r: f"{r['backend']}:{r['vendor']}", 'f': lambda r: f"{r['backend']}:{r['fam']}", 'h': lambda r: f"{r['backend']}:{r['hw']}",
          'arch': lambda r: r['arch'], 'shape': lambda r: r['shape'], 'shapeb': lambda r: f"{r['shape']}:{r['backend']}",
          'there': lambda r: f"{r['backend']}:{r['hw']}" if r['public'] else '', 'tm': lambda r: r['thread'], 'rep': lambda r: r['reporter'] + '|' + r['hw'] if r['thread'] else ''}
ERAS = [(1500, 2820), (2820, 4400), (4400, 5900), (5900, 7300), (7300, 9000), (9000, 11434)]
CAP = .97                                                     # no device reads faster than 97 % of its nominal bandwidth
SOFT = 1.4                                                    # the share of the FP16 peak that 8-bit arithmetic cannot pass
QUANT = {'f16': 0, 'bf16': 0, 'q8': 0, 'q6': -.2, 'k4': 0, 'k3': -.6, 'q4': .2, 'fp4': .2, 'iq': -.8}
ALU = {'k4': 5, 'k3': 9, 'q6': 5, 'q4': 4, 'q8': 1.5, 'fp4': 4, 'iq': 10}   # FP32-rate operations per byte to unpack
OPS = .6                                                      # share of the overhead that goes with tensors, not layers


class Work(effects.Table):
    """Rows with the work of their models as arrays."""
    def __init__(self, rows):
        super().__init__(rows, LEVELS)
        for k in ('bw', 'peak', 'f32', 'D', 'depth', 'np', 'ng', 'ub', 'sc', 'L', 'nmoe', 'ndel', 'nscan', 'ops', 'used', 'share', 'state', 'denseB', 'expB', 'wt', 'build'): setattr(self, k, self.column(k))
        for k in ('off', 'wall', 'scored', 'public', 'amdvlk', 'kvq', 'modern'): setattr(self, k, self.flag(k))
        by_class = lambda k: np.array([[r[k].get(c, 0.0) for c in CLASSES] for r in rows])
        self.head, self.dn, self.ex, self.dp, self.ep = (by_class(k) for k in ('head', 'dn', 'ex', 'dp', 'ep'))
        att = np.zeros((self.n, max([len(r['att']) for r in rows] + [1]), 5))
        for i, r in enumerate(rows):
            if r['att']: att[i, :len(r['att'])] = r['att']
        self.layers, self.elements, self.row, self.flops, self.window = (att[:, :, i] for i in range(5))
        self.vulkan = np.array([r['backend'] == 'vulkan' for r in rows]); self.cuda = np.array([r['backend'] in ('cuda', 'rocm') for r in rows])   # whose kernels ROCm builds too
        ratio = self.flops / np.maximum(self.elements, 1); self.latent = (ratio > 35).any(1)
        heads = np.where(self.latent[:, None], 1, np.maximum(np.round(ratio / 2), 1)); together = np.ones_like(heads)
        for c in (2, 4, 8, 16): together = np.where(heads % c == 0, c, together)
        self.passes = heads / together                         # how often a cell is read: query heads that fattn.cu cannot take together
        self.heads = heads                                     # and of a quantized cache, which its vector kernel reads for each head
        each = [(i, *step) for i, r in enumerate(rows) for step in ubatches(r)]
        self.steps = tuple(np.array(column, dtype=kind) for column, kind in zip(zip(*each), (int, float, float))) if each else (np.zeros(0, int), np.zeros(0), np.zeros(0))
        self.era = [np.clip((hi - self.build) / (hi - lo), 0, 1) for lo, hi in ERAS]


def ubatches(r):
    """Tokens and position of each ubatch of a prompt."""
    left, position, most = r['np'], r['depth'], max(1, min(r['ub'], r['np']))
    while left > 0:
        u = min(most, left); yield u, position
        left -= u; position += u


def sigmoid(x): return 1 / (1 + np.exp(-x))
def soft(x): return SOFT * np.tanh(np.exp(x) / SOFT)


def era(t, S, name, mean, sd, b, f=0.0):
    """What builds since then gained, by backend; each step is shared out evenly over its builds."""
    return -sum(S(f'{name}.{lo}', mean, sd, b=b, f=f or 1e-6) * x for (lo, _), x in zip(ERAS, t.era))


# Widths of the priors: chosen by cross-validation over repeated folds. Standard deviations by backend, architecture, hardware id unless said otherwise;
# VENDOR: an architecture without rows is like others of its vendor under that backend, which matters where a backend runs on several vendors' GPUs.
TG = dict(VENDOR=(.3, .3), E=(2.39, .8, .4, .6, .3), SLOPE=(-.2, .1), DELTA=(.3, .3), Q=(.18, .15, .14), BF16=(.25, .25), TL=(.18, .4, .5, .35), OFF=(.3, .3, .2), OLDER=(.2, .3, .2), MU=(.4, .4), KV=(.3, .5, .9, .9), MULTI=(0, .2, 1.5), PASS=(.15, .2, .4),
          MLA=.54, MODEL=(.3, .25, .1), OTHER=(.03, .19, .15), REP=.05, TM=.05, SPREAD=(.06,.09), FREEDOM=8, PUBLIC=.3, OLD=0)
PP = dict(VENDOR=(.3,), F=(.3, .5, .2, .2), G=(.12, .35, .2), MOE=(.3, .6, .5, .4), M0=(.5, .4, .3), U0=(.5, .4, .3), FA=(.6, 1.5, .8, .3), ERA=(.1, .1, .3, .12), REP=.06, TM=.08, MODEL=(.12, .25, .15),
          SPREAD=(.09, .10), FREEDOM=8, PUBLIC=.3, OTHER=(.05, .2, .3), OLD=1)


def tg(t, S, H=TG):
    """Logarithm of generated tokens per second, one sequence."""
    E, Q, TL, KV = H['E'], H['Q'], H['TL'], H['KV']
    x = S('e', *E[:2], b=E[2], v=H['VENDOR'][0], f=E[3], h=E[4]) + S('e.slope', *H['SLOPE']) * np.log(t.bw / 5e11); time = t.state / (t.bw * .7); alu = np.exp(S('alu', 0, .5, b=.4)) / t.f32
    for expert, matrices in ((0, t.head), (0, t.dn), (1, t.ex)):
        for i, k in enumerate(CLASSES):
            b = matrices[:, i] * t.sc
            if not b.any(): continue
            q = S('q.' + k, QUANT[k], .3, b=H['BF16'][0] if k == 'bf16' else Q[0], f=H['BF16'][1] if k == 'bf16' else Q[1])
            if expert: q = q + (np.where(t.vulkan, S('qx.bf16', -1.0, 1.0, b=1.0), 0) if k == 'bf16' else S('qx.' + k, 0, 1e-6, b=Q[2]))
            time = time + b / (t.bw * CAP * sigmoid(x + q)) + b * ALU.get(k, 0) * alu
    layer = np.exp(S('tl', math.log(80e-6), TL[0], b=TL[1], v=H['VENDOR'][1], f=TL[2], h=TL[3])) * np.where(t.off, np.exp(S('tl.off', *H['OFF'][:2], b=H['OFF'][2])), 1) * np.exp(S('tl.old', *H['OLDER'][:2], b=H['OLDER'][2]) * t.era[1])
    n = t.L * (1 - OPS) + OPS * t.ops / 9
    n = n + t.nmoe * np.exp(S('mu.moe', -.3, .5, b=H['MU'][0], h=H['MU'][1])) * (t.used / 8) ** .3 + t.ndel * np.exp(S('mu.delta', -.3, .5, b=H['MU'][0], h=H['MU'][1] * 1.3)) * np.exp(S('mu.delta.old', *H['DELTA']) * t.era[4]) + t.nscan * np.exp(S('mu.scan', -.7, .5, b=.4, h=.24))
    time = time + n * layer + (t.D - 1) * np.exp(S('hop', math.log(1e-4), .7, b=.5))
    cells = (t.depth + t.ng / 2)[:, None]; cells = np.where(t.window > 0, np.minimum(cells, t.window), cells)
    kap = np.exp(S('kv', math.log(.8), KV[0], b=KV[1], f=KV[2], h=KV[3])) * np.where(t.D > 1, np.exp(S('kv.multi', *H['MULTI'][:2], b=H['MULTI'][2])), 1)
    again = t.passes ** S('kv.pass', *H['PASS'][:2], b=H['PASS'][2])[:, None]
    if t.kvq.any(): again = np.where(t.kvq[:, None], t.heads ** np.where(t.cuda, S('kvq.pass', 1, .2, b=.2), S('kvq.other', .1, .15, b=.15))[:, None] * np.exp(S('kvq', math.log(1.1), .2, b=.2))[:, None], again)
    read = (t.layers * t.row * cells * again).sum(1)
    attention = read / (t.bw * kap) + (t.layers * t.flops * cells).sum(1) / (t.peak * np.exp(S('ka', math.log(.15), .8, b=.6, f=.3, h=.32)))
    attention = attention * np.where(t.latent, np.exp(S('mla', 0, .4, b=H['MLA'])), 1) * np.where(t.off, np.exp(S('kv.off', .2, .2)), 1)
    y = S('model.tg', 0, 1e-6, arch=H['MODEL'][0], shape=H['MODEL'][1], shapeb=H['MODEL'][2]) - np.log(time + attention)
    y = y + np.where(t.public, S('other.tg', 0, H['OTHER'][0], b=H['OTHER'][1], there=H['OTHER'][2]), 0)
    y = y + S('rep.tg', 0, 1e-6, rep=H['REP'], tm=H['TM'])
    return y + np.where(t.wall, S('wall', math.log(.92), .05, b=.08), 0)


def pp(t, S, H=PP):
    """Logarithm of prompt tokens per second."""
    F, G, MOE, FA = H['F'], H['G'], H['MOE'], H['FA']; size = np.log(t.peak / 1e14)
    x = S('f', -.9, F[0], b=F[1], v=H['VENDOR'][0], f=F[2], h=F[3]) + S('f.slope', -.15, .15) * size
    rate = [t.peak * soft(x + S('g.' + k, 0, G[0], b=G[1], f=G[2])) if t.dp[:, i].any() or t.ep[:, i].any() else np.inf for i, k in enumerate(CLASSES)]
    moe = np.exp(S('m.moe', -.4, MOE[0], b=MOE[1], f=MOE[2], h=MOE[3])); m0 = np.exp(S('m0', math.log(20), H['M0'][0], b=H['M0'][1], f=H['M0'][2])); u0 = np.exp(S('u0', math.log(50), H['U0'][0], b=H['U0'][1], f=H['U0'][2]))
    layer = np.exp(S('pl', math.log(120e-6), .5, b=.5, f=.3)) * (t.L * (1 - OPS) + OPS * t.ops / 9)
    fa = np.exp(S('fa', math.log(.2), FA[0], b=FA[1], f=FA[2], h=FA[3]) + S('fa.slope', -.3, .2) * size)
    fa = fa * np.where(t.latent, np.exp(S('p.mla', -.3, .5, b=.5)), 1) * np.where(t.off, np.exp(S('fa.off', -.7, .3)), 1) * np.where(t.kvq, np.exp(S('fa.kvq', -.1, .2, b=.2)), 1)
    recurrent = np.exp(S('frec', math.log(.03), .8, b=.6, h=.5)); slow = np.exp(-S('model.pp', 0, 1e-6, arch=H['MODEL'][0], shape=H['MODEL'][1], shapeb=H['MODEL'][2]))
    dense = sum(2 * t.dp[:, i] / rate[i] for i in range(len(CLASSES))) * slow
    expert = sum(2 * t.ep[:, i] / rate[i] * np.exp(-S('gx.' + k, 0, 1e-6, b=.09)) for i, k in enumerate(CLASSES) if t.ep[:, i].any()) * slow
    again = t.passes ** S('fa.pass', .22, .2, b=.2)[:, None]; routed = t.ep.sum(1) > 0
    i, u, position = t.steps                                   # one entry for each ubatch of each row
    seen = np.where(routed[i], 1 - (1 - np.minimum(t.share[i], 1 - 1e-12)) ** u, 0)
    w = np.minimum(u, 2048); filled = w / (w + u0[i]) * (512 + u0[i]) / 512; m = u * t.share[i]; tiles = np.minimum(moe[i] * m / (m + m0[i]) * (64 + m0[i]) / 64, 1.3)
    work = dense[i] * u / filled + np.where(routed[i], (expert + np.zeros(t.n))[i] * u / tiles, 0)
    read = (t.denseB[i] + t.expB[i] * seen) * t.sc[i] / (.85 * t.bw[i])
    visible = position[:, None] + u[:, None] / 2; window = t.window[i]; visible = np.where(window > 0, np.minimum(visible, window + u[:, None] / 4), visible)
    step = (work ** 4 + read ** 4) ** .25 + layer[i] + ((t.layers * t.flops * again)[i] * visible).sum(1) * u / (t.peak * np.minimum(1, fa))[i] + t.state[i] * u / (t.peak * recurrent)[i]
    total = np.bincount(i, step, t.n) * np.exp(-era(t, S, 'pera', *H['ERA'])); batches = np.bincount(i, minlength=t.n)
    pipe = sigmoid(S('pipe', .8, .6, b=.5))
    total = np.where((t.D > 1) & (batches > 1), total * ((batches + t.D - 1) / (t.D * batches)) ** pipe, total) + np.where(t.D > 1, (t.D - 1) * 2e-4 * batches, 0)
    y = np.log(t.np / total) + np.where(t.public, S('other.pp', 0, H['OTHER'][0], b=H['OTHER'][1], there=H['OTHER'][2]), 0)
    y = y + S('rep.pp', 0, 1e-6, rep=H['REP'], tm=H['TM']) + np.where(t.amdvlk, S('amdvlk.pp', -.2, .25), 0)
    return y + np.where(t.wall, S('pwall', math.log(.85), .1, b=.15), 0)
