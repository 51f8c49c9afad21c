// The session: which one is shown, its seed and counts, and beginning it anew.

import { arrange, byId, el, setAttributes, setText, show } from './dom.js';
import { count } from './format.js';

/** What is counted, by its name in the API. */
const COUNTS = {
  creates: 'creates',
  queries: 'queries',
  downloads: 'downloads',
  heads: 'heads',
  refused: 'refused',
  faulted: 'faulted',
  unmatched: 'unmatched',
  ran_out: 'ran out',
};
/** Those that only a mistake leads to. */
const MISTAKES = ['unmatched', 'ran_out'];

export class Session {
  #api;
  #options = new Map();
  #counts = new Map();

  /** `onEnter` is told when another session was chosen. */
  constructor(api, act, onEnter) {
    this.#api = api;
    for (const [name, word] of Object.entries(COUNTS)) {
      const value = el('dd', {}, '–');
      const pair = el('div', {}, el('dt', {}, word), value);
      this.#counts.set(name, { pair, value });
      byId('counts').append(pair);
    }
    this.list([]);
    byId('session').addEventListener('change', () => {
      api.enter(byId('session').value);
      this.#confirm(false);
      onEnter();
    });
    byId('reset').addEventListener('click', () => this.#confirm(byId('reset-confirm').hidden));
    byId('reset-no').addEventListener('click', () => this.#confirm(false));
    byId('reset-yes').addEventListener('click', async () => {
      if (await act(`Reset ${api.session}`, () => api.post('reset'))) this.#confirm(false);
    });
    byId('reset-confirm').addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#confirm(false);
    });
  }

  /** Offers these sessions, and the one that is shown. */
  list(sessions) {
    const names = new Set(sessions.map((session) => session.name)).add(this.#api.session);
    const options = [...names].map((name) => {
      if (!this.#options.has(name)) this.#options.set(name, el('option', { value: name }, name));
      return this.#options.get(name);
    });
    for (const name of this.#options.keys()) {
      if (!names.has(name)) this.#options.delete(name);
    }
    arrange(byId('session'), options);
    if (byId('session').value !== this.#api.session) byId('session').value = this.#api.session;
  }

  update({ session, seed, counts }) {
    setText(byId('seed'), String(seed));
    setText(byId('reset-name'), session);
    document.title = session === 'default' ? 'grok-video-mock' : `${session} · grok-video-mock`;
    for (const [name, { pair, value }] of this.#counts) {
      const n = counts[name] ?? 0;
      setText(value, count(n));
      const isMistake = n > 0 && MISTAKES.includes(name);
      setAttributes(pair, { class: isMistake ? 'mistake' : n === 0 ? 'none' : '' });
    }
  }

  #confirm(isAsked) {
    const box = byId('reset-confirm');
    if (box.hidden !== isAsked) return;
    const hadFocus = box.contains(document.activeElement);
    show(box, isAsked);
    setAttributes(byId('reset'), { 'aria-expanded': isAsked });
    if (isAsked) byId('reset-no').focus();
    if (!isAsked && hadFocus) byId('reset').focus();
  }
}
