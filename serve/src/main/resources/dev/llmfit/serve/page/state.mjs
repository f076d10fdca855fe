// What is looked at, as every door spells it (docs/state.md). It stands in the fragment of the address, which no log sees.
import { readable } from './asking.mjs';

/** Fields of the page alone: they are no part of a question. */
const OWN = ['theme', 'embed', 'machines', 'wants', 'growth'];

/** Fields that say which machine and which wish are meant: another of them makes another list. */
export const OF_THE_LIST = ['machine', 'vram', 'ram', 'gpus', 'bandwidth', 'ram_bandwidth', 'cpu', 'os', 'link', 'power', 'use', 'users', 'min_tps', 'margin', 'prefer'];

/** Fields that say how a model is started. */
export const OF_THE_LAUNCH = ['file', 'ctx', 'kv', 'ngl', 'ncmoe', 'np', 'ub'];

/** Fields that the page keeps to itself when it asks: the server has no use for what is listed, sorted or on the screen. */
const OF_THE_SCREEN = ['show', 'sort', 'q', 'vs', 'pane', ...OWN];

/** Returns the name of a model with its file: of a file, its name alone. */
export const withFile = (title, state) => (state.file && !title.endsWith('.gguf') ? `${title}:${state.file}` : title);

/** Returns the state that stands in the address. */
export function fromAddress() {
  const state = {};
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) state[name] = value;
  return state;
}

/** Writes a state into the address; a finished change is an entry of the history, a change on the way is not. */
export function toAddress(state, finished) {
  const address = `#${readable(new URLSearchParams(Object.entries(state).filter(([, v]) => v !== '' && v != null)))}`;
  if (address === location.hash) return;
  history[finished ? 'pushState' : 'replaceState'](null, '', address);
}

/** Returns what of a state is a question. */
export function asked(state, ...but) {
  const left = [...OF_THE_SCREEN, ...but];
  return Object.fromEntries(Object.entries(state).filter(([name, value]) => !left.includes(name) && value !== '' && value != null));
}

/** Returns the state of a recommended launch. */
export function ofCandidate(state, candidate) {
  const o = candidate.options;
  const np = Math.max(1, o.n_parallel ?? 1);
  return {
    ...state,
    model: candidate.model,
    file: candidate.file_type,
    ctx: String(Math.floor(o.n_ctx / np)),
    kv: o.type_k === o.type_v ? o.type_k : `${o.type_k}/${o.type_v}`,
    ngl: String(o.n_gpu_layers),
    ncmoe: String(o.n_cpu_moe ?? 0),
    np: String(np),
    ub: String(o.n_ubatch),
  };
}

/** Returns whether two states start a model the same way. */
export const sameLaunch = (a, b) => a.model === b.model && OF_THE_LAUNCH.every(f => (a[f] ?? '') === (b[f] ?? ''));
