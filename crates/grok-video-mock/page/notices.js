// What the page has to say: what was done, what went wrong, and whether the server is there.

import { byId, el, setText } from './dom.js';
import { plural } from './format.js';

/** Different errors that stand at once; older ones are then only counted. */
const MOST = 30;

export class Notices {
  #alerts = new Map();
  #nDropped = 0;
  #dropped = null;

  /** Says what was done; the next takes its place. */
  say(text) {
    setText(byId('said'), text);
  }

  /** Shows an error until it is dismissed; the same again is counted. */
  alert(text) {
    const known = this.#alerts.get(text);
    if (known !== undefined) {
      known.times += 1;
      setText(known.count, ` (${known.times} times)`);
      return;
    }
    const count = el('span', { class: 'quiet' });
    const button = el('button', { type: 'button', 'aria-label': 'Dismiss this error' }, 'Dismiss');
    const item = el('li', {}, el('p', {}, el('bdi', {}, text), count), button);
    button.addEventListener('click', () => this.#dismiss(text));
    this.#alerts.set(text, { item, count, times: 1 });
    byId('alerts').append(item);
    if (this.#alerts.size > MOST) this.#dropOldest();
  }

  /** Shows what holds at the moment, in one line that is changed and taken away; null takes it away. */
  standing(text) {
    if (text === null) {
      this.standingItem?.remove();
      this.standingItem = null;
      return;
    }
    if (!this.standingItem) {
      this.standingItem = el('li', { class: 'standing' }, el('p'));
      byId('alerts').prepend(this.standingItem);
    }
    setText(this.standingItem.firstChild, text);
  }

  #dismiss(text) {
    const { item } = this.#alerts.get(text);
    const next = item.nextElementSibling ?? item.previousElementSibling;
    this.#alerts.delete(text);
    item.remove();
    (next?.querySelector('button') ?? byId('tasks')).focus();
  }

  #dropOldest() {
    const [[text, { item, times }]] = this.#alerts;
    this.#alerts.delete(text);
    item.remove();
    this.#nDropped += times;
    if (!this.#dropped) {
      this.#dropped = el('li', {}, el('p'));
      byId('alerts').append(this.#dropped);
    }
    setText(this.#dropped.firstChild, `and ${plural(this.#nDropped, 'earlier error')}`);
  }
}
