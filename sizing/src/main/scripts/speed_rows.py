#!/usr/bin/env python3
"""Writes speed-rows.csv: one line per measured row with the work of its model, from a measurement file, a catalogue and a hardware table.

  speed_rows.py KNOWLEDGE_BASE > speed-rows.csv       (needs PyYAML)

public-rows.csv beside this script adds single figures from public threads, each with its address. KNOWLEDGE_BASE holds ground-truth/speed-train.jsonl, catalog/, reference/quant.py and hardware/hardware-db.csv. The result is what
fit_speed.py reads and what the tests check the Java code against; it is kept in the project, so this script is only run when measurements change.
"""
import csv, hashlib, json, os, re, sys
KB = sys.argv[1]
sys.path[:0] = [KB + '/catalog', KB + '/reference']
import layouts, quant, yaml

ENTRIES = {e['id']: e for e in yaml.load(open(KB + '/catalog/models.yaml'), Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))['models']}
# Devstral 2 123B is not in the catalogue: the shape of Devstral Small 2 at the published sizes.
ENTRIES['devstral-2-123b'] = dict(ENTRIES['devstral-small-2-24b'], n_layer=88, n_embd=12288, n_ff=28672, n_head=96, n_head_kv=8)
# Names of the measured rows that carry no catalogue id.
NAMES = [('deepseek2 30B.A3B', 'glm-4.7-flash'), ('GLM-4.7-Flash', 'glm-4.7-flash'), ('gemma4 26B.A4B', 'gemma4-26b-a4b'), ('gemma-4-26B', 'gemma4-26b-a4b'),
 ('gemma3n E4B', 'gemma3n-e4b'), ('llama ?B Q3_K', 'devstral-2-123b'), ('minimax-m2', 'minimax-m2'), ('mistral3 14B', 'ministral-3-14b'), ('mistral3 8B', 'ministral-3-8b'),
 ('nemotron 120B', 'nemotron-3-super-120b-a12b'), ('nemotron_h_moe 120B', 'nemotron-3-super-120b-a12b'), ('nemotron_h_moe 31B', 'nemotron-3-nano-30b-a3b'),
 ('Nemotron-3-Nano-30B', 'nemotron-3-nano-30b-a3b'), ('qwen35moe 122B', 'qwen3.5-122b-a10b'),
 ('gemma-4-E2B', 'gemma4-e2b'), ('gemma-4-E4B', 'gemma4-e4b'), ('gemma-4-12B', 'gemma4-12b'), ('Qwen3.5-9B', 'qwen3.5-9b'), ('qwen3.5:9b', 'qwen3.5-9b'), ('Qwythos-9B', 'qwen3.5-9b'),
 ('Qwen3.5-4B', 'qwen3.5-4b'), ('Qwen3.5-2B', 'qwen3.5-2b'), ('Qwen3.5-0.8B', 'qwen3.5-0.8b'), ('Falcon3-10B', 'falcon3-10b'), ('Falcon3-7B', 'falcon3-7b'), ('SmolLM3-3B', 'smollm3-3b'),
 ('LFM2-700M', 'lfm2-700m'), ('LFM2-8B', 'lfm2-8b-a1b'), ('LFM2.5-8B', 'lfm2.5-8b-a1b'), ('Ministral-8B', 'ministral-8b'), ('OLMo-2-0425-1B', 'olmo2-1b'), ('OLMo-2-1124-13B', 'olmo2-13b'),
 ('Phi-3.5-mini', 'phi3.5-mini'), ('Qwen2.5-Coder-3B', 'qwen2.5-coder-3b'), ('qwen2.5-coder:3b', 'qwen2.5-coder-3b'), ('Qwen3-1.7B', 'qwen3-1.7b'), ('qwen3:1.7b', 'qwen3-1.7b'),
 ('Codestral-22B', 'codestral-22b'), ('glm-4-9b', 'glm4-9b'), ('granite-3.1-8b', 'granite3.1-8b'), ('internlm3-8b', 'internlm3-8b'), ('inistral-3-3B', 'ministral-3-3b'), ('ministral-3:3b', 'ministral-3-3b')]
