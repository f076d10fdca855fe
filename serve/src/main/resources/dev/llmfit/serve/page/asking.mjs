// The server's answers. Nothing is computed here: a question goes out, its document comes back.

const BASE = '/api/v1';
const TOKEN = 'llmfit-token';

/** Takes the token that a link carries in its fragment, keeps it for this tab, and takes it out of the address. */
export function takeToken() {
  const fields = new URLSearchParams(location.hash.slice(1));
  const token = fields.get('token');
  if (token) {
    sessionStorage.setItem(TOKEN, token);
    fields.delete('token');
    history.replaceState(null, '', `#${readable(fields)}`);
  }
}

/** Returns fields as they stand in an address that people read. */
export const readable = fields => fields.toString().replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%2F/g, '/');

function headers(more = {}) {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

/** An answer that there is none: its sentence, and what to ask instead. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? `The server answered with ${status}.`);
    this.problem = problem;
    this.status = status;
  }
}

async function read(response) {
  const type = response.headers.get('content-type') ?? '';
  const document = type.includes('json') ? await response.json() : {};
  if (!response.ok) throw new Refused(document, response.status);
  return document;
}

/** How often a busy server is asked again: 429 says it has too much to do, 504 that it is still at it. */
const PATIENCE = 8;

async function patiently(ask) {
  for (let turn = 0; ; turn++) {
    const response = await ask();
    if ((response.status !== 429 && response.status !== 504) || turn === PATIENCE) return read(response);
    const wait = Number(response.headers.get('retry-after') ?? 1);
    await new Promise(done => setTimeout(done, 1000 * Math.min(10, Math.max(0.2, wait))));
  }
}

/** Returns the document at an address below the interface; a signal ends the asking, and with it the server's work. */
export function get(path, fields, signal) {
  const query = fields ? `?${new URLSearchParams(fields)}` : '';
  return patiently(() => fetch(BASE + path + query, { headers: headers(), signal }));
}

/** Returns the document that a body is answered with. */
export function post(path, body, type = 'application/json') {
  const sent = type === 'application/json' ? JSON.stringify(body) : body;
  return patiently(() => fetch(BASE + path, { method: 'POST', headers: headers({ 'Content-Type': type }), body: sent }));
}

/** Takes away what is at an address. */
export function remove(path) {
  return patiently(() => fetch(BASE + path, { method: 'DELETE', headers: headers() }));
}

/** Returns whether the server gave this tab a token. */
export const hasToken = () => sessionStorage.getItem(TOKEN) != null;

/** Returns the fields of an event of a stream, as the server writes them: one line each. */
function event(text) {
  const lines = text.split('\n').map(line => line.split(/: (.*)/s));
  return Object.fromEntries(lines.filter(([name]) => name !== ''));
}

/**
 * Tells of events until one ends it; where the connection breaks off it goes on behind the last event that came.
 * (An EventSource cannot send the token.)
 */
export async function follow(path, tell) {
  let last = '0';
  for (let turn = 0; turn <= PATIENCE; turn++) {
    try {
      const response = await fetch(BASE + path, { headers: headers({ 'Last-Event-ID': last }) });
      if (!response.ok) await read(response);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += part.value;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const { id, event: name, data } = event(text.slice(0, end));
          text = text.slice(end + 2);
          if (!name) continue; // a comment
          last = id;
          turn = 0;
          if (tell(name, JSON.parse(data))) return;
        }
      }
    } catch (e) {
      if (e instanceof Refused || turn === PATIENCE) throw e;
    }
    await new Promise(done => setTimeout(done, 500));
  }
}

/**
 * Asks only for the newest: while one question is out the next waits, and what was asked between them is dropped. What comes too
 * late is never shown.
 */
export class Newest {
  constructor(ask, show, fail) {
    this.ask = ask;
    this.show = show;
    this.fail = fail;
    this.out = false;
    this.next = null;
    this.turn = 0;
  }

  /** Drops what is out and what waits. */
  forget() {
    this.turn++;
    this.next = null;
    this.out = false;
  }

  want(question) {
    if (this.out) {
      this.next = { question };
      return;
    }
    this.send(question);
  }

  async send(question) {
    const turn = this.turn;
    this.out = true;
    try {
      const answer = await this.ask(question);
      if (turn === this.turn) this.show(answer, question);
    } catch (e) {
      if (turn === this.turn) this.fail(e, question);
    }
    if (turn !== this.turn) return;
    this.out = false;
    if (this.next) {
      const { question: newer } = this.next;
      this.next = null;
      this.send(newer);
    }
  }
}
