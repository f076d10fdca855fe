"""The reliability diagram of the ranges as an SVG picture: what share of the cells lies inside a range made to hold a share."""
import math
import tables

SIZE, LEFT, TOP = 340, 60, 50
SHARES = (.2, .4, .5, .6, .7, .8, .9)
COLOURS = {'tg': '#1f6fb2', 'pp': '#c2571a'}


def held(errors, name, share):
    """Share of the cells inside ranges of that share which were made from the other folds, over all classes with votes of their own."""
    inside = n = 0.0; groups = tables.classes(errors, name)
    for deal, f in sorted({j[3] for judged in groups.values() for j in judged}):
        table = tables.table_of({k: [j for j in v if j[3][0] == deal and j[3] != (deal, f)] for k, v in groups.items()}, share, 0)
        for k, judged in groups.items():
            own = [j for j in judged if j[3] == (deal, f)]; m = len(tables.votes(own))
            if m and table[k][2] >= tables.ENOUGH: inside += tables.inside(own, *table[k][:2]) / 100 * m; n += m
    return inside / max(1, n), sum(tables.number(j) for j in groups.values())


def write(path, errors, ranges):
    at = lambda x, y: (LEFT + x * SIZE, TOP + (1 - y) * SIZE); out = []
    width, height = LEFT + SIZE + 190, TOP + SIZE + 60
    out.append(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="12">')
    out.append(f'<title>Reliability of the speed ranges</title><rect width="{width}" height="{height}" fill="#ffffff"/>')
    out.append(f'<text x="{LEFT}" y="24" font-size="15" fill="#222222">Ranges of predicted speed: what they say and what they hold</text>')
    for i in range(6):
        x, y = at(i / 5, i / 5)
        out.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + SIZE}" y2="{y:.1f}" stroke="#dddddd"/><text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444444">{20 * i} %</text>')
        out.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + SIZE}" stroke="#dddddd"/><text x="{x:.1f}" y="{TOP + SIZE + 18}" text-anchor="middle" fill="#444444">{20 * i} %</text>')
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    out.append(f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#888888" stroke-dasharray="5 4"/>')
    out.append(f'<text x="{LEFT + SIZE / 2}" y="{TOP + SIZE + 42}" text-anchor="middle" fill="#222222">share that the range is made to hold</text>')
    out.append(f'<text transform="translate(16 {TOP + SIZE / 2}) rotate(-90)" text-anchor="middle" fill="#222222">share of cells inside, other folds</text>')
    for k, (name, words) in enumerate((('tg', 'generation'), ('pp', 'prompt'))):
        points = [(s, *held(errors, name, s)) for s in SHARES]; c = COLOURS[name]
        out.append(f'<polyline fill="none" stroke="{c}" stroke-width="2" points="' + ' '.join('%.1f,%.1f' % at(s, h) for s, h, _ in points) + '"/>')
        out += ['<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>' % (*at(s, h), c) for s, h, _ in points]
        y = TOP + 20 + 22 * k
        out.append(f'<circle cx="{LEFT + SIZE + 24}" cy="{y - 4}" r="5" fill="{c}"/><text x="{LEFT + SIZE + 36}" y="{y}" fill="#222222">{words} ({points[0][2]} votes)</text>')
    out.append('</svg>')
    with open(path, 'w', encoding='utf-8') as f: f.write('\n'.join(out) + '\n')
