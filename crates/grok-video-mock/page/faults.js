// Faults: injecting them, those in force, and the latest that struck.

import { arrange, byId, el, setText, show } from './dom.js';
import { brief, count, plural, seconds } from './format.js';
import { icon } from './icons.js';
import { KINDS } from './kinds.js';

export class Faults {
  #inputs = new Map();
  #keyed = { rules: new Map(), 'fault-log': new Map() };

  /** `act(what, call)` makes a call of the API and tells whether it went well. */
  constructor(api, act) {
    for (const { name, label } of KINDS) byId('fault-kind').append(el('option', { value: name }, label));
    byId('fault-kind').addEventListener('change', () => this.#showFields());
    byId('fault-trigger').addEventListener('change', () => this.#showTrigger());
    byId('fault-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const rule = this.#rule();
      act(`Inject ${this.#kind().label}`, () => api.post('faults', rule));
    });
    byId('clear-faults').addEventListener('click', () => act('Clear all faults', () => api.delete('faults')));
    this.#showFields();
    this.#showTrigger();
  }

  /** Makes the form ready for one task, and goes there. */
  aimAt(task) {
    byId('fault-task').value = task;
    byId('fault-kind').focus();
    byId('fault-form').scrollIntoView({ block: 'nearest' });
  }

  update({ rules, scripts, records }, tasks) {
    const inForce = [
      ...rules.map((rule) => ({
        what: rule.fault,
        of: `${rule.scope}, ${rule.trigger}`,
        much: `struck ${count(rule.n_struck)} of ${count(rule.n_seen)}`,
      })),
      ...scripts.map((script) => ({
        what: `script, ${plural(script.n_left, 'reply', 'replies')} left`,
        of: `${script.scope}${script.then_live ? ', then live' : ''}`,
        much: `given ${count(script.n_given)}`,
      })),
    ];
    this.#list('rules', inForce.map((rule, i) => [i, rule]));
    setText(byId('n-rules'), inForce.length > 0 ? count(inForce.length) : '');
    show(byId('no-rule'), inForce.length === 0);
    const log = records.toReversed().map((record) => [
      record.request,
      {
        what: record.fault,
        of: `request ${count(record.request)} at ${seconds(record.at)}`,
        much: record.cause,
      },
    ]);
    this.#list('fault-log', log);
    this.#offer(tasks);
  }

  #list(id, entries) {
    const before = this.#keyed[id];
    const after = new Map();
    for (const [key, { what, of, much }] of entries) {
      const item = before.get(key) ?? el('li', {}, icon('fault'), el('bdi', { class: 'what' }), el('bdi', { class: 'of' }), el('span', { class: 'quiet' }));
      setText(item.children[1], brief(what));
      setText(item.children[2], brief(of, 300));
      setText(item.children[3], brief(much));
      after.set(key, item);
    }
    this.#keyed[id] = after;
    arrange(byId(id), [...after.values()]);
  }

  /** Offers the newest tasks in the field for one. */
  #offer(tasks) {
    const ids = tasks.slice(-20).map((task) => task.id).reverse();
    const options = [...byId('task-ids').children];
    if (ids.length === options.length && ids.every((id, i) => options[i].value === id)) return;
    byId('task-ids').replaceChildren(...ids.map((id) => el('option', { value: id })));
  }

  #kind() {
    return KINDS.find((kind) => kind.name === byId('fault-kind').value);
  }

  #showFields() {
    this.#inputs.clear();
    const labels = this.#kind().fields.map(({ name, label, type, value, least }) => {
      const input = el('input', { type, value, min: least, required: '', autocomplete: 'off' });
      this.#inputs.set(name, input);
      return el('label', {}, `${label} `, input);
    });
    byId('fault-fields').replaceChildren(...labels);
    show(byId('fault-fields'), labels.length > 0);
  }

  #showTrigger() {
    const trigger = byId('fault-trigger').value;
    show(byId('fault-number-label'), trigger !== 'always');
    byId('fault-number').value = trigger === 'probability' ? '0.1' : '1';
  }

  #rule() {
    const values = {};
    for (const [name, input] of this.#inputs) {
      values[name] = input.type === 'number' ? Number(input.value) : input.value;
    }
    const scope = { requests: byId('fault-scope').value };
    const task = byId('fault-task').value.trim();
    if (task !== '') scope.task = task;
    const trigger = byId('fault-trigger').value;
    const rule = {
      scope,
      trigger: trigger === 'always' ? trigger : { [trigger]: Number(byId('fault-number').value) },
      fault: this.#kind().fault(values),
    };
    const delay = byId('fault-delay').value.trim();
    if (delay !== '') rule.delay = delay;
    if (byId('fault-before').checked) rule.before_effect = true;
    return rule;
  }
}
