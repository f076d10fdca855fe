// The models of the machine: a table that sorts by every column, filters, and marks what is compared.
import { html, gib, range, steady, tokens, Badge, PARTS } from './view.mjs';

/** Filters, each with its name in a state. */
const FILTERS = [
  ['fits', 'fits', c => c.verdict && c.recommended !== false],
  ['whole', 'whole on the GPU', c => c.verdict === 'full-gpu'],
  ['fast', '20 tok/s or more', c => (c.speed?.tg_tok_s?.low ?? 0) >= 20],
  ['vision', 'sees images', (c, known) => (known?.modalities ?? []).some(m => m === 'image' || m === 'vision')],
  ['code', 'code', (c, known) => (known?.purposes ?? []).some(p => p.startsWith('cod'))],
  ['open', 'open licence', (c, known) => /apache|mit/i.test(known?.licence ?? '')],
];

const used = c => (c.memory?.devices ?? []).reduce((sum, d) => sum + d.total, 0);
const free = c => (c.memory?.devices ?? []).reduce((sum, d) => sum + d.free, 0);

/** Columns: name in a state, heading, what is sorted by, whether the largest comes first, class. */
const COLUMNS = [
  ['rank', '#', c => c.rank, false, 'r'],
  ['name', 'Model', c => c.model, false, ''],
  ['size', 'File, context', c => c.file_bytes, false, 'opt'],
  ['mem', 'Memory, GiB', used, false, 'opt mem'],
  ['tps', 'tok/s', c => c.speed?.tg_tok_s?.mid ?? 0, true, 'r'],
  ['ability', 'Ability', c => c.score?.quality ?? 0, true, 'opt'],
  ['fit', 'Runs', c => c.verdict, false, ''],
];

/** Returns the rows that a state shows, in its order. */
export function shown(candidates, known, state) {
  const words = (state.q ?? '').toLowerCase().split(/[^a-z0-9.]+/).filter(Boolean);
  const on = new Set((state.show ?? 'fits').split(',').filter(Boolean));
  const turned = (state.sort ?? '').startsWith('-');
  const column = COLUMNS.find(c => c[0] === (state.sort ?? 'rank').replace(/^-/, '')) ?? COLUMNS[0];
  const sign = (column[3] ? -1 : 1) * (turned ? -1 : 1);
  return candidates
    .filter(c => {
      const text = `${c.model} ${known[c.model]?.name ?? ''} ${known[c.model]?.family ?? ''}`.toLowerCase();
      return words.every(w => text.includes(w));
    })
    .filter(c => FILTERS.every(([name, , holds]) => !on.has(name) || holds(c, known[c.model])))
    .sort((a, b) => {
      const x = column[2](a), y = column[2](b);
      return (x < y ? -1 : x > y ? 1 : a.rank - b.rank) * sign;
    });
}

const BAR = 76;

function MiniBar({ of }) {
  const room = Math.max(free(of), used(of), 1);
  let x = 0;
  const rects = (of.memory?.devices ?? []).length === 0 ? [] : PARTS.map(([part]) => {
    const bytes = of.memory.devices.reduce((sum, d) => sum + (d[part] ?? 0), 0);
    const w = (bytes / room) * BAR;
    x += w;
    return html`<rect class=${`f-${part}`} x=${x - w} y="2.5" width=${w} height="11" />`;
  });
  return html`<svg width="112" height="16" role="img" aria-label=${`${gib(used(of))} of ${gib(free(of))} GiB`}>
    <rect class="f-free" width=${BAR} height="11" y="2.5" rx="2" />${rects}
    <text x="111" y="12.5" text-anchor="end" class="ink">${gib(used(of))}</text>
  </svg>`;
}

