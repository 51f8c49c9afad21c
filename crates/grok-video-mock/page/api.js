// The admin API, as one session sees it.

import { seconds } from './format.js';

/** How long an answer may take, in milliseconds. */
const PATIENCE = 10_000;

/** An answer that is none of what was asked for. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The server could not be reached, or said nothing in time. */
export class Unreachable extends Error {}

export class Api {
  constructor(token) {
    this.token = token;
    this.session = new URLSearchParams(location.search).get('session') ?? 'default';
  }

  /** Goes to another session, which the page's address then names. */
  enter(session) {
    this.session = session;
    const address = new URL(location.href);
    if (session === 'default') {
      address.searchParams.delete('session');
    } else {
      address.searchParams.set('session', session);
    }
    history.replaceState(null, '', address);
  }

  /** Returns the address of a path of the admin API, with the session in it. */
  url(path, query = {}) {
    const parameters = new URLSearchParams({ ...query, session: this.session });
    return `${path}?${parameters}`;
  }

  get(path, query) {
    return this.#call('GET', this.url(path, query));
  }

  post(path, body) {
    return this.#call('POST', this.url(path), body);
  }

  delete(path) {
    return this.#call('DELETE', this.url(path));
  }

  async #call(method, url, body) {
    const headers = {};
    if (this.token.value) headers.authorization = `Bearer ${this.token.value}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    let response, text;
    try {
      response = await fetch(url, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE),
      });
      text = await response.text();
    } catch (error) {
      throw new Unreachable(error.name === 'TimeoutError' ? `no answer in ${seconds(PATIENCE / 1000)}` : 'no connection');
    }
    let value = null;
    try {
      value = text === '' ? null : JSON.parse(text);
    } catch {
      throw new ApiError(response.status, 'no_json', `an answer with ${response.status} that is no JSON`);
    }
    if (!response.ok) {
      const { message, code } = value?.error ?? {};
      throw new ApiError(response.status, code ?? '', message ?? `an answer with ${response.status}`);
    }
    return value;
  }
}
