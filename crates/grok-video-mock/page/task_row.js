// One task of the list: what it is, its timeline, its requests in words, and the controls over it.

import { el, setAttributes, setText, show, arrange } from './dom.js';
import { brief, plural, seconds } from './format.js';
import { icon } from './icons.js';
import { Timeline, numbered, told, toldFault } from './timeline.js';

/** The requests that are told in words. */
const MOST_TOLD = 200;
let nRows = 0;

export class TaskRow {
  #act;
  #pill = el('span', { class: 'pill' });
  #held = el('span', { class: 'pill held', hidden: '' }, icon('held'), 'held');
  #id = el('bdi', { class: 'id' });
  #facts = el('p', { class: 'task-facts' });
  #timeline = new Timeline();
  #result = el('p', { class: 'result' });
  #resultText = null;
  #summary = el('summary');
  #told = el('ol', { class: 'told' });
  #items = new Map();
  #nTold = -1;
  #buttons = {};
  #forms = {};
  #status = null;
  task = null;

  /** `act(task, name, body)` does something to the task and tells whether it went well. */
  constructor(id, act, injectInto) {
    nRows += 1;
    this.id = id;
    this.#act = act;
    setText(this.#id, id);
    this.#id.title = brief(id);
    const details = el('details', { class: 'told-box' }, this.#summary, this.#told);
    details.addEventListener('toggle', () => this.#tell(details.open));
    this.details = details;

    const buttons = el('div', { class: 'buttons small' });
    const button = (name, label, onClick) => {
      const node = el('button', { type: 'button', 'data-act': name }, label);
      this.#name(node, label);
      node.addEventListener('click', () => {
        if (node.getAttribute('aria-disabled') !== 'true') onClick();
      });
      this.#buttons[name] = node;
      buttons.append(node);
    };
    button('step', 'Step', () => this.#act(this.task, 'step'));
    button('complete', 'Complete…', () => this.#toggle('complete'));
    button('fail', 'Fail…', () => this.#toggle('fail'));
    button('hold', 'Hold', () => this.#act(this.task, this.task.held ? 'release' : 'hold'));
    button('fault', 'Fault…', () => injectInto(this.id));

    this.root = el(
      'li',
      { class: 'task', 'aria-label': `Task ${brief(id)}` },
      el('div', { class: 'task-head' }, el('p', { class: 'task-name' }, this.#pill, this.#id, this.#held), this.#facts),
      el('div', { class: 'task-line' }, this.#timeline.root),
      buttons,
      el('div', { class: 'task-more' }, this.#result, details),
      this.#completeForm(),
      this.#failForm(),
    );
  }

  update(axis, now, task, requests, journalVersion) {
    this.task = task;
    if (this.#status !== task.status) {
      this.#status = task.status;
      this.#pill.replaceChildren(icon(task.status), task.status);
      this.#pill.className = `pill ${task.status}`;
      this.root.dataset.status = task.status;
    }
    show(this.#held, task.held);
    setText(this.#facts, `${brief(task.model, 60)} · ${plural(task.polls, 'poll')} · made at ${seconds(task.created_at)}`);
    const isOver = task.over_at !== null;
    for (const name of ['step', 'complete', 'fail']) {
      setAttributes(this.#buttons[name], { 'aria-disabled': isOver });
    }
    const label = task.held ? 'Release' : 'Hold';
    if (this.#buttons.hold.textContent !== label) {
      setText(this.#buttons.hold, label);
      this.#name(this.#buttons.hold, label);
    }
    this.#timeline.draw(axis, now, task, requests);
    this.#updateResult();
    const nFaults = requests.filter((request) => request.fault !== null).length;
    setText(this.#summary, plural(requests.length, 'request') + (nFaults > 0 ? `, ${plural(nFaults, 'fault')}` : ''));
    this.requests = requests;
    if (this.#nTold !== journalVersion) {
      this.#nTold = journalVersion;
      this.#tell(this.details.open);
    }
  }

  #name(button, label) {
    button.setAttribute('aria-label', `${label} ${brief(this.id)}`);
  }

  #updateResult() {
    const { error, video_url } = this.task;
    const text = error ?? video_url;
    if (this.#resultText === text) return;
    this.#resultText = text;
    this.#result.className = `result ${error === null ? '' : 'error'}`;
    if (error !== null) {
      this.#result.replaceChildren(el('bdi', { title: brief(error, 400) }, brief(error, 400)));
    } else if (video_url !== null) {
      this.#result.replaceChildren(link(video_url));
    } else {
      this.#result.replaceChildren();
    }
  }

  /** Writes down the requests in words, while that is open. */
  #tell(isOpen) {
    if (!isOpen || this.task === null) return;
    const entries = numbered(this.task, this.requests).slice(-MOST_TOLD);
    const items = entries.map(({ request, poll }) => {
      let item = this.#items.get(request.number);
      if (item === undefined) {
        item = el('li', {}, el('bdi', {}, told(request, poll)));
        if (request.fault !== null) item.append('; ', el('bdi', {}, toldFault(request)));
        this.#items.set(request.number, item);
      }
      return item;
    });
    const numbers = new Set(entries.map(({ request }) => request.number));
    for (const number of this.#items.keys()) {
      if (!numbers.has(number)) this.#items.delete(number);
    }
    arrange(this.#told, items, this.#summary);
  }

  #completeForm() {
    const url = el('input', { type: 'text', inputmode: 'url', placeholder: 'its own', autocomplete: 'off', name: 'url' });
    const length = el('input', { type: 'number', min: 0, step: 'any', class: 'short', placeholder: 'as asked', name: 'seconds' });
    const fields = [el('label', { class: 'wide' }, 'Video URL ', url), el('label', {}, 'Seconds ', length)];
    return this.#form('complete', 'Complete', fields, () => {
      const body = {};
      if (url.value.trim() !== '') body.url = url.value.trim();
      if (length.value !== '') body.seconds = Number(length.value);
      return body;
    });
  }

  #failForm() {
    const message = el('input', { required: '', autocomplete: 'off', name: 'error' });
    const fields = [el('label', { class: 'wide' }, 'Message ', message)];
    return this.#form('fail', 'Fail', fields, () => ({ error: message.value }));
  }

  #form(name, label, fields, body) {
    const cancel = el('button', { type: 'button' }, 'Cancel');
    const form = el('form', { class: 'inline act', id: `row-${nRows}-${name}`, hidden: '' },
      ...fields, el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'primary' }, label), cancel));
    this.#forms[name] = form;
    setAttributes(this.#buttons[name], { 'aria-expanded': false, 'aria-controls': form.id });
    cancel.addEventListener('click', () => this.#close(name));
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#close(name);
    });
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (await this.#act(this.task, name, body())) {
        form.reset();
        this.#close(name);
      }
    });
    return form;
  }

  #toggle(name) {
    if (!this.#forms[name].hidden) {
      this.#close(name);
      return;
    }
    for (const other of Object.keys(this.#forms)) {
      show(this.#forms[other], other === name);
      setAttributes(this.#buttons[other], { 'aria-expanded': other === name });
    }
    this.#forms[name].querySelector('input').focus();
  }

  #close(name) {
    const form = this.#forms[name];
    const hadFocus = form.contains(document.activeElement);
    show(form, false);
    setAttributes(this.#buttons[name], { 'aria-expanded': false });
    if (hadFocus) this.#buttons[name].focus();
  }
}

/** Makes a link of a URL of the web, and plain text of any other. */
function link(text) {
  let url = null;
  try {
    url = new URL(text);
  } catch {
    // A URL that is none was given on purpose; it is shown as it is.
  }
  const shown = brief(text, 300);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return el('bdi', { title: shown }, shown);
  // The server's own are told by their path: neither its port nor the signature says anything.
  const label = url.origin === location.origin ? brief(url.pathname, 300) : shown;
  return el('a', { href: url.href, rel: 'noreferrer noopener', target: '_blank', title: shown }, label);
}
