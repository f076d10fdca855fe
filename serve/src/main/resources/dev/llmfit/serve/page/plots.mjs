// Plots as SVG with text: bars with a limit, a band, a scatter, whiskers. Each has its numbers as a table, too.
import { html, Component, gib, range, speed, steady, tokens, whole, PARTS } from './view.mjs';

const W = 640, H = 268, X0 = 46, X1 = W - 14, Y0 = 16, Y1 = H - 40;

/** Returns round marks from 0 up to a largest value. */
function marks(most, about = 4) {
  const raw = most / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find(s => s * power >= raw) * power;
  const all = [];
  for (let v = 0; v <= most * 1.0001; v += step) all.push(Number(v.toFixed(6)));
  return all;
}

function Axis({ at, values, words = v => v }) {
  return values.map(v => html`<g key=${v}><line class="s-line" x1=${X0} x2=${X1} y1=${at(v)} y2=${at(v)} /><text x=${X0 - 7} y=${at(v) + 4} text-anchor="end">${words(v)}</text></g>`);
}

/** A figure: a picture, and the same as a table behind a button. */
class Figure extends Component {
  state = { table: false };

  render({ name, about, label, columns, rows, children }) {
    return html`<figure><figcaption><b>${name}</b><span class="dim">${about}</span>
        ${rows.length > 0 && html`<button type="button" class="act" aria-pressed=${this.state.table ? 'true' : 'false'} onClick=${() => this.setState({ table: !this.state.table })}>${this.state.table ? 'as a picture' : 'as a table'}</button>`}</figcaption>
      ${rows.length === 0 ? html`<p class="dim empty">${label}</p>`
        : this.state.table
          ? html`<div class="scroll"><table><thead><tr>${columns.map(c => html`<th scope="col">${c}</th>`)}</tr></thead><tbody>${rows.map(r => html`<tr>${r.map((cell, i) => (i ? html`<td>${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`)}</tbody></table></div>`
          : html`<svg viewBox=${`0 0 ${W} ${H}`} width="100%" role="img" aria-label=${label}>${children}</svg>`}
    </figure>`;
  }
}

const on = rows => rows.devices.length ? rows.devices : [rows.host];
const total = row => on(row).reduce((sum, d) => sum + d.total, 0);

/** Memory by context: a bar for each, in its parts, and the limit. */
export const MemoryPlot = steady(({ sweep, ctx, set }) => {
  const rows = sweep?.rows ?? [];
  const name = 'Memory by context';
  if (!rows.length) return html`<${Figure} name=${name} about="" label="Nothing to show yet." columns=${[]} rows=${[]} />`;
  const limit = on(rows[0]).reduce((sum, d) => sum + d.free - (d.margin ?? 0), 0);
  const top = Math.max(limit * 1.12, Math.min(Math.max(...rows.map(total)) * 1.05, limit * 2));
  const y = bytes => Y1 - (Math.min(bytes, top) / top) * (Y1 - Y0);
  const wide = (X1 - X0) / rows.length;
  const where = rows[0].devices.length ? 'on the card' : 'in RAM';
  const table = rows.map(r => [whole(r.n_ctx), ...PARTS.map(([p]) => gib(on(r).reduce((s, d) => s + (d[p] ?? 0), 0))), gib(total(r)), r.fits ? 'fits' : 'does not fit']);
  const fits = rows.filter(r => r.fits);
  return html`<${Figure} name=${name} about=${fits.length === rows.length ? 'all of these fit' : fits.length ? `up to ${whole(fits.at(-1).n_ctx)} of these fit` : 'none of these fits'}
      label=${`GiB ${where} by context: ${rows.map(r => `${whole(r.n_ctx)} tokens ${gib(total(r))}`).join(', ')}; ${gib(limit)} may be used`} columns=${['tokens', ...PARTS.map(p => p[1]), 'GiB', '']} rows=${table}>
    <${Axis} at=${g => y(g * 2 ** 30)} values=${marks(top / 2 ** 30)} />
    ${rows.map((r, i) => {
      let bottom = Y1;
      const x = X0 + i * wide + wide * 0.18;
      const chosen = r.n_ctx === ctx;
      return html`<g key=${r.n_ctx} class="hit" onClick=${() => set({ ctx: String(r.n_ctx) }, true)}><title>${`${whole(r.n_ctx)} tokens: ${gib(total(r))} GiB ${where}`}</title>
        ${PARTS.map(([part]) => {
          const h = Math.max(0, bottom - y(on(r).reduce((s, d) => s + (d[part] ?? 0), 0) + ((Y1 - bottom) / (Y1 - Y0)) * top));
          bottom -= h;
          return html`<rect key=${part} class=${`f-${part}`} x=${x} y=${bottom} width=${wide * 0.64} height=${h} fill-opacity=${chosen ? 1 : 0.6} />`;
        })}
        <text x=${x + wide * 0.32} y=${Y1 + 16} text-anchor="middle" class=${chosen ? 'strong' : ''}>${tokens(r.n_ctx)}</text>
        <text x=${x + wide * 0.32} y=${Math.max(Y0 + 4, bottom - 5)} text-anchor="middle" class=${`halo ${r.fits ? (chosen ? 'strong' : '') : 'f-bad'}`}>${r.fits ? '' : '✗ '}${gib(total(r))}</text>
        <rect x=${X0 + i * wide} y=${Y0} width=${wide} height=${Y1 - Y0 + 20} fill-opacity="0" /></g>`;
    })}
    <line class="s-mark" x1=${X0} x2=${X1} y1=${y(limit)} y2=${y(limit)} stroke-width="1.5" stroke-dasharray="4 3" />
    <text x=${X0 + 4} y=${y(limit) - 6} class="ink halo">${gib(limit)} GiB may be used</text>
    <text x=${(X0 + X1) / 2} y=${H - 6} text-anchor="middle">context, tokens · GiB ${where}</text>
  <//>`;
});

/** Speed as the context fills: a band, because a speed is a range. */
export const SpeedPlot = steady(({ sweep, comfort }) => {
  const rows = (sweep?.rows ?? []).filter(r => r.tg_tok_s_full);
  const name = 'Speed as the context fills';
  if (!rows.length) return html`<${Figure} name=${name} about="" label="Nothing to show yet." columns=${[]} rows=${[]} />`;
  const points = [{ at: 0, of: rows[0].tg_tok_s }, ...rows.map(r => ({ at: r.n_ctx, of: r.tg_tok_s_full }))];
  const top = Math.max(...points.map(p => p.of.high)) * 1.08;
  const y = v => Y1 - (v / top) * (Y1 - Y0);
  const least = rows[0].n_ctx / 2;
  const x = at => X0 + 8 + (at <= least ? 0 : Math.log2(at / least) / Math.log2(rows.at(-1).n_ctx / least)) * (X1 - X0 - 24);
  // Names of points that stand close together would cover one another: the later one is left out, its point is not.
  const named = points.filter((p, i, all) => {
    p.named = !all.slice(0, i).some(q => q.named && x(p.at) - x(q.at) < 34);
    return p.named;
  });
  const line = end => points.map(p => `${x(p.at).toFixed(1)},${y(p.of[end]).toFixed(1)}`);
  return html`<${Figure} name=${name} about=${`${range(points[0].of)} empty, ${range(points.at(-1).of)} at ${whole(points.at(-1).at)}`}
      label=${`Tokens a second as the context fills: ${points.map(p => `${whole(p.at)} tokens ${range(p.of)}`).join(', ')}`} columns=${['tokens in the context', 'low', 'mid', 'high']}
      rows=${points.map(p => [whole(p.at), speed(p.of.low), speed(p.of.mid), speed(p.of.high)])}>
    <${Axis} at=${y} values=${marks(top)} />
    <path class="f-weights" fill-opacity=".22" d=${`M${line('high').join('L')}L${line('low').reverse().join('L')}Z`} />
    <path class="f-none s-weights" stroke-width="2" d=${`M${line('mid').join('L')}`} />
    ${comfort < top && html`<g><line class="s-dim" x1=${X0} x2=${X1} y1=${y(comfort)} y2=${y(comfort)} stroke-dasharray="2 3" /><text x=${X1 - 4} y=${y(comfort) - 5} text-anchor="end">asked for: ${speed(comfort)}</text></g>`}
    ${points.map(p => html`<g key=${p.at}><title>${`${whole(p.at)} tokens in the context: ${range(p.of)} tok/s`}</title><circle class="f-weights" cx=${x(p.at)} cy=${y(p.of.mid)} r="3.5" />
      ${named.includes(p) && html`<text x=${x(p.at)} y=${Y1 + 16} text-anchor="middle">${p.at ? tokens(p.at) : 'empty'}</text>`}</g>`)}
    <text x=${(X0 + X1) / 2} y=${H - 6} text-anchor="middle">tokens in the context · tok/s, range</text>
  <//>`;
});

/** Ability by file size of the models that are listed; the line is the best for its size. */
export const AbilityPlot = steady(({ candidates, model, pick }) => {
  const points = candidates.filter(c => c.score && c.file_bytes).map(c => ({ c, x: c.file_bytes / 2 ** 30, y: c.score.quality - (c.score.loss ?? 0) }));
  const name = 'Ability by file size';
  if (points.length < 2) return html`<${Figure} name=${name} about="" label="Nothing to compare yet." columns=${[]} rows=${[]} />`;
  const least = Math.min(...points.map(p => p.x)) / 1.25, most = Math.max(...points.map(p => p.x)) * 1.25;
  const low = Math.floor(Math.min(...points.map(p => p.y))), high = Math.max(...points.map(p => p.y)) + 0.5;
  const x = g => X0 + 8 + (Math.log2(g / least) / Math.log2(most / least)) * (X1 - X0 - 16);
  const y = v => Y1 - ((v - low) / (high - low)) * (Y1 - Y0);
  let best = -Infinity;
  const edge = [...points].sort((a, b) => a.x - b.x).filter(p => p.y > best && ((best = p.y), true));
  const ticks = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512].filter(g => g > least && g < most);
  const steps = Array.from({ length: Math.floor(high - low) + 1 }, (_, i) => low + i).filter((v, i, all) => all.length < 8 || i % 2 === 0);
  return html`<${Figure} name=${name} about="of the models above; the line is the best for its size" label=${`Ability in doublings of size, by GiB of the file: ${points.map(p => `${p.c.model} ${p.y.toFixed(1)} at ${p.x.toFixed(1)}`).join(', ')}`}
      columns=${['model', 'file', 'GiB', 'ability', 'runs']} rows=${points.map(p => [p.c.model, p.c.file_type, p.x.toFixed(1), p.y.toFixed(1), p.c.verdict])}>
    <${Axis} at=${y} values=${steps} />
    ${ticks.map(g => html`<text key=${g} x=${x(g)} y=${Y1 + 16} text-anchor="middle">${g}</text>`)}
    <path class="f-none s-good" stroke-width="1.6" d=${edge.map((p, i) => (i ? `H${x(p.x).toFixed(1)}V${y(p.y).toFixed(1)}` : `M${x(p.x).toFixed(1)},${y(p.y).toFixed(1)}`)).join('')} />
    ${points.map(p => {
      const chosen = p.c.model === model;
      const inside = p.c.verdict === 'full-gpu';
      return html`<g key=${p.c.model} class="hit" onClick=${() => pick(p.c)}><title>${`${p.c.model} ${p.c.file_type}: ${p.x.toFixed(1)} GiB, ability ${p.y.toFixed(1)}`}</title>
        ${inside ? html`<circle class="f-good" cx=${x(p.x)} cy=${y(p.y)} r=${chosen ? 7 : 4.5} />` : html`<rect class="f-context" x=${x(p.x) - 4} y=${y(p.y) - 4} width="8" height="8" transform=${`rotate(45 ${x(p.x)} ${y(p.y)})`} />`}
        ${chosen && html`<circle class="f-none s-mark" cx=${x(p.x)} cy=${y(p.y)} r="10" stroke-width="1.6" />`}</g>`;
    })}
    ${edge.map((p, i) => html`<text key=${p.c.model} x=${x(p.x)} y=${y(p.y) - 11 - (i % 2) * 10} class="ink halo" text-anchor=${x(p.x) < X0 + 90 ? 'start' : 'end'}>${p.c.model}</text>`)}
    <text x=${X0 + 8} y=${Y0 + 2} class="f-good">● whole</text><text x=${X0 + 74} y=${Y0 + 2} class="f-context">◆ partly</text>
    <text x=${(X0 + X1) / 2} y=${H - 6} text-anchor="middle">file, GiB · ability, doublings of size</text>
  <//>`;
});

/** What to buy: prices against speeds, each with its range. */
export const BuyPlot = steady(({ plan, here, asking, ask }) => {
  const rows = [
    ...(plan?.machines ?? []).map(m => ({ name: m.count > 1 ? `${m.count} × ${m.name}` : m.name, usd: m.total_usd, date: m.price_date, best: m.best })),
    ...(plan?.upgrades ?? []).filter(u => u.price_usd).map(u => ({ name: u.change, usd: u.price_usd, date: u.price_date, best: u.after })),
  ].filter(r => r.usd && r.best?.speed?.tg_tok_s).sort((a, b) => a.usd - b.usd);
  const name = 'What to buy';
  if (!plan) return html`<figure><figcaption><b>${name}</b><span class="dim">hardware that runs this model</span></figcaption><p class="empty">${asking ? html`<span class="dim">Asking: every machine that is for sale is tried …</span>` : html`<button type="button" onClick=${ask}>Show what to buy</button>`}</p></figure>`;
  if (!rows.length) return html`<${Figure} name=${name} about="" label="Nothing that is for sale runs this as asked, at a price that is known." columns=${[]} rows=${[]} />`;
  const most = Math.max(...rows.map(r => r.usd)) * 1.15, top = Math.max(...rows.map(r => r.best.speed.tg_tok_s.high)) * 1.12;
  const x = v => X0 + (v / most) * (X1 - X0), y = v => Y1 - (v / top) * (Y1 - Y0);
  return html`<${Figure} name=${name} about=${`with ${whole(plan.wish.n_ctx_each)} tokens at ${speed(plan.wish.min_tok_s)} tok/s or more; the cheapest is green`} label=${`Prices and speeds: ${rows.map(r => `${r.name} ${whole(r.usd)} USD ${range(r.best.speed.tg_tok_s)} tok/s`).join(', ')}`}
      columns=${['hardware', 'USD', 'priced', 'file', 'tok/s']} rows=${rows.map(r => [r.name, whole(r.usd), r.date ?? '', r.best.file_type, range(r.best.speed.tg_tok_s)])}>
    <${Axis} at=${y} values=${marks(top)} />
    ${marks(most, 5).map(v => html`<text key=${v} x=${x(v)} y=${Y1 + 16} text-anchor="middle">${whole(v)}</text>`)}
    ${here && here < top && html`<g><line class="s-accent" x1=${X0} x2=${X1} y1=${y(here)} y2=${y(here)} stroke-dasharray="5 3" /><text x=${X1 - 4} y=${y(here) - 5} text-anchor="end" class="f-accent">this machine</text></g>`}
    ${rows.map((r, i) => {
      const s = r.best.speed.tg_tok_s;
      const right = x(r.usd) > X1 - 150;
      return html`<g key=${r.name}><title>${`${r.name}: ${whole(r.usd)} USD (${r.date ?? 'no date'}), ${r.best.file_type}, ${range(s)} tok/s`}</title><line class="s-dim" x1=${x(r.usd)} x2=${x(r.usd)} y1=${y(s.low)} y2=${y(s.high)} stroke-width="3" />
        <circle class=${i ? 'f-weights' : 'f-good'} cx=${x(r.usd)} cy=${y(s.mid)} r="5.5" />
        <text x=${x(r.usd) + (right ? -9 : 9)} y=${y(i % 2 ? s.low : s.high) + 4} class="ink halo" text-anchor=${right ? 'end' : 'start'}>${r.name.replace(/GeForce |Radeon /g, '')}</text></g>`;
    })}
    <text x=${(X0 + X1) / 2} y=${H - 6} text-anchor="middle">USD · tok/s, range</text>
  <//>`;
});
