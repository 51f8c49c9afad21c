// The service API and the admin API of the simulated service, called as a client would, in one session.

/** Sent with every call of the service API; the server takes any. */
const KEY = 'a-key-of-the-checks';

export class Service {
  constructor({ url, admin }, session) {
    this.url = url;
    this.admin = admin;
    this.session = session;
  }

  /** Creates a task over the service API, and returns its id. */
  async create(prompt, { model = 'grok_video3', status = 200 } = {}) {
    const body = { model, prompt, aspect_ratio: '16:9', resolution: '720p', duration: 10 };
    const response = await this.#call(`${this.url}/v1/grok/videos`, 'POST', body);
    if (response.status !== status) throw new Error(`a create was answered with ${response.status}: ${await response.text()}`);
    return (await response.json()).id;
  }

  /** Polls a task over the service API, and returns the status code. */
  async poll(id) {
    const response = await this.#call(`${this.url}/v1/result/${encodeURIComponent(id)}`, 'GET');
    await response.arrayBuffer();
    return response.status;
  }

  plant(id, script, model) {
    return this.post('tasks', { id, model, script });
  }

  inject(rule) {
    return this.post('faults', rule);
  }

  advance(by) {
    return this.post('clock/advance', { by });
  }

  async task(id) {
    return this.get(`tasks/${encodeURIComponent(id)}`);
  }

  async requests() {
    return (await this.get('journal')).requests;
  }

  get(path) {
    return this.#admin(path, 'GET');
  }

  post(path, body) {
    return this.#admin(path, 'POST', body);
  }

  async #admin(path, method, body) {
    const response = await this.#call(this.admin + path, method, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  #call(url, method, body) {
    const headers = { authorization: `Bearer ${KEY}`, 'x-mock-session': this.session };
    // The admin API of a server on this machine takes no other credentials.
    if (url.startsWith(this.admin)) delete headers.authorization;
    if (body !== undefined) headers['content-type'] = 'application/json';
    return fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  }
}
