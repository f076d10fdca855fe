"""Reads the table that SpeedFeatures (Java) writes: one line of JSON per measured launch, the work of its model counted by the product itself."""
import json, math, re

# When builds were tagged (release pages of ggml-org/llama.cpp); rows that name only a date get the build of that time.
TAGGED = [('2023-11-15', 1520), ('2024-05-15', 2890), ('2024-07-15', 3390), ('2024-12-23', 4384), ('2025-03-15', 4890), ('2025-07-13', 5880),
          ('2025-08-04', 6090), ('2025-10-15', 6770), ('2025-12-06', 7300), ('2026-02-06', 7960), ('2026-04-15', 8800), ('2026-05-07', 9050), ('2026-07-12', 9970),
          ('2026-08-05', 10270), ('2026-08-22', 10570), ('2026-10-15', 11200), ('2026-11-20', 11434)]
NEWEST = 11434
UNKNOWN = 6500                       # rows of scoreboards that grew over 2025
SERVER = re.compile(r'/(1[78]\d{8})-[0-9a-f]+')   # community files are named by the second they were made in


def day(date):
    y, m, d = (date + '-15' if len(date) == 7 else date).split('-')
    return int(y) * 365.25 + (int(m) - 1) * 30.44 + int(d)


def build_of(date):
    if len(date) < 7: return UNKNOWN
    x = day(date); known = [(day(d), b) for d, b in TAGGED]
    for (x0, b0), (x1, b1) in zip(known, known[1:]):
        if x <= x1: return b0 + (b1 - b0) * max(0, x - x0) / (x1 - x0)
    return NEWEST


def named_build(text):
    """The first build that a row names, as a request would state it; None where it names none."""
    found = re.search(r'\bb(\d{4,5})\b', text)
    return int(found.group(1)) if found else None


def dated(r):
    """The build that a row was measured with, at least about."""
    if r['build']: return float(r['build'])
    if '2795' in r['said_build']: return 2820.0
    if r['date']: return build_of(r['date'])
    at = SERVER.search(r['source'])
    if at: return build_of('%d-%02d' % (1970 + int(at.group(1)) / 31556952, 1 + int(int(at.group(1)) % 31556952 / 2629746)))
    return float(build_of(r['said_build']))


def load(path):
    rows = []
    for line in open(path, encoding='utf-8'):
        r = json.loads(line); flags = r['flags'].split()
        if {'custom_build', 'old_build', 'fork'} & set(flags): continue        # patched engines and forks do not describe llama.cpp
        if r['tok_s'] <= 0 or not r['modern'] and r['sc'] > 1.6: continue
        modern = bool(r['modern']); tg = r['test'].startswith('tg'); public = 'public_thread' in flags
        if modern and max(r['np'], r['ng']) < 16: continue
        source = r['source']
        thread = (source + ':' + r['model'] if source.startswith('github:') else source) if modern else ''
        said = named_build(r['said_build'])
        r.update(tg=tg, modern=modern, public=public, thread=thread, reporter=source.split(':')[1] if thread.startswith('github:') else thread, log_y=math.log(r['tok_s']),
                 group=thread or '|'.join((r['hw'], r['model'], r['quant'])), era_known=said is not None, asked_build=float(said or NEWEST), build=dated(r),
                 wall='not_llama_bench' in flags, scored=bool(r['scored']), off=bool(r['off']), wt=1.0, unlike=not .6 < r['sc'] < 1.6,
                 amdvlk='amdvlk' in (r['driver'] + source).lower() and 'radv' not in r['driver'].lower(),
                 kvq=max([a[2] / a[1] for a in r['att']] + [0]) < 1.9 and bool(r['att']))
        rows.append(r)
    return rows
