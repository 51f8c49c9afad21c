// The timeline of one task: a bar for each state, a dot for each poll, a mark for each fault.

import { svg, setAttributes, setText, show } from './dom.js';
import { seconds, plural } from './format.js';
import { diamond, shapes } from './icons.js';
import { isPoll } from './journal.js';

const HEIGHT = 40;
const BAR = { y: 5, height: 12 };
const LANE = 29;

export class Timeline {
  root = svg('svg', { height: HEIGHT, class: 'timeline', role: 'img' });
  #grid = svg('path', { class: 'grid' });
  #lane = svg('path', { class: 'lane' });
  #bars = new Map();
  #end = svg('g', { class: 'end' });
  #endShape = '';
  #marks = svg('g');
  #byNumber = new Map();

  constructor() {
    const bars = svg('g');
    for (const state of ['queued', 'processing', 'over']) {
      const bar = svg('rect', { rx: 2, class: `state ${state}` }, svg('title'));
      this.#bars.set(state, bar);
      bars.append(bar);
    }
    this.root.append(this.#grid, this.#lane, bars, this.#end, this.#marks);
  }

  /** Draws the task as it is now; `requests` are those about it, oldest first. */
  draw(axis, now, task, requests) {
    setAttributes(this.root, {
      width: axis.width,
      viewBox: `0 0 ${axis.width} ${HEIGHT}`,
      'aria-label': summary(now, task, requests),
    });
    setAttributes(this.#grid, { d: axis.grid(HEIGHT) });
    this.#drawStates(axis, now, task);
    this.#drawRequests(axis, task, requests);
  }

  #drawStates(axis, now, task) {
    for (const { state, name, from, to } of states(now, task)) {
      const bar = this.#bars.get(state);
      // The bar of a task that was just made, or ended, is short, but there.
      const isThere = from !== null && to >= axis.from && (to > from || to === now);
      bar.style.display = isThere ? '' : 'none';
      if (!isThere) continue;
      const x = axis.x(Math.max(from, axis.from));
      const thin = state === 'over';
      setAttributes(bar, {
        x: state === 'queued' ? x + 0.75 : x,
        y: thin ? BAR.y + BAR.height / 2 - 1.5 : BAR.y + (state === 'queued' ? 0.75 : 0),
        width: Math.max(1.5, axis.x(to) - x - (state === 'queued' ? 1.5 : 0)),
        height: thin ? 3 : BAR.height - (state === 'queued' ? 1.5 : 0),
        class: `state ${state} ${thin ? task.status : ''}`,
      });
      setText(bar.firstChild, `${name} from ${seconds(from)}${to < now ? ` to ${seconds(to)}` : ''}`);
    }
    const start = axis.x(Math.max(task.created_at, axis.from));
    setAttributes(this.#lane, { d: `M${start} ${LANE}H${axis.x(axis.to)}` });

    const isOver = task.over_at !== null && axis.has(task.over_at);
    this.#end.style.display = isOver ? '' : 'none';
    if (!isOver) return;
    const shape = task.status === 'completed' ? 'completed' : 'failed';
    if (this.#endShape !== shape) {
      this.#endShape = shape;
      this.#end.replaceChildren(...shapes(shape), svg('title'));
    }
    setText(this.#end.lastChild, `${task.status} at ${seconds(task.over_at)}`);
    setAttributes(this.#end, {
      class: `end ${shape}`,
      transform: `translate(${axis.x(task.over_at) - 8} ${BAR.y + BAR.height / 2 - 8})`,
    });
  }

  #drawRequests(axis, task, requests) {
    const shown = new Set();
    for (const { request, poll } of numbered(task, requests)) {
      if (poll === null && request.fault === null) continue;
      shown.add(request.number);
      let mark = this.#byNumber.get(request.number);
      if (mark === undefined) {
        mark = marks(request, poll);
        this.#byNumber.set(request.number, mark);
        this.#marks.append(mark);
      }
      mark.style.display = axis.has(request.at) ? '' : 'none';
      setAttributes(mark, { transform: `translate(${axis.x(request.at)} ${LANE})` });
    }
    for (const [number, mark] of this.#byNumber) {
      if (shown.has(number)) continue;
      mark.remove();
      this.#byNumber.delete(number);
    }
  }
}

/** Says in words what a request was. */
export function told(request, poll) {
  const what = poll === null ? `${request.method} ${request.path}` : `poll ${poll}`;
  return `${what} at ${seconds(request.at)}: ${request.outcome}`;
}

export function toldFault(request) {
  return `fault at ${seconds(request.at)}: ${request.fault}`;
}

/** Gives each poll its number among the polls of the task. */
export function numbered(task, requests) {
  const nKnown = requests.filter(isPoll).length;
  // Those that are forgotten came before.
  let n = Math.max(0, task.polls - nKnown);
  return requests.map((request) => ({ request, poll: isPoll(request) ? (n += 1) : null }));
}

function marks(request, poll) {
  const mark = svg('g', { 'data-number': request.number });
  if (request.fault !== null) {
    const title = svg('title', {}, toldFault(request));
    mark.append(svg('path', { d: diamond(0, 0, 7), class: 'fault' }, title));
  }
  if (poll !== null) {
    const r = request.fault === null ? 3.5 : 2.5;
    mark.append(svg('circle', { r, class: 'poll' }, svg('title', {}, told(request, poll))));
  }
  return mark;
}

/** Returns the states of a task with their times; `from` is null where it was not reached. */
function states(now, task) {
  const { created_at, processing_at, over_at } = task;
  return [
    { state: 'queued', name: 'queued', from: created_at, to: processing_at ?? over_at ?? now },
    { state: 'processing', name: 'processing', from: processing_at, to: over_at ?? now },
    { state: 'over', name: task.status, from: over_at, to: now },
  ];
}

function summary(now, task, requests) {
  const parts = states(now, task)
    .filter(({ from, to }) => from !== null && to >= from)
    .map(({ name, from, to }) => `${name} for ${seconds(to - from)}`);
  const nPolls = requests.filter(isPoll).length;
  const nFaults = requests.filter((request) => request.fault !== null).length;
  return `Timeline: ${parts.join(', ')}; ${plural(nPolls, 'poll')}, ${plural(nFaults, 'fault')}`;
}
