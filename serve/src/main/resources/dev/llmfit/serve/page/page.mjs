// The page: what is looked at, what was answered, and what changes either.
import { html, render, Component, act, range, gib, whole } from './view.mjs';
import { get, post, takeToken, Newest, Refused } from './asking.mjs';
import { fromAddress, toAddress, asked, ofCandidate, OF_THE_LAUNCH, OF_THE_LIST } from './state.mjs';
import { Models, shown } from './table.mjs';
import { Plan, contexts, command } from './plan.mjs';
import { MemoryPlot, SpeedPlot, AbilityPlot, BuyPlot } from './plots.mjs';
import { MachineDialog, KeysDialog, DropPlace } from './dialogs.mjs';
import { Runs } from './runs.mjs';
import { Fleet } from './fleet.mjs';
import { header } from './gguf.mjs';

const USES = [['chat', 'Chat'], ['coding', 'Coding'], ['reasoning', 'Reasoning'], ['agents', 'Agents'], ['rag', 'Documents'], ['vision', 'Vision'], ['embedding', 'Embedding']];

/** File types that are shown beside the chosen one: the usual steps of size. */
const STEPS = ['IQ2_M', 'Q2_K', 'IQ3_XXS', 'Q3_K_M', 'IQ4_XS', 'Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'];

/** Milliseconds of rest after which more than the memory is asked: what fits, and the plots. */
const REST = 160;

const NO_LAUNCH = Object.fromEntries(OF_THE_LAUNCH.map(f => [f, '']));

class Page extends Component {
  state = { s: fromAddress(), candidates: [], known: {}, others: [], quants: [], dropped: '' };

  constructor(props) {
    super(props);
    this.sizes = new Newest(
      q => get('/size', asked(q)),
      (size, q) => this.show({ size, error: null, busy: false, lost: false }, () => this.rest(q)),
      e => this.failed(e),
    );
  }

  componentDidMount() {
    window.addEventListener('popstate', () => this.load(fromAddress()));
    window.addEventListener('keydown', e => this.key(e));
    this.drops();
    this.load(this.state.s);
  }

  show(change, then) {
    this.setState(change, then);
  }

  failed(error) {
    if (error instanceof Refused) this.show({ error, busy: false });
    else this.show({ lost: true, busy: false });
  }

  /** Asks for everything that a state shows. */
  async load(s) {
    this.sizes.forget();
    this.stir();
    document.documentElement.toggleAttribute('data-embed', 'embed' in s);
    if (s.theme) document.documentElement.dataset.theme = s.theme;
    this.show({ s, loading: true });
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.loading?.abort();
    this.loading = new AbortController();
    try {
      const doc = await get('/state', asked(s), this.loading.signal);
      if (turn !== this.turn) return;
      this.take(doc, s);
    } catch (e) {
      if (turn !== this.turn) return;
      this.show({ loading: false, asleep: !(e instanceof Refused), failure: e instanceof Refused ? e : null });
    }
  }

  take(doc, s) {
    const of = part => (part && part.schema ? part : null);
    const models = of(doc.models);
    const one = of(doc.recommend);
    const candidates = models?.candidates ?? [];
    const candidate = one ? one.candidates[0] : candidates[0];
    const known = { ...this.state.known };
    for (const m of doc.catalogue ?? []) known[m.model] = m;
    this.show({
      models, candidates, candidate, known, loading: false, lost: false, asleep: false, failure: null, plan: null, quants: [],
      size: of(doc.size), fits: of(doc.fits), sweep: of(doc.sweep),
      error: doc.size && !doc.size.schema ? new Refused(doc.size, 0) : doc.recommend && !doc.recommend.schema ? new Refused(doc.recommend, 0) : null,
    }, () => this.about());
  }

  /** Returns the launch that is looked at: as recommended, and what was changed. */
  launch(s = this.state.s, candidate = this.state.candidate) {
    const base = candidate ? ofCandidate({}, candidate) : {};
    const said = Object.fromEntries(Object.entries(s).filter(([, v]) => v !== '' && v != null));
    return { ...base, ...said, model: s.model || candidate?.model };
  }

  changed() {
    const { s, candidate } = this.state;
    if (!candidate) return false;
    const base = ofCandidate({}, candidate);
    return OF_THE_LAUNCH.some(f => s[f] && s[f] !== base[f]);
  }

  /** Changes what is looked at. A change of the machine or the wish asks for everything again. */
  change = (more, finished = true) => {
    const s = { ...this.state.s, ...more };
    toAddress(s, finished);
    if ('q' in more && Object.keys(more).length === 1) return this.show({ s });
    if (!('model' in more && more.model.startsWith('header-'))) this.show({ dropped: '' });
    if (OF_THE_LIST.some(f => f in more) || ('model' in more && !this.state.candidates.some(c => c.model === more.model))) return this.load(s);
    this.show({ s });
  };

