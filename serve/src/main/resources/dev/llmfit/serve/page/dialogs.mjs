// What opens over the page: the machine, the keys, the place to drop a file.
import { html, Component, gib, whole } from './view.mjs';

/** A dialog of the browser: it keeps the focus, and Escape closes it. */
class Dialog extends Component {
  componentDidMount() {
    this.dialog.showModal();
    this.dialog.addEventListener('close', () => this.props.close());
  }

  render({ name, children }) {
    return html`<dialog aria-labelledby="dialog-h" ref=${dialog => (this.dialog = dialog ?? this.dialog)}><h2 id="dialog-h">${name}</h2>${children}
      <form method="dialog"><button>Close</button></form></dialog>`;
  }
}

const SAMPLES = ['this', 'RTX 4090', '2x RTX 3090', 'RTX 3060 + RTX 4090', 'M3 Max 64GB', 'Strix Halo 128GB', 'Pi 5 8GB'];

/** Chooses a machine: this one, one of the database, or in words. */
export class MachineDialog extends Component {
  state = { text: this.props.named ?? '', found: [] };

  search(text) {
    this.setState({ text });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => text.length > 1 && this.props.find(text).then(found => this.setState({ found })), 200);
  }

  render({ machine, error, take, close }, { text, found }) {
    const go = words => {
      take(words === 'this' ? '' : words);
      close();
    };
    return html`<${Dialog} name="Machine" close=${close}>
      <p class="dim">This one, one of the database, or in your words.</p>
      <form method="dialog" onSubmit=${() => go(text)}><label class="sr" for="machine-text">Machine in words</label>
        <input id="machine-text" type="text" value=${text} placeholder="RTX 4090, 64 GB" spellcheck="false" autocomplete="off" onInput=${e => this.search(e.target.value)} /></form>
      ${error && html`<p class="note bad" role="alert">${error.message}</p>`}
      <p class="chips">${[...new Set([...SAMPLES, ...found])].slice(0, 24).map(s => html`<button type="button" key=${s} onClick=${() => go(s)}>${s === 'this' ? 'this machine' : s}</button>`)}</p>
      ${machine && html`<table><caption class="sr">Parts of the machine</caption><tbody>
        ${machine.devices.map(d => html`<tr><th scope="row">${d.name}</th><td>${d.description}, ${gib(d.capacity)} GiB${d.bandwidth_gbps ? `, ${whole(d.bandwidth_gbps)} GB/s` : ''}</td><td class="dim">${gib(d.free)} GiB free</td></tr>`)}
        ${machine.pools.filter(p => p.kind !== 'device').map(p => html`<tr><th scope="row">${p.id}</th><td>${gib(p.capacity)} GiB${p.bandwidth_gbps ? `, ${whole(p.bandwidth_gbps)} GB/s` : ''}</td><td class="dim">${gib(p.free)} GiB free</td></tr>`)}
        <tr><th scope="row">Processor</th><td>${machine.cpu?.name}</td><td class="dim">${machine.cpu?.physical_cores ? `${machine.cpu.physical_cores} cores` : ''}</td></tr></tbody></table>
        ${(machine.warnings ?? []).map(w => html`<p class="dim">${w.text} ${w.fix ?? ''}</p>`)}`}
    <//>`;
  }
}

export const KEYS = [
  ['/', 'search'], ['j k ↑ ↓', 'model'], ['[ ]', 'context'], ['- +', 'layers or experts on the GPU'], ['F K', 'next file type, cache type'],
  ['f s', 'only what fits, sort'], ['x', 'mark to compare (up to 3)'], ['u', 'what for'], ['m', 'machine'], ['c', 'copy the command'],
  ['v b', 'prove or measure the launch, where the server may run engines'],
  ['S', 'copy the link'], ['t', 'light or dark'], ['?', 'this list'],
];

export function KeysDialog({ close }) {
  return html`<${Dialog} name="Keys" close=${close}><dl>${KEYS.map(([key, text]) => [html`<dt>${key}</dt>`, html`<dd>${text}</dd>`])}</dl><//>`;
}

/** Is shown while a file is dragged over the page. */
export function DropPlace() {
  return html`<div class="drop"><div><b>Drop the GGUF</b><span>Its header is read; the weights stay on your disk.</span></div></div>`;
}
