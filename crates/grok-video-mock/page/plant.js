// Planting a task, with how long it takes.

import { byId, setText, show } from './dom.js';

/** What a pace asks for: label, value to begin with, and how it is written. */
const PACES = {
  after: { unit: 'for', queued: '20s', processing: '2m', of: (text) => text.trim() },
  after_polls: { unit: 'polls', queued: '1', processing: '3', of: Number },
};

export class Plant {
  constructor(api, act) {
    byId('plant-pace').addEventListener('change', () => this.#showPace());
    byId('plant-form').addEventListener('submit', async (event) => {
      event.preventDefault();
      const task = this.#task();
      const isPlanted = await act(`Plant ${task.id}`, () => api.post('tasks', task));
      if (isPlanted && byId('plant-id').value === task.id) byId('plant-id').value = '';
    });
    this.#showPace();
  }

  #showPace() {
    const pace = PACES[byId('plant-pace').value];
    show(byId('plant-pace-fields'), pace !== undefined);
    for (const state of ['queued', 'processing']) {
      const input = byId(`plant-${state}`);
      input.required = pace !== undefined;
      if (pace === undefined) continue;
      input.value = pace[state];
      const name = state === 'queued' ? 'Queued' : 'Processing';
      setText(input.previousSibling, `${name} ${pace.unit} `);
    }
  }

  #task() {
    const task = { id: byId('plant-id').value };
    const model = byId('plant-model').value.trim();
    if (model !== '') task.model = model;
    const name = byId('plant-pace').value;
    const pace = PACES[name];
    if (pace !== undefined) {
      const value = (state) => pace.of(byId(`plant-${state}`).value);
      task.script = { pace: { [name]: { queued: value('queued'), processing: value('processing') } } };
    } else if (name !== '') {
      task.script = { pace: name };
    }
    return task;
  }
}
