// Starts the simulated service, and opens sessions of it that tests have for themselves.
//
// Copy this file. It needs Node 20 and the program `grok-video-mock`, on the PATH or named by the
// environment variable GROK_VIDEO_MOCK.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PROGRAM = process.env.GROK_VIDEO_MOCK ?? 'grok-video-mock';

/** The program. It ends with `stop`, and also when this process dies. */
export class Server {
  static async start(...options) {
    const child = spawn(PROGRAM, ['--exit-with-parent', ...options], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit');
    const [line] = await Promise.race([
      once(lines, 'line'),
      ended.then(([code]) => Promise.reject(new Error(`${PROGRAM} ended with ${code}`))),
    ]);
    return new Server(child, ended, JSON.parse(line));
  }

  constructor(child, ended, ready) {
    this.child = child;
    this.ended = ended;
    this.admin = ready.admin;
  }

  /** Opens a session: no other test's tasks, faults and requests are in it. */
  async open() {
    const { name, key, base_url: baseUrl } = await call(this.admin, 'default', 'POST', 'sessions', {});
    return new Session(this.admin, name, key, baseUrl);
  }

  async stop() {
    this.child.stdin.end();
    const [code] = await this.ended;
    if (code !== 0) throw new Error(`${PROGRAM} ended with ${code}`);
  }
}

export class Session {
  constructor(admin, name, key, baseUrl) {
    Object.assign(this, { admin, name, key, baseUrl });
  }

  /** Calls the admin API and returns its JSON; a refusal is an error that says why. */
  call(method, path, body) {
    return call(this.admin, this.name, method, path, body);
  }

  plant(id, script) {
    return this.call('POST', 'tasks', { id, script });
  }

  /** Moves a task: `step`, `hold`, `release`, `complete`, `fail`. */
  move(id, how, body) {
    return this.call('POST', `tasks/${encodeURIComponent(id)}/${how}`, body);
  }

  /** Gives the next queries these replies; then the service answers again. */
  reply(...replies) {
    return this.call('POST', 'replies', { scope: { requests: 'queries' }, replies, then_live: true });
  }

  fault(fault, requests = 'queries', trigger = 'always') {
    return this.call('POST', 'faults', { scope: { requests }, trigger, fault });
  }

  /** Returns the queries for a task, whatever came of them. */
  async polls(id) {
    const { requests } = await this.call('GET', 'journal');
    return requests.filter((it) => it.task === id && it.path.includes('/v1/result/'));
  }

  /** Ends the session; throws if it had a request that only a mistake makes. */
  async close() {
    const { n_unexpected: n } = await this.call('GET', 'state');
    const lines = n > 0 ? await this.call('GET', 'journal') : {};
    await this.call('DELETE', `sessions/${this.name}`);
    if (n > 0) throw new Error(`unexpected requests: ${JSON.stringify(lines.requests)}`);
  }
}

async function call(admin, session, method, path, body) {
  const answer = await fetch(admin + path, {
    method,
    headers: { 'x-mock-session': session },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