function Ability({ score, scale }) {
  if (!score || score.quality == null) return html`<span class="dim">?</span>`;
  const at = v => Math.min(54, Math.max(0, ((v - scale[0]) / (scale[1] - scale[0])) * 54));
  const measured = (score.benchmarks ?? 0) > 0;
  const text = measured
    ? `${score.quality.toFixed(1)} ± ${score.se.toFixed(1)} doublings of size, from ${score.benchmarks} public benchmark${score.benchmarks > 1 ? 's' : ''}`
    : `${score.quality.toFixed(1)} ± ${score.se.toFixed(1)}: expected from size, age and family; nobody has measured it`;
  return html`<svg width="86" height="16" role="img" aria-label=${text}><title>${text}</title>
    <line class="s-line" x1="0" x2="54" y1="8" y2="8" />
    <rect class=${measured ? 'f-accent' : 'f-dim'} fill-opacity=".26" x=${at(score.quality - score.se)} y="5" height="6" rx="2"
      width=${Math.max(1, at(score.quality + score.se) - at(score.quality - score.se))} />
    <circle class=${measured ? 'f-accent' : 'f-pane s-accent'} cx=${at(score.quality)} cy="8" r="3.2" stroke-width=${measured ? 0 : 1.5} />
    <text x="85" y="12.5" text-anchor="end" class="ink">${score.quality.toFixed(1)}</text>
  </svg>`;
}

function Row({ c, known, chosen, marked, scale, pick, mark }) {
  const about = known
    ? `${(known.parameters / 1e9).toFixed(known.parameters < 1e10 ? 1 : 0)} B${known.parameters_active && known.parameters_active < known.parameters ? `, ${(known.parameters_active / 1e9).toFixed(1)} active` : ''} · ${known.release ?? ''}`
    : '';
  return html`<tr aria-selected=${chosen ? 'true' : 'false'} data-model=${c.model} onClick=${e => e.target.type !== 'checkbox' && pick(c)}>
    <td class="opt"><input type="checkbox" aria-label=${`Compare ${c.model}`} checked=${marked} onChange=${() => mark(c.model)} /></td>
    <td class="r dim">${c.rank}</td>
    <td class="name"><button type="button" class="pick" onClick=${() => pick(c)}>${c.model}</button>
      ${c.rank === 1 && html`<span class="first">first choice</span>`}
      <span class="sub ph">${c.file_type} · ${gib(c.file_bytes)} GiB · ${tokens(c.options.n_ctx)}</span>
      <span class="sub opt">${about}</span></td>
    <td class="opt">${c.file_type}<span class="sub">${gib(c.file_bytes)} GiB, ${tokens(c.options.n_ctx)}</span></td>
    <td class="opt mem"><${MiniBar} of=${c} /></td>
    <td class="r"><b>${range(c.speed?.tg_tok_s)}</b></td>
    <td class="opt"><${Ability} score=${c.score} scale=${scale} /></td>
    <td><${Badge} of=${c.verdict} /></td>
  </tr>`;
}