FT = {'MXFP4': 'MXFP4_MOE', 'Q4_K': 'Q4_K_M', 'Q3_K': 'Q3_K_M', 'Q5_K': 'Q5_K_M', 'UD-Q4_K_XL': 'Q4_K_M', 'Q4_K_XL': 'Q4_K_M', 'Q6_K_XL': 'Q6_K', 'Q8_K_XL': 'Q8_0'}
KIND = {'f32': 'f16', 'f16': 'f16', 'bf16': 'bf16', 'q8_0': 'q8', 'q6_K': 'q6', 'q4_K': 'k4', 'q5_K': 'k4', 'q2_K': 'k3', 'q3_K': 'k3', 'mxfp4': 'fp4', 'nvfp4': 'fp4',
 'q4_0': 'q4', 'q4_1': 'q4', 'q5_0': 'q4', 'q5_1': 'q4', 'iq4_nl': 'q4'}
KINDS = ['f16', 'bf16', 'q8', 'q6', 'k4', 'k3', 'q4', 'fp4', 'iq']
per = lambda v, i: v[i] if isinstance(v, list) else v

def work(e, ft):
    """Bytes, weights and attention of one token, as dev.llmfit.sizing.speed.TokenWork computes them."""
    m = layouts.build(e); L = e['n_layer']; mo = e.get('moe') or {}
    raw = [(n, (t or 'f32').lower() if t else ('f16' if quant.allows(n, list(ne)) else 'f32'), list(ne)) for n, ne, t in m.tensors]
    hk = max(e['n_head_kv']) if isinstance(e.get('n_head_kv'), list) else e.get('n_head_kv') or 0; gqa = ((max(e['n_head']) if isinstance(e['n_head'], list) else e['n_head']) // hk) if hk and e.get('n_head') else 0
    types = quant.plan(raw, ft, dict(n_layer=L, n_expert=mo.get('count', 0), n_gqa=gqa, arch=e['architecture'], is70b=(L == 80 and e['architecture'] == 'llama')))
    if ft not in ('F16', 'BF16', 'F32'):
        for n, t, ne in raw:
            if t == 'mxfp4': types[n] = 'mxfp4'
    names = {n for n, _, _ in raw}; w = dict(fileB=0, expB=0, dB={}, eB={}, dP={}, eP={}, headB={}, L=L, attn=0, moe=0, delta=0, scan=0, ops=0, groups=[], state=0)
    tied = 'output.weight' not in names
    for n, _, ne in raw:
        w['ops'] += n.startswith('blk.')
        t = types[n]; p = layouts.n_el(ne); b = quant.nbytes(t, ne) if t in quant.BL else p * 4; k = KIND.get(t, 'iq')
        w['fileB'] += b
        if n in ('per_layer_token_embd.weight', 'position_embd.weight', 'token_types.weight') or n.startswith('rope_'): continue
        if n == 'token_embd.weight' and not tied: continue
        if n in ('output.weight', 'token_embd.weight'): w['headB'][k] = w['headB'].get(k, 0) + b; w['headP'] = p; continue
        if '_exps.' in n:
            u = mo['used'] / mo['count']; w['expB'] += b
            w['eB'][k] = w['eB'].get(k, 0) + b * u; w['eP'][k] = w['eP'].get(k, 0) + p * u
        else:
            w['dB'][k] = w['dB'].get(k, 0) + b
            if len([x for x in ne if x > 1]) > 1: w['dP'][k] = w['dP'].get(k, 0) + p
    sw = e.get('sliding_window') or {}; lay = sw.get('layers'); win = sw.get('size') or 0
    for i in range(L):
        b = f'blk.{i}.'; has = lambda s: b + s in names
        ssm = any(n.startswith(b + 'ssm_') for n in names) or has('shortconv.conv.weight') or any(n.startswith(b + 'time_mix') for n in names)
        att = has('attn_k.weight') or has('attn_kv_a_mqa.weight') or (has('attn_qkv.weight') and not ssm)
        delta = has('ssm_beta.weight') or has('ssm_ba.weight')
        w['delta'] += delta; w['scan'] += ssm and not delta; w['moe'] += any(n.startswith(b) and '_exps.' in n for n in names); w['attn'] += att
        if att:
            H, KV, dk, dv = per(e['n_head'], i), per(e['n_head_kv'], i), e.get('head_dim_k') or 0, e.get('head_dim_v') or 0
            pat = int(sw['pattern'].split()[0]) + 1 if re.match(r'\d+ (sliding|chunked)', str(sw.get('pattern'))) else None
            sl = bool(lay[i]) if lay else bool(win and isinstance(pat, int) and pat > 1 and (i + 1) % pat != 0)
            if sl and sw.get('head_dim'): dk = dv = sw['head_dim']
            if e.get('mla') and has('attn_kv_a_mqa.weight') and e['architecture'] != 'minicpm3':
                A = e['mla']; row = A['kv_lora_rank'] + A['qk_rope_dim']; fl = 2 * H * (row + A['kv_lora_rank'])
            else: row = KV * (dk + dv); fl = 2 * H * (dk + dv)
            w['groups'].append((row, fl, win if sl else 0))
        if ssm and e.get('ssm') and has('ssm_conv1d.weight'):
            S = e['ssm']; inner = S.get('inner_size') or S['state_size'] * S['time_step_rank']
            w['state'] += 4 * inner * S['state_size'] * 2
    return w

def main():
    rows = [json.loads(l) for l in open(KB + '/ground-truth/speed-train.jsonl')]; cache = {}; out = csv.writer(sys.stdout, lineterminator='\n')
    cols = ['id', 'hardware_id', 'n_gpus', 'backend', 'model', 'architecture', 'n_embd', 'quant', 'test', 'tok_s', 'n_prompt', 'n_gen', 'depth', 'n_ubatch', 'fa', 'kv_type', 'build', 'score', 'flags', 'source',
            'file_scale', 'n_layer', 'n_attn', 'n_moe', 'n_delta', 'n_scan', 'n_ops', 'n_used', 'file_bytes', 'expert_bytes', 'used_share', 'state_bytes', 'head', 'head_params', 'dense', 'expert', 'dense_params', 'expert_params', 'attention']
    out.writerow(cols); skipped = {}
    enc = lambda d: ' '.join(f'{k}:{int(d[k])}' for k in KINDS if d.get(k))
    def row(r):
        cid = r['phantom_model'] or next((c for n, c in NAMES if n in r['model']), None)
        ft = FT.get(r['quant'], r['quant'])
        if cid not in ENTRIES: skipped[r['model']] = skipped.get(r['model'], 0) + 1; return
        if (cid, ft) not in cache: cache[cid, ft] = work(ENTRIES[cid], ft)
        w = cache[cid, ft]; mo = ENTRIES[cid].get('moe') or {}
        scale = r['file_bytes'] / w['fileB'] if r['file_bytes_how'] == 'reported' and r['file_bytes'] else 1.0
        grp = {}
        for g in w['groups']: grp[g] = grp.get(g, 0) + 1
        out.writerow([r['id'], r['hardware_id'], r['n_gpus'] or 1, r['backend'], cid, ENTRIES[cid]['architecture'], ENTRIES[cid]['n_embd'], r['quant'], r['test'], r['tok_s'], r['n_prompt'], r['n_gen'], r['depth'], r['n_ubatch'] or '', {True: 'on', False: 'off'}.get(r['fa'], 'auto'),
            r['kv_type'], r['build'] or '', int(r['score']), ' '.join(r['flags']), r['source'].split(' (')[0], f'{scale:.4f}', w['L'], w['attn'], w['moe'], w['delta'], w['scan'], w['ops'], mo.get('used', 0), w['fileB'], w['expB'], f"{mo['used']/mo['count']:.6f}" if mo else 1, w['state'],
            enc(w['headB']), w.get('headP', 0), enc(w['dB']), enc(w['eB']), enc(w['dP']), enc(w['eP']), ' '.join(f'{n}x{a}/{f}/{v}' for (a, f, v), n in sorted(grp.items()))])
    for r in rows:
        if not {'custom_build', 'old_build', 'fork'} & set(r['flags']): row(r)  # those do not describe llama.cpp as it is
    for p in csv.DictReader(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'public-rows.csv'))):
        row(dict(p, id='p' + hashlib.sha256(repr(sorted(p.items())).encode()).hexdigest()[:11], n_gpus=1, phantom_model=p['model'], fa=p['fa'] == 'on', kv_type='f16', build=p['date'], score=False, flags=['public_thread'], source=p['address'], file_bytes_how='', file_bytes=0))
    for k, v in sorted(skipped.items(), key=lambda x: -x[1]): print('skipped', v, k, file=sys.stderr)
main()
