// What every part of the page is made with: elements, numbers in words.
import { h, render, Component, Fragment } from './preact.mjs';
import htm from './htm.mjs';

export const html = htm.bind(h);
export { render, Component, Fragment };

const GIB = 2 ** 30;

const NUMBERS = new Intl.NumberFormat('en-US');

/** Returns a whole number with separators. */
export const whole = n => NUMBERS.format(Math.round(n));

/** Returns bytes in GiB: one digit behind the point below 100. */
export function gib(bytes) {
  const g = bytes / GIB;
  return Math.abs(g) >= 99.5 ? whole(g) : g.toFixed(1);
}

/** Returns a speed with the digits that it has. */
export function speed(n) {
  return n >= 99.5 ? whole(Number(n.toPrecision(2))) : n >= 9.95 ? n.toFixed(0) : n.toFixed(1);
}

/** Returns the ends of a range; one number where both are the same. */
export function range(r) {
  if (!r) return '–';
  const low = speed(r.low), high = speed(r.high);
  return low === high ? low : `${low} – ${high}`;
}

/** Returns tokens as people say them: 16k. */
export const tokens = n => (n >= 1024 && n % 1024 === 0 ? `${n / 1024}k` : whole(n));

/** Returns seconds, or milliseconds where there are few. */
export const seconds = s => (s < 1 ? `${Math.round(s * 100) * 10} ms` : `${speed(s)} s`);

/** Parts of memory in the order in which they are drawn, each with its pattern. */
export const PARTS = [
  ['weights', 'weights'],
  ['context', 'KV cache'],
  ['compute', 'compute'],
  ['overhead', 'driver'],
];

/** Returns a part that is drawn again only when something that it shows is another: a drag draws no table. */
export const steady = draw => class extends Component {
  shouldComponentUpdate(next) {
    return Object.keys({ ...next, ...this.props }).some(name => next[name] !== this.props[name]);
  }

  render(props) {
    return draw(props);
  }
};

/** A button that looks like a link: it changes what is asked. */
export const act = (text, go) => html`<button type="button" class="act" onClick=${go}>${text}</button>`;

/** What is drawn where a launch fits, by its verdict: a sign, a word, and a colour as the third channel. */
export const VERDICTS = {
  'full-gpu': ['●', 'whole', 'full', 'whole on the GPU'],
  'partial-gpu': ['◐', 'part', 'part', 'some layers in RAM'],
  'moe-offload': ['◐', 'part', 'part', 'some experts in RAM'],
  cpu: ['○', 'RAM', 'part', 'in RAM'],
};

export const verdict = v => VERDICTS[v] ?? (v && v.includes('cpu') ? VERDICTS.cpu : ['✗', 'no', 'no', 'does not fit']);

export function Badge({ of }) {
  const [sign, word, kind, whole] = verdict(of);
  return html`<span class=${`badge ${kind}`} title=${whole}><span aria-hidden="true">${sign}</span> ${word}</span>`;
}