  /** Changes the launch: the number at the thumb at once, the memory when it is answered. */
  set = (more, finished) => {
    const { candidate } = this.state;
    const s = { ...this.state.s, ...more, model: this.state.s.model || candidate?.model };
    if (finished) toAddress(s, true); // on the way it would take the place of what was before: back leads there
    this.show({ s, busy: true });
    this.stir();
    this.sizes.want(this.launch(s));
  };

  back = () => {
    const s = { ...this.state.s, ...NO_LAUNCH };
    toAddress(s, true);
    this.show({ s, busy: true });
    this.stir();
    this.sizes.want(this.launch(s));
  };

  pick = c => {
    const s = { ...this.state.s, ...NO_LAUNCH, model: c.model };
    toAddress(s, true);
    this.show({ s, dropped: '', candidate: c, fits: null, sweep: null, quants: [], plan: null, error: null, busy: true }, () => this.about());
    this.stir();
    this.sizes.want(this.launch(s, c));
  };

  mark = model => {
    const marked = (this.state.s.vs ?? '').split(',').filter(Boolean);
    this.change({ vs: (marked.includes(model) ? marked.filter(m => m !== model) : [...marked.slice(-2), model]).join(',') });
  };

  /** Ends what is asked at rest: a new change makes it useless. */
  stir() {
    clearTimeout(this.timer);
    this.resting?.abort();
    this.resting = new AbortController();
  }

  /** When nothing was changed for a moment: what fits beside it, and the plots. */
  rest(q) {
    this.stir();
    const { signal } = this.resting;
    this.timer = setTimeout(() => Promise.all([
      this.beside(q, '/fits', {}, fits => ({ fits }), null, signal),
      this.beside(q, '/sweep', { over: 'ctx' }, sweep => ({ sweep }), null, signal),
      this.marks(q, signal),
    ]), REST);
  }

  /** Asks for more about a launch, and shows it while that launch is still the one that is looked at; a signal ends the asking. */
  async beside(launch, path, more, shown, but, signal) {
    const same = () => JSON.stringify(asked(this.launch())) === JSON.stringify(asked(launch));
    try {
      const document = await get(path, { ...asked(launch, but), ...more }, signal);
      if (same()) this.show(shown(document));
    } catch (e) {
      if (signal?.aborted) return;
      if (!(e instanceof Refused)) this.show({ lost: true });
      else if (same()) this.show(shown(null));
    }
  }

  /** What is known of the model, and its file types. */
  async about() {
    const model = this.launch().model;
    if (!model) return;
    const still = () => this.launch().model === model;
    if (!this.state.known[model]) {
      try {
        const doc = await get(`/models/${encodeURIComponent(model)}`);
        if (doc.catalogue) this.show({ known: { ...this.state.known, [model]: { ...doc.catalogue, model } } });
      } catch (e) {
        if (!(e instanceof Refused)) throw e; // a file or a name that is not in the catalogue has no entry
      }
    }
    try {
      const doc = await post('/quants', { model });
      if (!still()) return;
      this.show({ quants: this.types(doc) });
      await this.marks(this.launch());
    } catch (e) {
      if (!(e instanceof Refused)) this.show({ lost: true });
    }
  }

  /** Which of the file types fit in place of the one of a launch. */
  marks(launch, signal) {
    const types = this.state.quants.map(q => q.file_type);
    if (!types.length) return undefined;
    return this.beside(launch, '/sweep', { over: 'file', values: types.join(',') }, doc =>
      ({ quants: this.state.quants.map(q => ({ ...q, fits: doc?.rows?.find(row => row.value === q.file_type)?.fits })) }), 'file', signal);
  }

  types(doc) {
    const current = this.launch().file;
    return doc.quants
      .filter(q => STEPS.includes(q.file_type) || q.file_type === current)
      .map(q => ({ file_type: q.file_type, file_bytes: q.file_bytes, loss: q.quality?.ppl_percent }))
      .sort((a, b) => a.file_bytes - b.file_bytes);
  }

  searched = q => {
    this.change({ q }, false);
    clearTimeout(this.searching);
    this.searching = setTimeout(async () => {
      if (q.length < 2) return this.show({ others: [] });
      try {
        const doc = await get('/models', { q, limit: 12 });
        if (this.state.s.q === q) this.show({ others: doc.models.filter(m => !this.state.candidates.some(c => c.model === m.id || m.ollama?.includes(c.model))) });
      } catch (e) {
        this.show({ others: [] });
        if (!(e instanceof Refused)) this.show({ lost: true });
      }
    }, 200);
  };

