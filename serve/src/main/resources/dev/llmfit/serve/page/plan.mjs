// One model's launch: memory as bars, speed, what can be changed and how far, the command, and why.
import { html, Component, Fragment, act, gib, range, seconds, tokens, whole, Badge, PARTS } from './view.mjs';
import { withFile } from './state.mjs';

const LABEL = 66;

/** One device or the RAM: what is in it, where its limit is, and what does not fit, hatched. */
function Bar({ name, of, width }) {
  const total = PARTS.reduce((sum, [part]) => sum + (of[part] ?? 0), 0);
  const room = Math.max(of.free, total, 1);
  const full = width - LABEL - 4;
  const px = bytes => (bytes / room) * full;
  const limit = of.free - (of.margin ?? 0);
  let x = LABEL;
  const over = total - of.free;
  return html`<svg viewBox=${`0 0 ${width} 48`} width="100%" role="img"
      aria-label=${`${name}: ${gib(total)} of ${gib(of.free)} GiB that are free; ${PARTS.map(([p, t]) => `${t} ${gib(of[p] ?? 0)}`).join(', ')}`}>
    <text x="0" y="17" class="strong">${name}</text>
    <rect class="f-free" x=${LABEL} y="2" width=${full} height="24" rx="4" />
    ${PARTS.map(([part]) => {
      const w = px(of[part] ?? 0);
      x += w;
      return html`<rect key=${part} class=${`f-${part}`} x=${x - w} y="2" width=${w} height="24" />`;
    })}
    ${over > 0 && html`<rect class="hatched" x=${LABEL + px(of.free)} y="2" width=${px(over)} height="24" />`}
    <line class="s-mark" x1=${LABEL + px(limit)} x2=${LABEL + px(limit)} y1="0" y2="28" stroke-width="1.5" stroke-dasharray="3 2" />
    <text x=${LABEL} y="41" class="ink">${gib(total)} of ${gib(of.free)} GiB free now</text>
    <text x=${width - 4} y="41" text-anchor="end" class=${total > limit ? 'f-bad' : ''}>${total > limit ? `over by ${gib(total - limit)}` : `${gib(of.free - total)} left`}</text>
  </svg>`;
}

export function Bars({ size }) {
  const width = 620;
  const host = size.host;
  return html`<div class="bars">${size.devices.map(d => html`<${Bar} key=${d.name} name=${d.name} of=${d} width=${width} />`)}
    ${host && html`<${Bar} name="RAM" of=${host} width=${width} />`}</div>`;
}

function Legend({ size }) {
  const all = [...size.devices, size.host].filter(Boolean);
  return html`<div class="legend">${PARTS.map(([part, text]) => html`<span key=${part}><i class=${`i-${part}`}></i>${text} ${gib(all.reduce((sum, d) => sum + (d[part] ?? 0), 0))}</span>`)}
    <span><i class="i-free"></i>free</span></div>`;
}

function Facts({ size }) {
  const turn = size.turns?.[0];
  const least = size.devices.length ? Math.min(...size.devices.map(d => d.headroom ?? d.free - d.total)) : (size.host?.headroom ?? 0);
  const facts = [
    [range(size.speed?.tg_tok_s), 'tok/s', size.speed?.basis === 'model' ? 'by the model' : size.speed?.basis],
    [range(size.speed?.pp_tok_s), 'tok/s of a prompt', ''],
    [turn ? seconds(turn.first_token_seconds.mid) : '–', turn ? `to the first word of ${whole(turn.prompt_tokens)}` : 'first word', ''],
    [`${least < 0 ? '−' : ''}${gib(Math.abs(least))}`, size.devices.length ? 'GiB left on the card' : 'GiB left', ''],
  ];
  return html`<div class="facts">${facts.map(([value, text, basis]) => html`<div><b>${value}</b><span>${text}${basis ? ` · ${basis}` : ''}</span></div>`)}</div>`;
}

