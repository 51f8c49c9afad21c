// The latest requests of the journal, as a table.

import { arrange, byId, el, setText, show } from './dom.js';
import { brief, count, tenths } from './format.js';
import { icon } from './icons.js';

const MOST_SHOWN = 50;

export class Requests {
  #rows = new Map();
  #version = -1;

  update(journal, nRequests) {
    const shown = Math.min(journal.requests.length, MOST_SHOWN);
    setText(byId('n-requests'), `${count(nRequests)}${nRequests > shown ? `, the latest ${shown} shown` : ''}`);
    if (this.#version === journal.version) return;
    this.#version = journal.version;
    const latest = journal.requests.slice(-MOST_SHOWN).reverse();
    const known = new Map();
    for (const request of latest) {
      const row = this.#rows.get(request);
      known.set(request, row ?? made(request));
    }
    this.#rows = known;
    arrange(byId('request-rows'), [...known.values()], byId('tasks'));
    show(byId('no-request'), latest.length === 0);
  }
}

function made(request) {
  const { number, at, gap, method, path, status, outcome, fault } = request;
  const cell = (name, ...children) => el('td', { role: 'cell', class: name }, ...children);
  const outcomes = fault === null
    ? [outcome]
    : [icon('fault'), el('bdi', {}, outcome === 'fault' ? brief(fault) : `${outcome}, ${brief(fault)}`)];
  return el(
    'tr',
    { role: 'row', class: fault === null ? null : 'faulted' },
    cell('number', String(number)),
    cell('number', tenths(at)),
    cell('number gap', gap === null ? '' : `+${tenths(gap)}`),
    cell('method', method),
    cell('path', el('bdi', { title: brief(path, 300) }, path.length > 600 ? brief(path, 600) : path)),
    cell('number status', status === null ? '–' : String(status)),
    cell('outcome', ...outcomes),
  );
}