  buy = async () => {
    this.show({ buying: true });
    const model = this.launch().model;
    try {
      const plan = await get('/plan', asked({ ...this.state.s, model }, 'kv', 'ngl', 'ncmoe', 'np', 'ub', 'file'));
      if (this.launch().model === model) this.show({ plan, buying: false });
    } catch (e) {
      this.show({ buying: false });
      this.failed(e);
    }
  };

  find = async text => {
    const doc = await get('/machines', { q: text });
    return [...(doc.machines ?? []), ...(doc.devices ?? [])].map(m => (typeof m === 'string' ? m : m.id ?? m.name)).slice(0, 18);
  };

  copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
      this.say('Copied');
      if (button) {
        const before = button.textContent;
        button.textContent = 'Copied';
        setTimeout(() => (button.textContent = before), 1200);
      }
    } catch {
      this.say('The browser did not let the page copy. Mark the text and copy it.');
    }
  };

  say(text) {
    this.show({ said: text });
  }

  theme = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  };

  /** Steps of the keyboard through the rows that are shown. */
  move(by) {
    const rows = shown(this.state.candidates, this.state.known, this.state.s);
    const at = rows.findIndex(c => c.model === this.launch().model);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next && rows[at] !== next) this.pick(next);
  }

  step(field, by) {
    const launch = this.launch();
    const { known, candidate, fits, size } = this.state;
    const trained = known[launch.model]?.n_ctx_train ?? size?.n_ctx ?? 0;
    if (field === 'ctx') {
      const all = contexts(Math.max(trained, Number(launch.ctx)));
      const at = all.reduce((best, n, i) => (Math.abs(n - launch.ctx) < Math.abs(all[best] - launch.ctx) ? i : best), 0);
      return this.set({ ctx: String(all[Math.max(0, Math.min(all.length - 1, at + by))]) }, true);
    }
    if (this.experts() > 0) return this.set({ ncmoe: String(Math.max(0, Math.min(this.experts(), Number(launch.ncmoe || 0) - by))) }, true);
    const layers = candidate?.layers ?? fits?.n_gpu_layers?.most ?? 0;
    return this.set({ ngl: String(Math.max(0, Math.min(layers, (launch.ngl === 'all' ? layers : Number(launch.ngl)) + by))) }, true);
  }

  /** Returns the layers with experts; none of a dense model. */
  experts() {
    const { known, candidate, fits } = this.state;
    const about = known[this.launch().model];
    const mixed = about ? about.parameters_active < about.parameters : fits?.n_cpu_moe != null;
    return mixed ? (fits?.n_cpu_moe?.most ?? (candidate?.layers ?? 1) - 1) : 0;
  }

  next(field, all) {
    const at = all.indexOf(this.launch()[field]);
    if (all.length) this.set({ [field]: all[(at + 1) % all.length] }, true);
  }

  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches('textarea, input[type=number]') || document.querySelector('dialog[open]')) return;
    const typing = e.target.matches('input[type=search], input[type=text]');
    if (typing) {
      if (e.key === 'Escape') {
        e.target.blur();
        this.searched('');
      } else if (e.key === 'Enter') {
        const [first] = shown(this.state.candidates, this.state.known, this.state.s);
        if (first) this.pick(first);
        e.target.blur();
      }
      return;
    }
    const arrows = !e.target.matches('input, [role=radio], [role=tab]');
    const uses = USES.map(([u]) => u);
    const show = (this.state.s.show ?? 'fits').split(',');
    const keys = {
      '/': () => document.getElementById('q')?.focus(),
      j: () => this.move(1),
      k: () => this.move(-1),
      ArrowDown: arrows && (() => this.move(1)),
      ArrowUp: arrows && (() => this.move(-1)),
      '[': () => this.step('ctx', -1),
      ']': () => this.step('ctx', 1),
      '-': () => this.step('off', -1),
      '+': () => this.step('off', 1),
      '=': () => this.step('off', 1),
      F: () => this.next('file', this.state.quants.map(q => q.file_type)),
      K: () => this.next('kv', ['f16', 'q8_0', 'q4_0']),
      f: () => this.change({ show: (show.includes('fits') ? show.filter(x => x !== 'fits') : ['fits', ...show.filter(x => x !== 'all')]).join(',') || 'all' }),
      s: () => {
        const all = ['rank', 'tps', 'ability', 'mem', 'size'];
        this.change({ sort: all[(all.indexOf(this.state.s.sort ?? 'rank') + 1) % all.length] });
      },
      x: () => this.launch().model && this.mark(this.launch().model),
      u: () => this.change({ use: uses[(uses.indexOf(this.state.s.use ?? 'chat') + 1) % uses.length], model: '', ...NO_LAUNCH }),
      m: () => this.show({ dialog: 'machine' }),
      v: () => document.getElementById('prove')?.click(),
      b: () => document.getElementById('measure')?.click(),
      c: () => this.copy(command(this.state.candidate?.commands?.['llama.cpp'], this.launch()) ?? ''),
      S: () => this.copy(location.href),
      t: this.theme,
      '?': () => this.show({ dialog: 'keys' }),
    };
    const go = keys[e.key];
    if (!go) return;
    e.preventDefault();
    go();
  }

  drops() {
    let depth = 0;
    window.addEventListener('dragenter', e => {
      e.preventDefault();
      depth++;
      this.show({ dragged: true });
    });
    window.addEventListener('dragleave', () => {
      depth = Math.max(0, depth - 1);
      if (!depth) this.show({ dragged: false });
    });
    window.addEventListener('dragover', e => e.preventDefault());
    window.addEventListener('drop', e => {
      e.preventDefault();
      depth = 0;
      this.show({ dragged: false });
      const files = [...(e.dataTransfer?.files ?? [])].filter(f => f.size > 0).sort((a, b) => a.name.localeCompare(b.name));
      if (files.length) this.dropped(files);
    });
  }

  /** Sizes a dropped file by its header; of a model in parts the first holds the metadata. */
  async dropped(files) {
    const [file] = files;
    try {
      const bytes = await header(file);
      const kept = await post(`/headers?${new URLSearchParams({ name: file.name })}`, bytes, 'application/octet-stream');
      this.show({ dropped: `${file.name}: ${whole(bytes.byteLength / 1024)} KiB of header went to the server, of ${gib(files.reduce((s, f) => s + f.size, 0))} GiB.` });
      this.change({ model: kept.model, ...NO_LAUNCH });
    } catch (e) {
      this.show({ dropped: `${file.name}: ${e.message}${/[.!?]$/.test(e.message) ? '' : '.'}` });
    }
  }

  answer() {
    const { models, candidates, loading, failure, asleep } = this.state;
    if (asleep) return [html`<h1>The server does not answer.</h1>`, html`<p>Start it again with <code>llmfit serve</code>, then ${act('ask again', () => this.load(this.state.s))}.</p>`];
    if (failure) return [html`<h1>${failure.message}</h1>`, html`<p>${act('Ask about this machine', () => this.change({ machine: '', model: '', ...NO_LAUNCH }))} or choose another with m.</p>`];
    if (!models) return [html`<h1 aria-busy="true">${loading ? 'Looking at this machine …' : 'No answer yet.'}</h1>`];
    const [first, second] = candidates.filter(c => c.recommended !== false);
    if (!first) return [html`<h1>Nothing worth running fits here.</h1>`, html`<p>${(models.advice ?? []).slice(0, 2).map(a => a.text).join(' ')}</p>`];
    const where = first.verdict === 'full-gpu' ? 'whole on the card' : first.verdict === 'moe-offload' ? 'some experts in RAM' : first.verdict === 'partial-gpu' ? 'partly in RAM' : 'in RAM';
    const fast = candidates.find(c => c !== first && c.speed?.tg_tok_s && c.speed.tg_tok_s.mid > 1.6 * first.speed.tg_tok_s.mid);
    return [
      html`<h1>Run ${first.model} as ${first.file_type}: <span class="num">${range(first.speed?.tg_tok_s)} tok/s</span>, ${whole(first.options.n_ctx)} tokens, ${where}.</h1>`,
      html`<p>${first.because?.[0]?.text} ${second && html`Next: ${act(second.model, () => this.pick(second))} at ${range(second.speed?.tg_tok_s)} tok/s. `}${fast && fast !== second && html`For speed: ${act(fast.model, () => this.pick(fast))} at ${range(fast.speed.tg_tok_s)} tok/s.`}</p>`,
    ];
  }

  machine() {
    const machine = this.state.models?.machine;
    if (!machine) return 'Machine';
    const counted = {};
    for (const d of machine.devices) (counted[d.description] ??= []).push(d);
    const pools = [
      ...Object.entries(counted).map(([name, all]) => [`${all.length > 1 ? `${all.length}× ` : ''}${name}`, all.reduce((s, d) => s + d.free, 0), all.reduce((s, d) => s + d.capacity, 0)]),
      ...machine.pools.filter(p => p.kind === 'host').map(p => ['RAM', p.free, p.capacity]),
    ];
    return pools.map(([name, free, capacity]) => html`<span class="pool" key=${name}>${name}
      <svg width="46" height="10" aria-hidden="true"><rect class="f-free" width="46" height="10" rx="2" /><rect class="f-overhead" width=${46 * (1 - free / Math.max(1, capacity))} height="10" rx="2" /></svg>
      <span class="dim">${gib(free)} GiB free</span></span>`);
  }

  /** Returns what of the state the table shows: the same object as long as it says the same. */
  ofTable(model) {
    const { q, show, sort, vs } = this.state.s;
    const now = { q, show, sort, vs, model };
    if (JSON.stringify(now) !== JSON.stringify(this.table)) this.table = now;
    return this.table;
  }

  render(_, { s, models, candidates, candidate, known, others, size, fits, sweep, quants, plan, buying, error, busy, lost, dialog, dragged, dropped, said }) {
    const launch = this.launch();
    const about = known[launch.model];
    const trained = about?.n_ctx_train ?? candidate?.max_ctx ?? size?.n_ctx ?? 4096;
    const close = () => this.show({ dialog: null });
    return html`<div>
      <header class="top"><span class="brand">llmfit</span>
        <button class="machine" type="button" aria-haspopup="dialog" title="Choose or describe a machine (m)" onClick=${() => this.show({ dialog: 'machine' })}>${this.machine()}</button>
        <span class="grow"></span>
        <button class="ghost share" type="button" onClick=${e => this.copy(location.href, e.target)}>Copy link</button>
        <button class="ghost square" type="button" aria-label="Light or dark (t)" onClick=${this.theme}>◐</button>
        <button class="ghost square" type="button" aria-label="Keys (?)" onClick=${() => this.show({ dialog: 'keys' })}>?</button></header>
      ${lost && html`<p class="lost" role="alert">The server does not answer. What you see is its last answer. ${act('Ask again', () => this.load(s))}</p>`}
      <main>
        <section class="answer" aria-label="Answer"><div class="jobs" role="group" aria-label="What for">${USES.map(([use, text]) =>
          html`<button type="button" key=${use} aria-pressed=${(s.use ?? 'chat') === use ? 'true' : 'false'} onClick=${() => this.change({ use, model: '', ...NO_LAUNCH })}>${text}</button>`)}</div>${this.answer()}</section>
        <div class="cols">
          <${Models} candidates=${candidates} known=${known} state=${this.ofTable(launch.model)} others=${others} change=${this.change} pick=${this.pick} mark=${this.mark} searched=${this.searched} />
          <${Plan} state=${launch} size=${size} fits=${fits} candidate=${candidate} changed=${this.changed()} quants=${quants} model=${about} layers=${candidate?.layers ?? fits?.n_gpu_layers?.most ?? 0}
            experts=${this.experts()} trained=${trained} error=${error} busy=${busy} set=${this.set} back=${this.back} copy=${this.copy} />
        </div>
        ${dropped && html`<p class="note" role="status">${dropped}</p>`}
        <section class="plots" aria-label="Plots">
          <${MemoryPlot} sweep=${sweep} ctx=${sweep?.rows?.some(row => row.n_ctx === Number(launch.ctx)) ? Number(launch.ctx) : 0} set=${this.set} />
          <${SpeedPlot} sweep=${sweep} comfort=${Number(s.min_tps ?? 10)} />
          <${AbilityPlot} candidates=${candidates} model=${launch.model} pick=${this.pick} />
          <${BuyPlot} plan=${plan} here=${size?.speed?.tg_tok_s?.mid} asking=${buying} ask=${this.buy} />
        </section>
        <${Runs} state=${launch} title=${launch.model} here=${!s.machine || s.machine === 'this'} ready=${size != null} say=${text => this.say(text)} />
        <${Fleet} state=${s} change=${this.change} />
      </main>
      <footer class="foot dim"><span>${models?.engine ?? 'llama.cpp'} · memory is what the engine allocates; speeds are ranges</span><span>${models?.knowledge ? `models, hardware and prices of ${models.knowledge}` : ''}</span></footer>
      ${dragged && html`<${DropPlace} />`}
      ${dialog === 'machine' && html`<${MachineDialog} machine=${models?.machine} named=${s.machine} find=${this.find} close=${close} take=${machine => this.change({ machine, model: '', ...NO_LAUNCH })} />`}
      ${dialog === 'keys' && html`<${KeysDialog} close=${close} />`}
      <div class="sr" aria-live="polite">${said}</div>
    </div>`;
  }
}

takeToken();
const root = document.getElementById('page');
root.replaceChildren();
render(html`<${Page} />`, root);
