// The admin token: out of the address at once, and kept for this tab alone.

import { byId, show } from './dom.js';

const KEPT_AS = 'grok-video-mock.admin-token';

export class Token {
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    if (given !== null) {
      sessionStorage.setItem(KEPT_AS, given);
      history.replaceState(null, '', location.pathname + location.search);
    }
    this.value = sessionStorage.getItem(KEPT_AS) ?? '';
    byId('token-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.value = byId('token').value.trim();
      sessionStorage.setItem(KEPT_AS, this.value);
      byId('token').value = '';
      this.#onChange();
    });
  }

  /** Asks for it, or stops asking. */
  ask(isAsked) {
    const form = byId('token-form');
    if (form.hidden !== isAsked) return;
    const hadFocus = form.contains(document.activeElement);
    show(form, isAsked);
    if (isAsked) byId('token').focus();
    if (!isAsked && hadFocus) byId('tasks').focus();
  }
}
