// The list of tasks, the newest first, on one time axis.

import { Axis, AxisView } from './axis.js';
import { arrange, byId, el, setText, show } from './dom.js';
import { count } from './format.js';
import { icon } from './icons.js';
import { TaskRow } from './task_row.js';

/** The tasks that are shown. */
export const MOST_TASKS = 100;

export class Tasks {
  #rows = new Map();
  #axisView = new AxisView(byId('axis'));
  #latest = null;

  constructor(act, injectInto) {
    this.act = act;
    this.injectInto = injectInto;
    const words = { queued: 'queued', processing: 'processing', completed: 'completed', failed: 'failed', poll: 'poll', fault: 'fault' };
    for (const [name, word] of Object.entries(words)) {
      byId('legend').append(el('li', {}, icon(name), word));
    }
    byId('window').addEventListener('change', () => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(byId('axis'));
  }

  clear() {
    this.#rows.clear();
    this.#latest = null;
    byId('task-list').replaceChildren();
  }

  update(now, tasks, nTasks, journal) {
    this.#latest = { now, tasks: tasks.toReversed(), journal };
    const leftOut = nTasks > tasks.length ? `, the newest ${tasks.length} shown` : '';
    setText(byId('n-tasks'), `${count(nTasks)}${leftOut}`);
    show(byId('no-task'), tasks.length === 0);
    this.#draw();
  }

  #draw() {
    const width = this.#axisView.width;
    if (this.#latest === null || width === 0) return;
    const { now, tasks, journal } = this.#latest;
    const axis = new Axis(...this.#stretch(now, tasks), width);
    this.#axisView.draw(axis);

    const rows = tasks.map((task) => {
      let row = this.#rows.get(task.id);
      if (row === undefined) {
        row = new TaskRow(task.id, this.act, this.injectInto);
        this.#rows.set(task.id, row);
      }
      row.update(axis, now, task, journal.of(task), journal.version);
      return row;
    });
    const known = new Set(tasks.map((task) => task.id));
    for (const id of this.#rows.keys()) {
      if (!known.has(id)) this.#rows.delete(id);
    }
    arrange(byId('task-list'), rows.map((row) => row.root), byId('tasks'));
  }

  /** Returns the beginning and the end of what is shown. */
  #stretch(now, tasks) {
    const chosen = Number(byId('window').value);
    if (chosen > 0) return [now - chosen, now];
    const first = Math.min(...tasks.map((task) => task.created_at), now);
    return [first, now];
  }
}