/** A slider with the mark of what fits; the number follows the thumb, the rest when the answer is there. */
function Slider({ id, text, min, max, value, words, fits, note, set }) {
  const share = v => `${(100 * (v - min)) / Math.max(1, max - min)}%`;
  const style = fits ? { '--from': share(Math.max(min, fits[0])), '--to': share(Math.min(max, fits[1])) } : { '--from': '0%', '--to': '0%' };
  return html`<div class="ctl"><label for=${id}>${text}</label>
    <span class="slide" style=${style}><input id=${id} type="range" min=${min} max=${max} step="1" value=${value} aria-valuetext=${`${words}${note ? `, ${note}` : ''}`}
      onInput=${e => set(Number(e.target.value), false)} onChange=${e => set(Number(e.target.value), true)} /></span>
    <output for=${id}>${words} <small>${note}</small></output></div>`;
}

/** Contexts of a slider: eight a doubling, in the steps of 256 tokens that llama.cpp rounds to. */
export function contexts(most) {
  const all = [];
  for (let i = 0; ; i++) {
    const n = Math.round((512 * 2 ** (i / 8)) / 256) * 256;
    if (n >= most) break;
    if (n !== all.at(-1)) all.push(n);
  }
  return [...all, most];
}

const nearest = (list, value) => list.reduce((best, n, i) => (Math.abs(n - value) < Math.abs(list[best] - value) ? i : best), 0);

/** A choice of a few: arrow keys move in it. */
function Choice({ name, options, value, set }) {
  const key = e => {
    const step = e.key === 'ArrowRight' || e.key === 'ArrowDown' ? 1 : e.key === 'ArrowLeft' || e.key === 'ArrowUp' ? -1 : 0;
    if (!step) return;
    e.preventDefault();
    const at = options.findIndex(o => o.value === value);
    const next = (at + step + options.length) % options.length;
    set(options[next].value);
    e.currentTarget.children[next].focus();
  };
  return html`<div class="seg" role="radiogroup" aria-label=${name} onKeyDown=${key}>${options.map((o, i) => html`<button key=${o.value} type="button" role="radio"
    aria-checked=${o.value === value ? 'true' : 'false'} tabindex=${o.value === value || (i === 0 && !options.some(x => x.value === value)) ? 0 : -1} class=${o.fits === false ? 'nofit' : ''}
    title=${o.title} onClick=${() => set(o.value)}><b>${o.text ?? o.value}</b>${o.sub?.map(s => html`<small>${s}</small>`)}</button>`)}</div>`;
}

/** Returns the command of a recommended launch with the values of the state. */
export function command(line, state) {
  if (!line) return null;
  let words = line;
  const put = (flag, value, drop) => {
    const at = new RegExp(`(^|\\s)${flag} \\S+`);
    if (drop) words = words.replace(at, '');
    else if (at.test(words)) words = words.replace(at, `$1${flag} ${value}`);
    else words += ` ${flag} ${value}`;
  };
  const np = Number(state.np || 1);
  if (state.file) words = words.replace(/(-hf \S+?):[^\s:]+/, `$1:${state.file}`);
  if (state.ngl) put('-ngl', state.ngl === 'all' ? 999 : state.ngl);
  if (state.ctx) put('-c', Number(state.ctx) * np);
  if (state.ncmoe != null) put('-ncmoe', state.ncmoe, state.ncmoe === '0' || state.ncmoe === '');
  if (state.kv) {
    const [k, v = k] = state.kv.split('/');
    put('-ctk', k, k === 'f16');
    put('-ctv', v, v === 'f16');
  }
  return words;
}

class Command extends Component {
  state = { tab: 0 };

  render({ tabs, copy }) {
    const tab = tabs[Math.min(this.state.tab, tabs.length - 1)];
    if (!tab) return null;
    const key = e => {
      const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
      if (!step) return;
      const next = (tabs.indexOf(tab) + step + tabs.length) % tabs.length;
      this.setState({ tab: next });
      e.currentTarget.children[next].focus();
    };
    return html`<div class="cmd"><div class="tabs" role="tablist" aria-label="Programs" onKeyDown=${key}>${tabs.map((t, i) => html`<button key=${t.name} type="button" role="tab"
        id=${`tab-${i}`} aria-controls="command" tabindex=${t === tab ? 0 : -1} aria-selected=${t === tab ? 'true' : 'false'} onClick=${() => this.setState({ tab: i })}>${t.name}</button>`)}</div>
      <div id="command" role="tabpanel" aria-labelledby=${`tab-${tabs.indexOf(tab)}`}><pre tabindex="0">${tab.text}</pre>${tab.note && html`<p class="dim">${tab.note}</p>`}</div>
      <button type="button" class="copy" onClick=${e => copy(tab.text, e.target)}>Copy</button></div>`;
  }
}

