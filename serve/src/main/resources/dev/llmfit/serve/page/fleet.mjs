// Many machines: which of them serve which models to how many users, and how long that is enough.
import { html, Component, whole } from './view.mjs';
import { post, Refused } from './asking.mjs';

const FIELDS = [
  ['machines', 'Machines', '2x RTX 4090 *4', 'One a line, as everywhere; *4 behind a name is four of it.'],
  ['wants', 'Models and users', 'qwen3:8b=40@16k>=15', 'One a line: model, users at the same time, tokens of each, tok/s of each.'],
];

const lines = text => (text ?? '').split('\n').map(line => line.trim()).filter(Boolean);

const usd = n => `${whole(n)} USD`;

function Served({ wants }) {
  return html`<div class="scroll"><table><caption class="sr">Models with their users</caption><thead><tr><th scope="col">model</th><th scope="col" class="r">context</th>
      <th scope="col" class="r">users</th><th scope="col" class="r">served</th><th scope="col" class="r">room for more</th></tr></thead>
    <tbody>${wants.map((w, i) => html`<tr key=${i}><th scope="row">${w.model} ${w.file_type}${w.why && html`<span class="sub">${w.why}</span>`}</th><td class="r">${whole(w.ctx)}</td>
      <td class="r">${whole(w.users)}</td><td class="r"><b>${w.served === w.users ? '✓' : '✗'} ${whole(w.served)}</b></td><td class="r">${whole(w.room)}</td></tr>`)}</tbody></table></div>`;
}

function Placed({ groups }) {
  return html`<div class="scroll"><table><caption class="sr">What each machine serves</caption><thead><tr><th scope="col" class="r">machines</th><th scope="col">of which kind</th>
      <th scope="col">each serves</th></tr></thead><tbody>${groups.map((g, i) => html`<tr key=${i}><td class="r">${whole(g.machines.length)}</td>
      <th scope="row">${g.kind}<span class="sub">${g.machines.slice(0, 4).join(', ')}${g.machines.length > 4 ? ' …' : ''}</span></th>
      <td>${g.servers.map((s, j) => html`<span class="sub" key=${j}>${s.model} to ${whole(s.users)} of ${whole(s.most_users)} users${s.gpus ? `, ${s.sharers > 1 ? 'part of a card' : s.gpus === 1 ? '1 card' : `${s.gpus} cards`}` : ''}</span>`)}</td></tr>`)}</tbody></table></div>`;
}

function Year({ growth }) {
  const power = `Power at ${growth.power_price_usd_kwh} USD a kWh`;
  return html`<h3>Month by month</h3><div class="scroll"><table><caption class="sr">Users and power by month</caption><thead><tr><th scope="col" class="r">month</th>
      ${growth.enough_until_month.map((m, i) => html`<th key=${i} scope="col" class="r">${m.model}</th>`)}<th scope="col" class="r">machines</th><th scope="col" class="r">${power}</th></tr></thead>
    <tbody>${growth.months.map(m => html`<tr key=${m.month}><th scope="row" class="r">${m.month}</th>
      ${m.served.map((s, i) => html`<td key=${i} class="r">${s.users < m.users[i].users ? '✗ ' : ''}${whole(s.users)} of ${whole(m.users[i].users)}</td>`)}
      <td class="r">${whole(m.machines)}</td><td class="r">${usd(m.power_usd)}</td></tr>`)}</tbody></table></div>
    ${growth.ways.map((w, i) => html`<p key=${i}>${whole(w.machines)} more of ${w.kind} from month ${w.from_month} serve the last month${w.usd ? `, about ${usd(w.usd)} (${w.price_covers})` : ', whose price is not known'}.
      ${w.rent_below_usd_hour ? ` Renting is cheaper below ${w.rent_below_usd_hour.toFixed(2)} USD an hour each.` : ''}</p>`)}`;
}

function Answer({ of }) {
  return html`<div aria-live="polite"><p><b>${of.serves_all ? 'All users are served' : 'Not all users are served'}</b>, by ${whole(of.used)} of ${whole(of.machines)} machines; no placement takes fewer than ${whole(of.bound.fewest_machines)}.</p>
      <${Served} wants=${of.wants} /><${Placed} groups=${of.placement} />
    ${of.changes.slice(0, 4).map((c, i) => html`<p key=${i}>${c.text}</p>`)}${of.growth && html`<${Year} growth=${of.growth} />`}
    ${of.notes.map((n, i) => html`<p class="dim" key=${i}>${n}</p>`)}</div>`;
}

/** The pane of many machines; what is asked stands in the address, and is asked again by a link. */
export class Fleet extends Component {
  state = { answer: null, refused: null, busy: false };

  componentDidMount() {
    if (this.props.state.machines && this.props.state.wants) this.ask();
  }

  ask = async e => {
    e?.preventDefault();
    const { machines, wants, growth } = this.props.state;
    this.setState({ busy: true, refused: null });
    try {
      const question = { hardware: lines(machines), want: lines(wants) };
      if (growth) question.growth = { percent: Number(growth) };
      this.setState({ answer: await post('/fleet', question), busy: false });
    } catch (error) {
      this.setState({ answer: null, refused: error instanceof Refused ? error.message : 'The server does not answer.', busy: false });
    }
  };

  render({ state, change }, { answer, refused, busy }) {
    return html`<section class="pane fleet" id="fleet" aria-labelledby="fleet-h"><details open=${Boolean(state.machines)}><summary><h2 id="fleet-h">Many machines</h2></summary>
      <form onSubmit=${this.ask}>${FIELDS.map(([field, text, sample, note]) => html`<label key=${field}>${text}<textarea rows="3" spellcheck="false" placeholder=${sample} value=${state[field] ?? ''}
          onInput=${e => change({ [field]: e.target.value }, false)}></textarea><span class="dim">${note}</span></label>`)}
        <label>More users each month, percent<input type="number" min="0" max="900" step="any" value=${state.growth ?? ''} onInput=${e => change({ growth: e.target.value }, false)} /></label>
        <button type="submit" class="ghost" id="place" disabled=${busy || !lines(state.machines).length || !lines(state.wants).length}>${busy ? 'Placing …' : 'Place them'}</button></form>
      ${refused && html`<p class="note bad" role="alert">${refused}</p>`}
      ${answer && html`<${Answer} of=${answer} />`}</details></section>`;
  }
}
