// Runs: an engine on this machine measures what was predicted. Only a server that was started with --allow-run lets it.
import { html, Component, gib, speed, range } from './view.mjs';
import { withFile } from './state.mjs';
import { get, post, remove, follow, hasToken, Refused } from './asking.mjs';

const WORDS = { verify: 'Prove', prove: 'Prove', bench: 'Measure', calibrate: 'Calibrate' };

/** Returns the launch of a state as a run takes it. */
export function launched(state, title) {
  const np = Math.max(1, Number(state.np || 1));
  const [k, v = k] = (state.kv ?? 'f16').split('/');
  const ubatch = Number(state.ub || 512);
  return {
    model: withFile(title, state),
    options: {
      n_ctx: Number(state.ctx) * np,
      n_gpu_layers: state.ngl === 'all' || state.ngl == null ? -1 : Number(state.ngl),
      n_cpu_moe: Number(state.ncmoe || 0),
      n_parallel: np,
      n_ubatch: ubatch,
      n_batch: Math.max(2048, ubatch),
      type_k: k,
      type_v: v,
    },
  };
}

/** The rows of a document of measurements: what was predicted, what was measured, and whether the first held. */
function rows(answer) {
  if (answer.comparisons) {
    return answer.comparisons.map(c => {
      const number = n => (n == null ? '–' : c.unit === 'bytes' ? `${gib(n)} GiB` : `${speed(n)} tok/s`);
      return [c.name, c.unit === 'bytes' ? number(c.predicted) : `${range(c)} tok/s`, number(c.measured), c.inside];
    });
  }
  return (answer.results ?? []).map(r => {
    const expected = answer.expected?.[r.test];
    return [r.test, expected ? `${range(expected)} tok/s` : '–', `${speed(r.tok_s)} tok/s`, expected ? r.tok_s >= expected.low && r.tok_s <= expected.high : null];
  });
}

function Result({ run }) {
  const problem = run.problem?.detail;
  const measured = run.answer ? rows(run.answer) : [];
  return html`<article class="run"><h3>${WORDS[run.ask] ?? run.ask} ${run.model} <span class="dim">${run.status}</span></h3>
    ${problem && html`<p class=${run.status === 'stopped' ? 'dim' : 'note bad'}>${problem}</p>`}
    ${measured.length > 0 && html`<div class="scroll"><table><caption class="sr">Predicted and measured</caption>
      <thead><tr><th scope="col">what</th><th scope="col" class="r">predicted</th><th scope="col" class="r">measured</th><th scope="col">prediction</th></tr></thead>
      <tbody>${measured.map(([name, predicted, value, inside]) => html`<tr key=${name}><th scope="row">${name}</th><td class="r">${predicted}</td><td class="r">${value}</td>
        <td>${inside == null ? '' : inside ? '✓ held' : '✗ outside'}</td></tr>`)}</tbody></table></div>`}
    ${(run.answer?.notes ?? []).map(note => html`<p class="dim">${note}</p>`)}</article>`;
}

/** The pane of the runs; nothing where engines may not be run. */
export class Runs extends Component {
  state = { allowed: false, runs: [], refused: null };

  componentDidMount() {
    if (hasToken()) this.list();
  }

  async list() {
    try {
      const { runs } = await get('/runs');
      this.setState({ allowed: true, runs: runs.toReversed() });
      const going = runs.find(r => r.status === 'going');
      if (going) this.hear(going.id);
    } catch (e) {
      if (!(e instanceof Refused)) this.setState({ refused: 'The server does not answer.' });
    }
  }

  put(run) {
    const others = this.state.runs.filter(r => r.id !== run.id);
    this.setState({ runs: [run, ...others].slice(0, 16) });
  }

  begin = async ask => {
    const { state, title } = this.props;
    this.setState({ refused: null });
    try {
      const run = await post('/runs', { ask, ...launched(state, title) });
      this.put(run);
      this.hear(run.id);
    } catch (e) {
      this.setState({ refused: e.message });
    }
  };

  stop = async id => {
    try {
      await remove(`/runs/${id}`);
      this.props.say('Stopping');
    } catch (e) {
      this.setState({ refused: e.message });
    }
  };

  async hear(id) {
    try {
      await follow(`/runs/${id}/events`, (name, data) => {
        const run = this.state.runs.find(r => r.id === id);
        if (name === 'progress' && run) this.put({ ...run, step: data.step, done: data.done });
        if (name === 'done' || name === 'failed') {
          this.put(data);
          this.props.say(`${WORDS[data.ask]}: ${data.status}`);
          return true;
        }
        return false;
      });
    } catch (e) {
      this.setState({ refused: e.message });
    }
  }

  render({ title, here, ready }, { allowed, runs, refused }) {
    if (!allowed) return null;
    const going = runs.find(r => r.status === 'going');
    const off = going || !ready || !here;
    return html`<section class="pane runs" id="runs" aria-labelledby="runs-h"><div class="bar"><h2 id="runs-h">Runs</h2>
        <button type="button" class="ghost" id="prove" disabled=${off} onClick=${() => this.begin('verify')}>Prove this launch</button>
        <button type="button" class="ghost" id="measure" disabled=${off} onClick=${() => this.begin('bench')}>Measure its speed</button>
        <span class="dim">${here ? `${title ?? ''} on this machine, by a real engine; a model that is not here runs without its weights.` : 'Runs are of this machine: choose it with m.'}</span></div>
      ${refused && html`<p class="note bad" role="alert">${refused}</p>`}
      ${going && html`<div class="going"><label for="run-done">${WORDS[going.ask]}: ${going.step}</label><progress id="run-done" max="1" value=${going.done}></progress>
        <button type="button" class="ghost" id="stop" onClick=${() => this.stop(going.id)}>Stop</button></div>`}
      ${runs.filter(r => r.status !== 'going').map(run => html`<${Result} key=${run.id} run=${run} />`)}
    </section>`;
  }
}