/** What would make a launch fit, as buttons. */
function Changes({ fits, size, set }) {
  if (!fits) return null;
  const ways = [];
  if (fits.n_ctx_each?.most) ways.push([`${whole(fits.n_ctx_each.most)} tokens`, { ctx: String(fits.n_ctx_each.most) }]);
  if (fits.n_gpu_layers?.most != null && fits.n_gpu_layers.most > 0) ways.push([`-ngl ${fits.n_gpu_layers.most}`, { ngl: String(fits.n_gpu_layers.most) }]);
  if (fits.n_cpu_moe?.least != null) ways.push([`-ncmoe ${fits.n_cpu_moe.least}`, { ncmoe: String(fits.n_cpu_moe.least) }]);
  for (const type of fits.cache_types ?? []) if (type !== 'f16') ways.push([`${type} cache`, { kv: type }]);
  const why = (size.failures ?? []).map(f => (typeof f === 'string' ? f : f.text ?? f.message)).filter(Boolean).join(' ');
  return html`<p class="note bad" role="status"><b>Does not fit.</b> ${why} ${ways.length
    ? html`<${Fragment}>Any one of these does: ${ways.map(([text, to], i) => html`<${Fragment} key=${text}>${i > 0 && ' · '}${act(text, () => set(to, true))}<//>`)}<//>`
    : 'Nothing of this model fits with these settings.'}</p>`;
}

/** The pane of the plan. */
export function Plan({ state, size, fits, candidate, changed, quants, model, layers, experts, trained, error, busy, set, back, copy }) {
  const title = candidate?.model ?? state.model ?? 'Plan'; // a dropped file has a name of its own
  const head = html`<div class="bar"><h2 id="plan-h">${title}</h2>${size && html`<${Badge} of=${size.fits ? (candidate && !changed ? candidate.verdict : placed(size, state, layers)) : ''} />`}
    ${busy && html`<span class="dim" aria-hidden="true">…</span>`}</div>`;
  if (error) return html`<section class="pane plan" id="plan" aria-labelledby="plan-h">${head}<p class="note bad" role="alert">${error.message}</p>
    ${(error.problem?.next ?? []).length > 0 && html`<p class="dim">${JSON.stringify(error.problem.next)}</p>`}</section>`;
  if (!size) return html`<section class="pane plan" id="plan" aria-labelledby="plan-h" aria-busy="true">${head}<p class="dim">Asking …</p></section>`;
  const about = model ? `${model.name} · ${model.architecture} · ${(model.parameters / 1e9).toFixed(1)} B parameters · trained for ${whole(trained)} tokens · ${model.licence}` : `${size.model.architecture ?? ''}`;
  const ctx = Number(state.ctx || size.n_ctx);
  const ctxs = contexts(Math.max(trained, ctx));
  const most = fits?.n_ctx_each?.most;
  const line = command(candidate?.commands?.['llama.cpp'], state);
  const tabs = [
    line && { name: 'llama.cpp', text: line, note: changed ? 'Changed from what is recommended.' : '' },
    ...Object.entries(candidate?.commands ?? {}).filter(([name]) => name !== 'llama.cpp').map(([name, text]) => ({ name, text, note: changed ? 'As recommended, without your changes.' : '' })),
    { name: 'Prove it', text: `llmfit verify ${withFile(title, state)} -ngl ${state.ngl ?? 'all'} -c ${ctx}${state.ncmoe && state.ncmoe !== '0' ? ` -ncmoe ${state.ncmoe}` : ''}${state.kv && state.kv !== 'f16' ? ` -ctk ${state.kv.split('/')[0]} -ctv ${state.kv.split('/').at(-1)}` : ''}`, note: 'Runs the real engine on a file without weights: nothing is downloaded.' },
  ].filter(Boolean);
  return html`<section class="pane plan" id="plan" aria-labelledby="plan-h">${head}<p class="dim about">${about}</p>
    <${Bars} size=${size} /><${Legend} size=${size} /><${Facts} size=${size} />
    ${quants.length > 0 && html`<div class="files"><p class="cap">File</p><${Choice} name="File type" value=${state.file ?? size.model.file_type} set=${v => set({ file: v }, true)}
      options=${quants.map(q => ({ value: q.file_type, fits: q.fits, sub: [`${gib(q.file_bytes)} GiB`, q.loss == null ? '' : q.loss < 0.1 ? 'lossless' : `−${q.loss < 9.95 ? q.loss.toFixed(1) : q.loss.toFixed(0)} %`], title: q.fits === false ? 'does not fit whole' : '' }))} /></div>`}
    <${Slider} id="ctx" text="Context" min=${0} max=${ctxs.length - 1} value=${nearest(ctxs, ctx)} words=${whole(ctx)} note=${most ? (most >= trained ? 'all fit' : `≤ ${tokens(most)} fit`) : fits ? 'none fits' : ''}
      fits=${most && [0, nearest(ctxs, most)]} set=${(i, done) => set({ ctx: String(ctxs[i]) }, done)} />
    ${experts > 0
      ? html`<${Slider} id="off" text="Experts on GPU" min=${0} max=${experts} value=${experts - Number(state.ncmoe || 0)} words=${`${experts - Number(state.ncmoe || 0)}/${experts}`} note=${Number(state.ncmoe || 0) ? `-ncmoe ${state.ncmoe}` : 'all'}
          fits=${fits?.n_cpu_moe?.least != null && [0, experts - fits.n_cpu_moe.least]} set=${(v, done) => set({ ncmoe: String(experts - v) }, done)} />`
      : html`<${Slider} id="off" text="Layers on GPU" min=${0} max=${layers} value=${state.ngl === 'all' ? layers : Math.min(layers, Number(state.ngl ?? layers))} words=${`${state.ngl === 'all' ? layers : Math.min(layers, Number(state.ngl ?? layers))}/${layers}`} note=${`-ngl ${state.ngl ?? 'all'}`}
          fits=${fits?.n_gpu_layers?.most != null && [0, fits.n_gpu_layers.most]} set=${(v, done) => set({ ngl: String(v) }, done)} />`}
    <div class="ctl"><span>KV cache</span><${Choice} name="Type of the KV cache" value=${state.kv ?? 'f16'} set=${v => set({ kv: v }, true)}
      options=${['f16', 'q8_0', 'q4_0'].map(t => ({ value: t, fits: fits && !(fits.cache_types ?? []).includes(t) ? false : undefined }))} /><output></output></div>
    ${!size.fits ? html`<${Changes} fits=${fits} size=${size} set=${set} />` : html`<p class="note" role="status">${(size.warnings ?? []).map(w => (typeof w === 'string' ? w : w.text)).join(' ')}</p>`}
    <${Command} tabs=${tabs} copy=${copy} />
    <details open><summary>Why</summary>
      ${changed && html`<p class="dim">Changed by you. ${act('Back to what is recommended', back)}</p>`}
      <ul class="why">${candidate?.score && html`<li>${rank(candidate)}<code>rank/score</code></li>`}
        ${(candidate?.because ?? []).filter(() => !changed).slice(0, 7).map(b => html`<li key=${b.rule}>${b.text}<code>${b.rule}</code></li>`)}</ul></details>
  </section>`;
}

function placed(size, state, layers) {
  if (!size.devices.length) return 'cpu';
  if (Number(state.ncmoe || 0) > 0) return 'moe-offload';
  return state.ngl === 'all' || Number(state.ngl) >= layers ? 'full-gpu' : 'partial-gpu';
}

/** The rank as the sum that it is. */
function rank(c) {
  const s = c.score;
  const parts = [['caution', -(s.caution ?? 0)], ['file', -(s.loss ?? 0)], ['speed', s.speed ?? 0], ['context', s.context ?? 0], ['placement', s.placement ?? 0], ['usual file', s.usual ?? 0]];
  const shown = parts.filter(([, v]) => Math.abs(v) >= 0.05).map(([t, v]) => ` ${v < 0 ? '−' : '+'} ${Math.abs(v).toFixed(1)} ${t}`).join('');
  return `Rank ${c.rank}: ability ${s.quality.toFixed(1)}${shown} = ${s.total.toFixed(1)}.`;
}