/** The pane of the models. */
export const Models = steady(({ candidates, known, state, others, change, pick, mark, searched }) => {
  const rows = shown(candidates, known, state);
  const on = new Set((state.show ?? 'fits').split(',').filter(Boolean));
  const marked = (state.vs ?? '').split(',').filter(Boolean);
  const values = candidates.filter(c => c.score).flatMap(c => [c.score.quality - c.score.se, c.score.quality + c.score.se]);
  const scale = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const toggle = name => {
    const next = new Set(on);
    if (!next.delete(name)) next.add(name);
    change({ show: [...next].join(',') || 'all' });
  };
  const sort = name => change({ sort: state.sort === name || (!state.sort && name === 'rank') ? `-${name}` : name });
  const direction = (name, down) => {
    const sorted = state.sort ?? 'rank';
    if (sorted.replace(/^-/, '') !== name) return undefined;
    return sorted.startsWith('-') !== down ? 'descending' : 'ascending';
  };
  return html`<section class="pane" id="models" aria-labelledby="models-h">
    <div class="bar"><h2 id="models-h">Models</h2>
      <input id="q" type="search" placeholder="Search: qwen cod, 30b, vision …" aria-label="Search models (/)" autocomplete="off"
        spellcheck="false" value=${state.q ?? ''} onInput=${e => searched(e.target.value)} />
      <span class="count dim" aria-live="polite">${rows.length} of ${candidates.length}</span></div>
    <div class="chips" role="group" aria-label="Filters">${FILTERS.map(([name, text]) =>
      html`<button type="button" key=${name} aria-pressed=${on.has(name) ? 'true' : 'false'} onClick=${() => toggle(name)}>${text}</button>`)}</div>
    <div class="scroll"><table id="table">
      <thead><tr><th scope="col" class="opt"><span class="sr">Compare</span></th>${COLUMNS.map(([name, text, , down, kind]) =>
        html`<th key=${name} scope="col" class=${kind} aria-sort=${direction(name, down)}><button type="button" onClick=${() => sort(name)}>${text}</button></th>`)}</tr></thead>
      <tbody>${rows.map(c => html`<${Row} key=${c.model} c=${c} known=${known[c.model]} chosen=${c.model === state.model}
        marked=${marked.includes(c.model)} scale=${scale} pick=${pick} mark=${mark} />`)}</tbody>
    </table></div>
    ${rows.length === 0 && html`<p class="hint">None of these. Take a filter away, or search for other words.</p>`}
    ${others.length > 0 && html`<div class="others"><h3>Also known</h3><ul>${others.map(m => html`<li key=${m.id}>
      <button type="button" class="pick" onClick=${() => change({ model: m.id, file: '', ctx: '', kv: '', ngl: '', ncmoe: '', np: '', ub: '' }, true)}>${m.id}</button>
      <span class="dim"> ${m.name} · ${(m.parameters / 1e9).toFixed(1)} B · ${m.licence}</span></li>`)}</ul></div>`}
    <p class="hint">Drop a <code>.gguf</code> anywhere on this page to size it: only its header leaves the disk.</p>
    <${Compare} candidates=${candidates.filter(c => marked.includes(c.model))} known=${known} />
  </section>`;
});

function Compare({ candidates, known }) {
  if (candidates.length < 2) return null;
  const line = (text, value, shown, most = true) => {
    const values = candidates.map(value);
    const best = most ? Math.max(...values) : Math.min(...values);
    const differ = new Set(values).size > 1;
    return html`<tr><th scope="row">${text}</th>${candidates.map((c, i) =>
      html`<td class=${differ && values[i] === best ? 'best' : ''}>${shown(c)}</td>`)}</tr>`;
  };
  const ram = c => c.memory?.host?.total ?? 0;
  return html`<section aria-labelledby="compare-h"><h3 id="compare-h">Compare</h3><div class="scroll"><table class="compare">
    <thead><tr><td><span class="sr">Fact</span></td>${candidates.map(c => html`<th scope="col">${c.model}</th>`)}</tr></thead>
    <tbody>
      ${line('ability', c => c.score?.quality ?? 0, c => (c.score ? `${c.score.quality.toFixed(1)} ± ${c.score.se.toFixed(1)}` : '?'))}
      ${line('file', c => -(c.quality?.ppl_percent ?? 0), c => `${c.file_type}, ${gib(c.file_bytes)} GiB`)}
      ${line('tok/s', c => c.speed?.tg_tok_s?.mid ?? 0, c => range(c.speed?.tg_tok_s))}
      ${line('prompt tok/s', c => c.speed?.pp_tok_s?.mid ?? 0, c => range(c.speed?.pp_tok_s))}
      ${line('context', c => c.options.n_ctx, c => tokens(c.options.n_ctx))}
      ${line('largest context', c => c.max_ctx ?? 0, c => (c.max_ctx ? tokens(c.max_ctx) : '–'))}
      ${line('GPU GiB', used, c => gib(used(c)), false)}
      ${line('RAM GiB', ram, c => gib(ram(c)), false)}
      ${line('licence', () => 0, c => known[c.model]?.licence ?? '–')}
    </tbody></table></div></section>`;
}
